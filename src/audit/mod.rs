//! The proof that the audit log is as it was written. Rows are sealed in blocks, each of which holds the hash of the one before it,
//! so that a row that is changed, removed, added or moved afterwards is found by [`verify`].
pub mod chain;
pub mod seal;
mod store;
pub mod text;
pub mod verify;

pub use chain::{Block, Hash, Place};
