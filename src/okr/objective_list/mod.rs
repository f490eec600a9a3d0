//! The list of objectives: filters in the address, pages of fifty, export of what is seen.
mod count;
pub mod cursor;
mod export;
pub mod filter;
pub mod pages;
pub mod sort;
pub mod sorted;
pub mod store;
pub mod views;

pub use count::Counts;
pub use export::WORKBOOK;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/objectives", pages::list)
        .get("/objectives/export.csv", export::csv)
        .get("/objectives/export.xlsx", export::xlsx)
        .get("/objectives/export.json", export::json)
}
