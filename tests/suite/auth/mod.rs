//! Sign-in, sessions, passwords.

mod entrance;
mod operator;
mod organizations;
mod password;
mod redis;
mod sessions;
mod sign_in;
mod slowdown;
