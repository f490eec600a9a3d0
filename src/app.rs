//! The application: all routes, and the layers around them in order.
use std::time::Duration;

use axum::extract::{ConnectInfo, DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::Router;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, SessionManagerLayer};

use crate::auth::sessions::store::AnyStore;
use crate::web::{AppState, Routes, errors, headers, once};
use crate::worker::Jobs;
use crate::{auth, checkins, health, okr};

/// Name of the cookie that holds the session id; the prefix binds it to this host over https.
pub const SESSION_COOKIE: &str = "__Host-okrio";
const INSECURE_SESSION_COOKIE: &str = "okrio";

/// All pages of all modules.
pub fn routes() -> Routes {
    Routes::new().merge(auth::routes()).merge(okr::routes()).merge(checkins::routes())
}

/// What happens after facts, in all modules.
pub fn jobs() -> Jobs {
    Jobs::new().merge(okr::jobs::jobs())
}

/// The whole service.
pub fn service(state: AppState, sessions: AnyStore) -> Router {
    let secure = state.config.secure_cookies();
    let session_layer = SessionManagerLayer::new(sessions)
        .with_name(if secure { SESSION_COOKIE } else { INSECURE_SESSION_COOKIE })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(tower_sessions::cookie::time::Duration::days(auth::sessions::ABSOLUTE_DAYS)));
    let pages = routes().router.fallback(|| async { StatusCode::NOT_FOUND }).layer(
        ServiceBuilder::new()
            .layer(CompressionLayer::new())
            .layer(middleware::from_fn(headers::private))
            .layer(session_layer)
            .layer(middleware::from_fn_with_state(state.clone(), errors::print))
            .layer(middleware::from_fn_with_state(state.clone(), auth::sessions::enter::enter))
            .layer(middleware::from_fn_with_state(state.clone(), errors::print))
            .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_secs(30)))
            .layer(CsrfLayer::new())
            .layer(DefaultBodyLimit::max(1_000_000))
            .layer(middleware::from_fn_with_state(state.clone(), once::answer_once)),
    );
    let request_id = HeaderName::from_static("x-request-id");
    Router::new()
        .merge(pages)
        .merge(health::routes())
        .merge(state.assets.routes())
        .layer(
            ServiceBuilder::new()
                .layer(middleware::from_fn(know_peer))
                .layer(SetRequestIdLayer::new(request_id.clone(), MakeRequestUuid))
                .layer(middleware::from_fn(health::observe))
                .layer(PropagateRequestIdLayer::new(request_id))
                .layer(middleware::from_fn(headers::secure))
                .layer(CatchPanicLayer::new()),
        )
        .with_state(state)
}

/// Notes the peer's address in a header of ours; what a client claims in it, or as its request id, is dropped.
async fn know_peer(mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<std::net::SocketAddr>>().map(|info| info.0.ip().to_string()).unwrap_or_default();
    let headers = request.headers_mut();
    headers.remove("x-request-id");
    if let Ok(value) = HeaderValue::from_str(&peer) {
        headers.insert("x-okrio-peer", value);
    }
    next.run(request).await
}
