//! OKRio: objectives and key results of a company, from approval over the weekly check-in to the scored close.
//!
//! Direction of knowledge, never back: `main` → [`commands`] → [`app`] → modules → [`mail`] → {[`web`], [`worker`], [`audit`], [`i18n`], [`db`], [`redis`], [`secrets`], [`outbound`]} → [`kernel`].
//! Among modules: {[`help`], [`accounts`]} < [`auth`] < [`org`] < [`okr`] < {[`checkins`], [`live`], [`search`], [`administration`], [`dev`]}; [`demo`] fills them all.
//! Among modules: {[`help`], [`accounts`]} < [`auth`] < [`org`] < [`okr`] < {[`checkins`], [`live`], [`search`], [`administration`], [`joining`], [`dev`]}; [`demo`] fills them all.
pub mod accounts;
pub mod administration;
pub mod app;
pub mod audit;
pub mod auth;
pub mod checkins;
pub mod commands;
pub mod config;
pub mod db;
pub mod demo;
pub mod dev;
pub mod health;
pub mod help;
pub mod i18n;
pub mod joining;
pub mod kernel;
pub mod live;
pub mod mail;
pub mod okr;
pub mod org;
pub mod outbound;
pub mod redis;
pub mod search;
pub mod secrets;
pub mod web;
pub mod worker;
