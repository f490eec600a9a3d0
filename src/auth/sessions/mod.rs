//! Sessions: a cookie with a random id, a record in Redis or PostgreSQL, and an index by account that lists and ends them.
pub mod enter;
pub mod pages;
pub mod record;
pub mod store;

use axum::http::Method;

pub use record::{SIGNED_IN, SignedIn};

use crate::web::{Access, Routes};

/// A session that nobody uses ends after this many days, and any after [`ABSOLUTE_DAYS`].
pub const IDLE_DAYS: i64 = 7;
pub const ABSOLUTE_DAYS: i64 = 30;

pub fn routes() -> Routes {
    Routes::new()
        .route(Method::POST, "/sign-out", Access::Public, pages::sign_out)
}
