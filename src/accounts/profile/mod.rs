//! One's own preferences: language, and how pages look and answer.
pub mod pages;
mod store;
mod views;

use axum::http::Method;

use crate::web::{Access, Routes};

pub fn routes() -> Routes {
    Routes::new().get("/account/appearance", pages::form).post("/account/appearance", pages::save).route(
        Method::GET,
        "/language/{code}",
        Access::Public,
        pages::language,
    )
}
