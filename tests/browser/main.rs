//! Tests in a real browser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "../support/browser.rs"]
mod browser;
#[path = "../support/database.rs"]
#[allow(dead_code)]
mod database;

mod browser_itself;
mod by_keyboard;
mod every_page;
mod site;
mod without_scripts;
