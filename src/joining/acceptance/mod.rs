//! The page that an invitation leads to, for whoever opens it: a name, a password, and in.
mod actions;
mod pages;
mod store;
mod views;

use axum::http::Method;

use crate::web::Access::Public;
use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .route(Method::GET, "/invitation", Public, pages::form)
        .route(Method::POST, "/invitation", Public, pages::accept)
        .route(Method::GET, "/invitation/{token}", Public, pages::open)
}
