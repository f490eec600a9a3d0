//! Sessions: a cookie with a random id, a record in Redis or PostgreSQL, and an index by account that lists and ends them.
pub mod actions;
pub mod device;
pub mod enter;
pub mod index;
pub mod memory;
pub mod pages;
pub mod record;
pub mod redis;
pub mod store;
mod views;

use axum::http::Method;

pub use record::{OPERATING, Operating, PROOF, SIGNED_IN, SignedIn};

use crate::web::{Access, Routes};

/// A session that nobody uses ends after this many days, and any after [`ABSOLUTE_DAYS`].
pub const IDLE_DAYS: i64 = 7;
pub const ABSOLUTE_DAYS: i64 = 30;

pub fn routes() -> Routes {
    Routes::new()
        .get("/account/sessions", pages::list)
        .post("/account/sessions/end-others", pages::end_others)
        .post("/account/sessions/{id}/end", pages::end)
        .route(Method::POST, "/sign-out", Access::Public, pages::sign_out)
}
