//! What changes elsewhere while a page is open: a stream for each page tells how much of what it shows has changed since it was read.
//!
//! The relay says what has changed ([`crate::worker::notices`]), [`hub`] finds the streams that it may matter to, and each of those
//! reads for itself, as its person and under row security, how many objectives that is. Nothing is queued: what is told is always the
//! whole number since the page was read, so a stream that was away, or slow, only ever misses numbers that no longer hold.
pub mod hub;
mod pages;
mod store;
mod stream;
mod views;
pub mod watch;

pub use hub::Live;

use crate::web::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/live", pages::listen)
}
