//! The page of everything by which one proves who one is.
pub mod pages;
mod store;
mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/account/security", pages::show)
}
