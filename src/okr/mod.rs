//! Objectives, key results, and everything that is counted from them.

pub mod maths;
