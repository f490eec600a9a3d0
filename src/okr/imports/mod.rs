//! Import of objectives and key results from spreadsheets.
//!
//! This part is pure: it reads a file ([`reading`]), finds out which column means what ([`mapping`]), and turns rows into
//! typed objectives and key results ([`plan`]) with an error for each cell that cannot be understood. Writing them is up
//! to the caller, who fills in the [`report`].

pub mod limits;
pub mod mapping;
pub mod message;
pub mod reading;
pub mod values;
