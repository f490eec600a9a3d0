//! The accent colour of an organization: one colour that its administrators type, fitted so that everything stays readable.
pub mod actions;
pub mod colour;
pub mod fit;
pub mod sheet;
pub mod store;
