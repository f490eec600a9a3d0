//! Objectives and key results.

mod access_matrix;
mod twin;
