//! All key results of a person on one screen, saved together or not at all.
pub mod actions;
pub mod model;
pub mod pages;
pub mod sheet;
mod store;
pub mod typed;
pub mod views;
pub mod week;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/check-in", pages::show)
        .post("/check-in", pages::save)
        .get("/check-in/preview", pages::preview)
        .get("/check-in/{week}", pages::show_week)
        .post("/check-in/{week}", pages::save_week)
}
