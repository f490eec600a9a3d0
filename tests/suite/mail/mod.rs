//! Letters: written with what leads to them, sent afterwards, and shown where nothing is sent.

mod delivery;
mod outbox;
mod writing;
