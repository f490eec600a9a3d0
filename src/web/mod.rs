//! The edge: what a request wants, how a page or a part of it is answered, and how refusals look.
pub mod assets;
pub mod back;
pub mod cookies;
pub mod csv;
pub mod errors;
pub mod extract;
pub mod flash;
pub mod guard;
pub mod headers;
pub mod keys;
pub mod merge;
pub mod once;
pub mod operator;
pub mod parse;
pub mod peer;
pub mod people;
pub mod routes;
pub mod screen;
pub mod state;
pub mod viewer;
pub mod want;

pub use errors::Refusal;
pub use extract::{Fields, Form, Path, Query};
pub use flash::Flash;
pub use keys::Keys;
pub use operator::Operator;
pub use peer::Peer;
pub use routes::{Access, Route, Routes};
pub use screen::{Nav, Saved, Screen};
pub use state::{AppState, Services};
pub use viewer::{Appearance, Period, Viewer};
pub use want::Want;

/// What a handler answers: a response, or a failure that the error layer prints.
pub type Result<T = axum::response::Response, E = Refusal> = std::result::Result<T, E>;
