//! Who is on the other end of the line, for sign-in, sessions and the logs. Nothing here proves who somebody is.
use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

/// Address and program of the other end.
#[derive(Debug, Clone, Default)]
pub struct Peer {
    /// Of the connection itself; headers that claim another are not believed.
    pub ip: String,
    /// What the program calls itself, cut to 300 characters.
    pub user_agent: String,
    /// Id of this request in the log.
    pub request_id: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self {
            ip: address.map(|info| info.0.ip().to_canonical().to_string()).unwrap_or_default(),
            user_agent: header("user-agent").unwrap_or_default().chars().take(300).collect(),
            request_id: header("x-request-id").map(str::to_owned),
        })
    }
}
