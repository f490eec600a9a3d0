//! Sign-in, sessions, passwords.

mod sign_in;
