//! Tests without a browser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

use support::{app, client, database, world};

mod accounts;
mod administration;
mod audit;
mod auth;
mod checkins;
mod cluster;
mod db;
mod demo;
mod dev;
mod every_route;
mod joining;
mod live;
mod mail;
mod okr;
mod org;
mod search;
mod secrets;
mod sources;
mod test_database;
mod web;
mod worker;
