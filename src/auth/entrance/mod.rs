//! The entrance: whatever has shown who somebody is, here it is decided where they go, by the sign-in policy of the organization.
pub mod actions;
pub mod door;
pub mod goal;
pub mod pages;
pub mod policy;
pub mod proof;
pub mod store;
mod views;

pub use door::Door;
pub use goal::Goal;
pub use policy::{Missing, Policy, Way};
pub use proof::{Method, Proof};

use crate::web::{Access, Routes};

pub fn routes() -> Routes {
    Routes::new().route(axum::http::Method::GET, "/sign-in/another-way", Access::Public, pages::another_way)
}
