//! Small views that every page about objectives shares: status, progress with pace, person, hidden fields.
mod hidden;
mod pace;
mod person;
mod problem;
mod status;

pub use hidden::{Once, Version};
pub use pace::{Bar, Pace, PaceView, has_pace, percent_text, share};
pub use person::PersonView;
pub use problem::{Problem, Problems, problems};
pub use status::{StatusView, status_message};
