//! What the database itself guarantees.

mod catalog;
mod isolation;
mod roles;
mod trees;
mod upgrade;
