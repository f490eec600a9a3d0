//! One's own keys: every action can have another key, or none.
pub mod pages;
mod store;
mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/account/keyboard", pages::form).post("/account/keyboard", pages::save)
}
