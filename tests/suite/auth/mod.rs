//! Sign-in, sessions, passwords.

mod operator;
mod organizations;
mod password;
mod redis;
mod sessions;
mod sign_in;
mod slowdown;
