//! Text of the product: Fluent messages in both languages, and numbers and dates by locale.
mod bundles;
mod format;
mod lang;
mod sources;

pub use bundles::message_ids;
pub use format::{parse_decimal, unit_word};
pub use lang::{Lang, Text};
pub use sources::SOURCES;
