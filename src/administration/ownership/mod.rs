//! Who owns the organization, and how that passes on: it is offered by the owner and taken over by whom it was offered to.
pub mod actions;
mod pages;
pub mod store;
mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/organization/ownership", pages::show)
        .post("/organization/ownership", pages::offer)
        .post("/organization/ownership/{id}/accept", pages::accept)
        .post("/organization/ownership/{id}/decline", pages::decline)
        .post("/organization/ownership/{id}/cancel", pages::cancel)
}
