//! What open pages hear of.
mod away;
mod counts;
mod ends;
mod scene;
