//! What tests stand on. Each suite uses its part of it.
#![allow(dead_code)]

pub mod answer;
pub mod app;
pub mod client;
pub mod database;
pub mod events;
pub mod oidc;
pub mod redis;
pub mod smtp;
pub mod statements;
pub mod wire;
pub mod world;
