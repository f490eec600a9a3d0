//! Views of the list of objectives that people keep under a name: its filters and order, for the current period or a certain one.
pub mod actions;
pub mod model;
pub mod pages;
mod store;
pub mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/objectives/views", pages::list)
        .post("/objectives/views", pages::create)
        .get("/objectives/views/new", pages::new)
        .get("/objectives/views/{id}/edit", pages::edit)
        .post("/objectives/views/{id}", pages::save)
        .post("/objectives/views/{id}/removal", pages::remove)
}
