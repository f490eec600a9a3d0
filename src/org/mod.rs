//! Workspaces, people and periods of an organization.
pub mod names;
pub mod people;
pub mod workspace_tree;
pub mod workspaces;
