//! Tests without a browser.

#[path = "../support/mod.rs"]
mod support;

use support::{app, database, world};

mod accounts;
mod auth;
mod cluster;
mod db;
mod okr;
mod demo;
mod test_database;
mod web;
mod worker;
