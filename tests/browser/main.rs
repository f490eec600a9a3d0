//! Tests in a real browser.

#[path = "../support/browser.rs"]
mod browser;

mod browser_itself;
