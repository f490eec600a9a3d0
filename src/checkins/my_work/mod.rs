//! What waits for a person, their objectives, and how their team keeps the rhythm.
pub mod pages;
mod store;
pub mod views;
