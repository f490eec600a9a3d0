//! Sign-in with a code that is sent to the address of the login: six digits, ten minutes, five tries, once.
pub mod actions;
pub mod code;
mod letter;
pub mod pages;
mod store;
mod views;

use axum::http::Method;

use crate::web::{Access, Routes};

/// How long a code fits.
pub const MINUTES: i64 = 10;
/// How often one may be typed.
pub const TRIES: i16 = 5;

pub fn routes() -> Routes {
    Routes::new()
        .route(Method::GET, "/sign-in/code", Access::Public, pages::form)
        .route(Method::POST, "/sign-in/code", Access::Public, pages::send)
        .route(Method::POST, "/sign-in/code/check", Access::Public, pages::check)
}
