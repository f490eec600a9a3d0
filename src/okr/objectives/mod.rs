//! Objectives: text, owner, place in the organization, stage. Emits `objective.created`, `objective.changed`.
pub mod actions;
pub mod around;
pub mod form;
pub mod form_pages;
pub mod links;
pub mod model;
pub mod pages;
pub mod policy;
pub mod show;
pub mod sight;
pub mod stage;
pub mod standing;
pub mod store;
pub mod views;
pub mod visibility;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/objectives/new", form_pages::new)
        .post("/objectives", form_pages::create)
        .get("/objectives/{id}", pages::show)
        .post("/objectives/{id}", form_pages::save)
        .get("/objectives/{id}/head", pages::head)
        .get("/objectives/{id}/why", pages::why)
        .get("/objectives/{id}/edit", form_pages::edit)
        .get("/objectives/{id}/title/edit", pages::edit_title)
        .post("/objectives/{id}/title", pages::set_title)
        .post("/objectives/{id}/submission", pages::submit)
        .get("/objectives/{id}/return", pages::ask_return)
        .post("/objectives/{id}/return", pages::return_to_draft)
        .post("/objectives/{id}/archive", pages::archive)
        .post("/objectives/{id}/restore", pages::restore)
}
