//! Tests without a browser.

#[path = "../support/database.rs"]
mod database;

mod cluster;
mod okr;
mod test_database;
mod worker;
