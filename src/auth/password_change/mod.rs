//! A new password for oneself.
pub mod actions;
pub mod pages;
pub mod rules;
mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/account/password", pages::form).post("/account/password", pages::change)
}
