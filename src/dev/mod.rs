//! For those who build OKRio: the catalogue of its components. In production there is nothing here.
mod kit;

use axum::http::Method;

use crate::web::{Access, Routes};

pub fn routes() -> Routes {
    Routes::new().route(Method::GET, "/dev/kit", Access::Public, kit::show)
}
