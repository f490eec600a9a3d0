//! The sign-in services of an organization: setting them up, trying them out, taking them away.
mod actions;
mod form;
pub mod pages;
mod store;
mod views;

use axum::http::Method;

use crate::web::Routes;
use crate::web::routes::Access::Administrator;

const ADDRESS: &str = "/organization/identity-providers";

pub fn routes() -> Routes {
    Routes::new()
        .route(Method::GET, "/organization/identity-providers", Administrator, pages::list)
        .route(Method::POST, "/organization/identity-providers", Administrator, pages::add)
        .route(Method::GET, "/organization/identity-providers/new", Administrator, pages::new)
        .route(Method::GET, "/organization/identity-providers/{id}", Administrator, pages::edit)
        .route(Method::POST, "/organization/identity-providers/{id}", Administrator, pages::save)
        .route(Method::POST, "/organization/identity-providers/{id}/test", Administrator, pages::test)
        .route(Method::POST, "/organization/identity-providers/{id}/removal", Administrator, pages::remove)
}
