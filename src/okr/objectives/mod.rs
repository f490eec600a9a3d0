//! Objectives: text, owner, place in the organization, stage. Emits `objective.created`, `objective.changed`.
pub mod actions;
pub mod model;
pub mod policy;
pub mod stage;
pub mod standing;
pub mod store;
pub mod visibility;
