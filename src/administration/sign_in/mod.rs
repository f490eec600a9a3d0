//! The page on which administrators set how people of their organization sign in.
pub mod pages;
mod views;

use axum::http::Method;

use crate::web::Routes;
use crate::web::routes::Access::Administrator;

pub fn routes() -> Routes {
    Routes::new().route(Method::GET, "/organization/sign-in", Administrator, pages::form).route(
        Method::POST,
        "/organization/sign-in",
        Administrator,
        pages::save,
    )
}
