//! The people of an organization as administrators see them: who they are, what they may, and whether they come in.
//!
//! Emits no facts: what somebody may is read anew with each request.
pub mod actions;
mod filter;
pub mod model;
mod pages;
pub mod policy;
pub mod store;
mod views;

use axum::http::Method;

pub use views::address;

use crate::web::Routes;
use crate::web::routes::Access::Administrator;

pub fn routes() -> Routes {
    Routes::new()
        .route(Method::GET, "/organization/members", Administrator, pages::list)
        .route(Method::GET, "/organization/members/{id}", Administrator, pages::one)
        .route(Method::POST, "/organization/members/{id}/state", Administrator, pages::set_state)
        .route(Method::POST, "/organization/members/{id}/roles", Administrator, pages::set_roles)
        .route(Method::POST, "/organization/members/{id}/sessions/end", Administrator, pages::end_sessions)
}
