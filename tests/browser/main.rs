//! Tests in a real browser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "../support/browser.rs"]
#[allow(dead_code)]
mod browser;
#[path = "../support/database.rs"]
#[allow(dead_code)]
mod database;
#[path = "../support/wire.rs"]
mod wire;

mod back_and_forward;
mod browser_itself;
mod by_keyboard;
mod edited_export;
mod every_mode;
mod every_page;
mod every_state;
mod focus;
mod hand;
mod heard;
mod imports;
mod keyboard;
mod live;
mod mishaps;
mod site;
mod without_scripts;
