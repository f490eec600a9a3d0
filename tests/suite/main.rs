//! Tests without a browser.

#[path = "../support/database.rs"]
mod database;

mod cluster;
mod demo;
mod test_database;
