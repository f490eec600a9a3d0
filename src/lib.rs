//! OKRio: objectives and key results of a company, from approval over the weekly check-in to the scored close.
//!
//! Direction of knowledge, never back: `main` → [`app`] → modules → {[`web`], [`worker`], [`i18n`], [`db`]} → [`kernel`].
//! Among modules: [`accounts`] < [`auth`] < [`org`] < [`okr`] < [`checkins`].
pub mod app;
pub mod auth;
pub mod config;
pub mod db;
pub mod health;
pub mod i18n;
pub mod kernel;
pub mod okr;
pub mod web;
