//! Sign-in, sessions, passwords.

mod confirmation;
pub mod email_code;
mod entrance;
mod oidc;
mod operator;
mod organizations;
mod password;
pub mod password_reset;
pub mod phone;
mod redis;
mod second_factor;
mod sessions;
mod sign_in;
mod slowdown;
