//! Tests without a browser.

mod cluster;
