//! Moving an objective in the alignment: below another one, and to a place among its siblings. Emits `objective.changed`.
pub mod actions;
mod pages;
mod rules;
mod store;
mod views;

pub use rules::Place;
pub use store::address;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/objectives/{id}/move", pages::ask).post("/objectives/{id}/move", pages::act)
}
