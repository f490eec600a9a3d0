//! Tests without a browser.

#[path = "../support/mod.rs"]
mod support;

use support::{app, database, world};

mod auth;
mod checkins;
mod cluster;
mod okr;
mod demo;
mod test_database;
mod worker;
