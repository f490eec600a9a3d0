//! The operator of the platform: a session of its own kind, the list of organizations, and mail that has not left.
pub mod actions;
mod letters;
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
        .route(Method::GET, "/operator/letters", Access::Operator, letters::show)
        .route(Method::POST, "/operator/letters/{id}/sending", Access::Operator, letters::try_again)
        // for logins that also have accounts, and chose this one
        .route(Method::POST, "/operator", Access::Public, pages::enter)
}
