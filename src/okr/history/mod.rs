//! Who changed what, when and why: the changes of an objective and of all below it. Reads only.
pub mod actions;
pub mod model;
pub mod pages;
mod store;
pub mod values;
pub mod views;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/objectives/{id}/history", pages::history)
}
