//! For those who build OKRio: the catalogue of its components, and the letters that were not sent. In production there is nothing here.
mod kit;
mod mail;

use axum::http::Method;

use crate::web::{Access, Routes};

pub fn routes() -> Routes {
    Routes::new().route(Method::GET, "/dev/kit", Access::Public, kit::show).route(
        Method::GET,
        "/dev/mail",
        Access::Public,
        mail::show,
    )
}
