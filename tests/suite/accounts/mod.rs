//! People's own preferences.

mod profile;
