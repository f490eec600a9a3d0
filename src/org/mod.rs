//! Workspaces, people, periods and the colour of an organization.
pub mod brand;
pub mod names;
pub mod people;
pub mod workspace_tree;
pub mod workspaces;
