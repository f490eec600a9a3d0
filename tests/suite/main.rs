//! Tests without a browser.

#[path = "../support/mod.rs"]
mod support;

use support::{app, client, database, world};

mod accounts;
mod auth;
mod checkins;
mod cluster;
mod db;
mod demo;
mod okr;
mod sources;
mod test_database;
mod web;
mod worker;
