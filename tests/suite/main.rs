//! Tests without a browser.

#[path = "../support/mod.rs"]
mod support;

use support::{app, client, database, world};

mod auth;
mod cluster;
mod okr;
mod demo;
mod test_database;
mod worker;
