//! Import of objectives and key results from spreadsheets, and from the JSON that is exported.
//!
//! The first part is pure: it reads a file ([`reading`]), finds out which column means what ([`mapping`]), and turns rows
//! into typed objectives and key results ([`plan`]) with an error for each cell that cannot be understood; JSON becomes the
//! same without columns ([`json`]). The second part
//! compares them with what is there (`compare`), and writes the difference in one transaction ([`actions`]) with a
//! [`report`]. People start it on `pages` and it runs as one of the `jobs`.

pub mod actions;
mod batch;
mod children;
mod compare;
pub mod difference_views;
mod existing;
pub mod file;
pub mod jobs;
pub mod json;
pub mod kept;
pub mod key;
pub mod limits;
pub mod mapping;
pub mod mapping_pages;
mod measure;
pub mod message;
pub mod pages;
pub mod parsed;
pub mod plan;
pub mod reading;
pub mod report;
mod resolve;
pub mod row;
pub mod row_error;
mod said;
mod source;
pub mod store;
pub mod upload_pages;
pub mod values;
pub mod views;
mod write;

use axum::http::Method;

use crate::web::Routes;
use crate::web::routes::Access::Administrator;

/// What a file may send at most before the connection is cut; what is above [`limits::MAX_FILE_BYTES`] is read and refused.
const UPLOAD_LIMIT: usize = 64 * 1024 * 1024;

pub fn routes() -> Routes {
    Routes::new()
        .route(Method::GET, "/imports", Administrator, pages::list)
        .upload("/imports", Administrator, UPLOAD_LIMIT, upload_pages::upload)
        .route(Method::GET, "/imports/mappings", Administrator, kept::pages::list)
        .route(Method::POST, "/imports/mappings/{id}", Administrator, kept::pages::rename)
        .route(Method::POST, "/imports/mappings/{id}/delete", Administrator, kept::pages::remove)
        .route(Method::GET, "/imports/{id}", Administrator, pages::show)
        .route(Method::GET, "/imports/{id}/progress", Administrator, pages::progress)
        .route(Method::GET, "/imports/{id}/mapping", Administrator, mapping_pages::show)
        .route(Method::POST, "/imports/{id}/mapping", Administrator, mapping_pages::check)
        .route(Method::POST, "/imports/{id}/run", Administrator, pages::run)
}
