//! Who may do what with an objective, and by which rule: for oneself, and for another person as those ask who give roles.
mod actions;
pub mod model;
mod pages;
mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/objectives/{id}/access", pages::access)
}
