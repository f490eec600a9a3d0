//! The rhythm of check-ins and the screen for them.
