//! Objectives and key results.

mod access_matrix;
pub mod twin;
