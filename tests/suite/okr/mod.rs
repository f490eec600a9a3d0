//! Objectives and key results.

mod key_results;
mod objectives;
mod access_matrix;
pub mod twin;
