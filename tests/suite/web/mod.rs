//! The edge: refusals, repeated forms, headers, health.

mod away;
mod budgets;
mod errors;
mod headers;
mod help;
mod once;
mod routes;
mod statements;
mod yesterday;
