//! People's own preferences.

mod keyboard;
mod profile;
