//! Sign-in with e-mail and password.
pub mod actions;
pub mod attempts;
pub mod examples;
pub mod pages;
pub mod password;
pub mod slowdown;
pub(in crate::auth) mod store;
mod views;

use axum::http::Method;

use crate::web::{Access, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .route(Method::GET, "/sign-in", Access::Public, pages::form)
        .route(Method::GET, "/sign-in/local", Access::Public, pages::form)
        .route(Method::POST, "/sign-in/local", Access::Public, pages::sign_in)
}
