//! Sign-in, sessions, passwords.

mod entrance;
mod oidc;
mod operator;
mod organizations;
mod password;
mod redis;
mod sessions;
mod sign_in;
mod slowdown;
