//! The page of the organization's colour, and the sheet that every page of the organization takes it from.
pub mod pages;
mod views;

use axum::http::Method;

use crate::web::Routes;
use crate::web::routes::Access::Administrator;

pub fn routes() -> Routes {
    Routes::new()
        .route(Method::GET, "/organization/appearance", Administrator, pages::form)
        .route(Method::POST, "/organization/appearance", Administrator, pages::save)
        .get("/brand/{file}", pages::sheet)
}
