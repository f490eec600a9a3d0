//! The operator of the platform: a session of its own kind, and the list of organizations.
pub mod actions;
pub mod pages;
pub mod store;
mod views;

use axum::http::Method;

use crate::web::{Access, Routes};

/// An operator's session ends when nobody uses it for this many hours, and in any case after [`ABSOLUTE_HOURS`].
pub const IDLE_HOURS: i64 = 2;
pub const ABSOLUTE_HOURS: i64 = 12;

pub fn routes() -> Routes {
    Routes::new()
        .route(Method::GET, "/operator", Access::Operator, pages::organizations)
        // for logins that also have accounts, and chose this one
        .route(Method::POST, "/operator", Access::Public, pages::enter)
}
