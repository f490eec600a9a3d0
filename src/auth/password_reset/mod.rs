//! A new password for whoever has lost theirs, by a link that reaches the address of the login.
pub mod actions;
pub(in crate::auth) mod letters;
mod pages;
mod store;
mod views;

use axum::http::Method;

use crate::web::Access::{Administrator, Public};
use crate::web::Routes;

/// A link that somebody asked for themselves is good for so many hours.
pub const ASKED_HOURS: i64 = 1;
/// One that an administrator sent.
pub const SENT_HOURS: i64 = 24;

pub fn routes() -> Routes {
    Routes::new()
        .route(Method::GET, "/password/forgotten", Public, pages::ask_form)
        .route(Method::POST, "/password/forgotten", Public, pages::ask)
        .route(Method::GET, "/password/new", Public, pages::new_form)
        .route(Method::POST, "/password/new", Public, pages::set)
        .route(Method::GET, "/password/{token}", Public, pages::open)
        .route(Method::POST, "/organization/members/{id}/password-link", Administrator, pages::send)
}
