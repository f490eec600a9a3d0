//! Comments on objectives: whoever sees an objective may comment, authors edit and remove, administrators remove.
//! Emits `comment.added`, `comment.edited`, `comment.removed` and `comment.restored`.
pub mod actions;
pub mod model;
pub mod pages;
mod policy;
mod store;
pub mod text;
pub mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/objectives/{id}/comments", pages::feed)
        .post("/objectives/{id}/comments", pages::add)
        .get("/comments/{id}", pages::show)
        .post("/comments/{id}", pages::save)
        .get("/comments/{id}/edit", pages::edit)
        .post("/comments/{id}/removal", pages::remove)
}
