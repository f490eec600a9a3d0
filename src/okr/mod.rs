//! Objectives, key results, and everything that is counted from them.
pub mod figures;
pub mod jobs;
pub mod key_results;
pub mod maths;
pub mod objectives;
pub mod parts;
pub mod recompute;
pub mod rhythm;
pub mod settings;
