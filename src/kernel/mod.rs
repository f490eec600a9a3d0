//! Words that everyone knows: ids, actor, clock, failure, locale. No I/O and no web.
pub mod actor;
pub mod clock;
pub mod email;
pub mod failure;
pub mod ids;
pub mod locale;

pub use actor::{Actor, OrganizationRole};
pub use clock::Clock;
pub use email::Email;
pub use failure::{Failure, FieldError, Kind, Result};
pub use ids::*;
pub use locale::Locale;
