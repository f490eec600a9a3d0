//! One act on many objectives: those that were chosen in the list. What may not be done with one of them is told, and done with the rest.
mod actions;
mod model;
mod pages;
mod store;
mod views;

pub use actions::put_back;
pub use model::BulkAct;
pub use store::versions;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().post("/objectives/bulk", pages::act)
}
