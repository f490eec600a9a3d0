//! Key results: definition, values, the ledger of target changes. Emits `key_result.value_set`, `key_result.changed`.
pub mod actions;
pub mod correction;
pub mod edit_pages;
pub mod form;
pub mod form_views;
pub mod grounds;
pub mod inline_pages;
pub mod ledger;
pub mod model;
pub mod pages;
pub mod part_changes;
pub mod past;
pub mod readings;
pub mod show;
pub mod store;
pub mod taken;
mod value_form;
pub mod views;
pub mod words;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/objectives/{id}/key-results/new", edit_pages::new)
        .post("/objectives/{id}/key-results", edit_pages::create)
        .get("/key-results/{id}", pages::show)
        .post("/key-results/{id}", edit_pages::save)
        .get("/key-results/{id}/edit", edit_pages::edit)
        .get("/key-results/{id}/why", pages::why)
        .get("/key-results/{id}/value/edit", inline_pages::edit_value)
        .post("/key-results/{id}/value", inline_pages::set_value)
        .get("/key-results/{id}/correction", correction::ask)
        .post("/key-results/{id}/correction", correction::correct)
        .get("/key-results/{id}/target/edit", inline_pages::edit_target)
        .post("/key-results/{id}/target", inline_pages::set_target)
        .post("/key-results/{id}/archive", pages::archive)
        .post("/key-results/{id}/restore", pages::restore)
}
