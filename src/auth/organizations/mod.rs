//! A login's organizations: the choice after the password, and the switch later.
pub mod pages;
pub mod store;
mod views;

use axum::http::Method;

use crate::web::{Access, Routes};

/// Public, because people come here between their password and their session; the pages ask for either.
pub fn routes() -> Routes {
    Routes::new().route(Method::GET, "/organizations", Access::Public, pages::list).route(
        Method::POST,
        "/organizations/{id}",
        Access::Public,
        pages::enter,
    )
}
