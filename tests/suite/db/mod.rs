//! What the database itself guarantees.

mod catalog;
mod isolation;
mod roles;
mod transactions;
mod trees;
mod upgrade;
