//! Alignment: which objective supports which, as a tree and as a plain list.
mod ask;
mod forest;
mod pages;
mod store;
mod views;

pub use ask::Ask;
pub use pages::region;
pub use views::Region;

pub use pages::within;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/alignment", pages::alignment)
}
