//! Import of objectives and key results from spreadsheets.
//!
//! The first part is pure: it reads a file ([`reading`]), finds out which column means what ([`mapping`]), and turns rows
//! into typed objectives and key results ([`plan`]) with an error for each cell that cannot be understood. The second part
//! compares them with what is there (`compare`), and writes the difference in one transaction ([`actions`]) with a
//! [`report`]. People start it on `pages` and it runs as one of the `jobs`.

pub mod actions;
mod batch;
mod compare;
mod existing;
pub mod file;
pub mod guard;
pub mod key;
pub mod limits;
pub mod mapping;
mod measure;
pub mod message;
pub mod parsed;
pub mod plan;
pub mod reading;
pub mod report;
mod resolve;
pub mod row;
pub mod row_error;
mod said;
pub mod values;
mod write;
