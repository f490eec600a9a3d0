//! Mail: a letter is written within the transaction that leads to it, and the worker sends it afterwards, with retries.
//!
//! Where no server is set, a development machine keeps its letters in a folder that `/dev/mail` shows; elsewhere mail is off, and pages that need it say so.
pub mod carrier;
pub mod folder;
pub mod letter;
pub mod post;
pub mod quota;
mod store;

pub use letter::Letter;
pub use store::{Tx, send};
