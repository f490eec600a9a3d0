//! «Why this number»: an explanation of the maths as people read it. The numbers shown recompute to the result.
mod views;

pub use views::{Names, WhyView};
