//! Taking back what was done, for ten minutes: an act leaves an entry with what brings the former state back, and whoever did it
//! may send it once. How to bring it back is known by the feature that did it.
mod act;
mod actions;
pub mod pages;
mod store;

pub use act::{Act, Undone};
pub use actions::{changed_meanwhile, keep, open};

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().post("/undo/{id}", pages::undo)
}
