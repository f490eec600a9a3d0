//! Sign-in at OpenID Connect providers: Authorization Code with PKCE, for the organization that has set the provider up.
//!
//! A provider speaks for the accounts of its own organization only, and for an account once the person has connected the two: an
//! e-mail address that a provider claims proves nothing here.
pub mod claims;
pub mod discovery;
pub mod exchange;
pub mod find;
pub mod flow;
pub mod identities;
pub mod logout;
mod logout_token;
pub mod pages;
pub mod store;
mod trouble;
mod views;

use axum::http::Method;
use chrono::Duration;

pub use discovery::Providers;
pub use trouble::Trouble;

use crate::secrets::Purpose;
use crate::secrets::reseal::Column;
use crate::web::{Access, Routes};

/// How long somebody may take at a provider.
pub const FLOW: Duration = Duration::minutes(10);
/// Of the secret that we show to a provider.
pub const CLIENT_SECRET: Purpose = "identity provider client secret";

/// Where this module keeps sealed secrets.
pub const SEALED: &[Column] = &[Column {
    table: "identity_providers",
    column: "client_secret",
    purpose: CLIENT_SECRET,
    is_of_organizations: true,
}];

pub fn routes() -> Routes {
    Routes::new()
        .route(Method::GET, "/sign-in/organization", Access::Public, find::form)
        .route(Method::GET, "/sign-in/provider/{id}", Access::Public, pages::start)
        .route(Method::GET, "/sign-in/provider/{id}/callback", Access::Public, pages::callback)
        .route(Method::POST, "/sign-in/provider/{id}/back-channel-logout", Access::Public, logout::back_channel)
        .route(Method::GET, "/sign-in/provider/{id}/front-channel-logout", Access::Public, logout::front_channel)
        .route(Method::GET, "/signed-out/{id}", Access::Public, logout::signed_out)
        .get("/account/identities", identities::list)
        .post("/account/identities/{id}/removal", identities::remove)
}
