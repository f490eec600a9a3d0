//! Import of objectives and key results from spreadsheets.
//!
//! This part is pure: it reads a file ([`reading`]), finds out which column means what ([`mapping`]), and turns rows into
//! typed objectives and key results ([`plan`]) with an error for each cell that cannot be understood. Writing them is up
//! to the caller, who fills in the [`report`].

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
pub mod row;
pub mod row_error;
pub mod values;
