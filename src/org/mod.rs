//! Workspaces, people, periods and the colour of an organization, and how it begins.
pub mod brand;
pub mod founding;
pub mod names;
pub mod people;
pub mod workspace_tree;
pub mod workspaces;
