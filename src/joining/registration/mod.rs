//! Registration of a person together with a new organization: an address, a letter, and the form that its link opens.
mod actions;
mod pages;
mod views;
mod zones;

use axum::http::Method;

use crate::web::Access::Public;
use crate::web::Routes;

/// The link of the letter is good for so many hours.
pub const HOURS: i64 = 24;

pub fn routes() -> Routes {
    Routes::new()
        .route(Method::GET, "/register", Public, pages::ask_form)
        .route(Method::POST, "/register", Public, pages::ask)
        .route(Method::GET, "/registration", Public, pages::form)
        .route(Method::POST, "/registration", Public, pages::register)
        .route(Method::GET, "/registration/{token}", Public, pages::open)
}
