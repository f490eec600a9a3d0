//! Text of long forms, kept for its writer until it is saved, on whatever device they go on. Emits nothing.
pub mod actions;
pub mod pages;
mod store;
pub mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .post("/drafts", pages::keep)
        .post("/drafts/discard", pages::discard)
        .get("/drafts/{form}", pages::show)
}
