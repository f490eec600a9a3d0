//! Key results: definition, values, the ledger of target changes. Emits `key_result.value_set`, `key_result.changed`.
pub mod actions;
pub mod model;
pub mod past;
pub mod store;
