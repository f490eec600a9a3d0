//! The pages on which auditors and administrators read who did what, and who signed in or was refused: newest first, narrowed by
//! the address, and how far the log is sealed.
pub mod export;
pub mod filter;
pub mod pages;
pub mod policy;
pub mod store;
pub mod views;
pub mod words;

use axum::http::Method;

use crate::web::Routes;
use crate::web::routes::Access::Administrator;

pub fn routes() -> Routes {
    Routes::new()
        .route(Method::GET, "/organization/audit", Administrator, pages::log)
        .route(Method::GET, "/organization/audit/export.csv", Administrator, pages::export_log)
        .route(Method::GET, "/organization/audit/security", Administrator, pages::security)
        .route(Method::GET, "/organization/audit/security/export.csv", Administrator, pages::export_security)
}
