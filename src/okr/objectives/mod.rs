//! Objectives: text, owner, place in the organization, stage. Emits `objective.created`, `objective.changed`.
pub mod model;
pub mod store;
