//! The application: all routes, and the layers around them in order.
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::{CachingSessionStore, Expiry, SessionManagerLayer};

use crate::auth::oidc::Providers;
use crate::auth::sessions::memory::LastSeconds;
use crate::auth::sessions::store::AnyStore;
use crate::config::Config;
use crate::kernel::{Failure, Kind};
use crate::live::Live;
use crate::okr::objective_list::{Counts, WORKBOOK};
use crate::org::names::Names;
use crate::org::workspace_tree::Trees;
use crate::outbound::Outbound;
use crate::secrets::reseal::Column;
use crate::web::{AppState, Refusal, Routes, errors, headers, once};
use crate::worker::Jobs;
use crate::{accounts, administration, auth, checkins, dev, health, help, joining, live, okr, search};

/// Name of the cookie that holds the session id; the prefix binds it to this host over https.
pub const SESSION_COOKIE: &str = "__Host-okrio";
const INSECURE_SESSION_COOKIE: &str = "okrio";

/// All pages of all modules.
pub fn routes() -> Routes {
    Routes::new()
        .merge(help::routes())
        .merge(accounts::routes())
        .merge(auth::routes())
        .merge(okr::routes())
        .merge(checkins::routes())
        .merge(live::routes())
        .merge(search::routes())
        .merge(administration::routes())
        .merge(joining::routes())
        .merge(dev::routes())
}

/// Where sealed secrets are kept, in all modules.
pub fn sealed() -> Vec<Column> {
    [auth::oidc::SEALED, &[auth::second_factor::SEALED]].concat()
}

/// What happens after facts, in all modules.
pub fn jobs() -> Jobs {
    Jobs::new().merge(okr::jobs::jobs())
}

/// What is worth packing for the way; a workbook is packed already.
fn not_packed() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new(WORKBOOK))
}

/// The whole service; `live` holds the streams of its open pages.
pub fn service(state: AppState, sessions: AnyStore, live: Live) -> Router {
    let secure = state.config.secure_cookies();
    let session_layer = SessionManagerLayer::new(CachingSessionStore::new(LastSeconds::default(), sessions))
        .with_name(if secure { SESSION_COOKIE } else { INSECURE_SESSION_COOKIE })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(tower_sessions::cookie::time::Duration::days(auth::sessions::ABSOLUTE_DAYS)));
    let pages = routes().router.fallback(|| async { StatusCode::NOT_FOUND }).layer(
        ServiceBuilder::new()
            .layer(CompressionLayer::new().compress_when(not_packed()))
            .layer(middleware::from_fn(headers::private))
            // for refusals of the session itself; those of pages are printed below, where it is known who asks
            .layer(middleware::from_fn_with_state(state.clone(), errors::print))
            .layer(session_layer)
            .layer(middleware::from_fn_with_state(state.clone(), auth::sessions::enter::enter))
            .layer(middleware::from_fn_with_state(state.clone(), errors::print))
            .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_secs(30)))
            .layer(same_origin(&state.config))
            .layer(DefaultBodyLimit::max(1_000_000))
            .layer(middleware::from_fn_with_state(state.clone(), once::answer_once))
            .layer(Extension(live))
            .layer(Extension(Trees::default()))
            .layer(Extension(Names::default()))
            .layer(Extension(Counts::default()))
            .layer(Extension(Providers::new(Outbound::new(&state.config))))
            .layer(CatchPanicLayer::custom(errors::after_panic)),
    );
    let request_id = HeaderName::from_static("x-request-id");
    Router::new()
        .merge(pages)
        .merge(health::routes())
        .merge(state.assets.routes())
        .layer(
            ServiceBuilder::new()
                .layer(middleware::from_fn(forget_claimed_id))
                .layer(SetRequestIdLayer::new(request_id.clone(), MakeRequestUuid))
                .layer(middleware::from_fn(health::observe))
                .layer(PropagateRequestIdLayer::new(request_id))
                .layer(middleware::from_fn_with_state(state.clone(), headers::secure))
                .layer(CatchPanicLayer::new()),
        )
        .with_state(state)
}

/// Request ids are ours: one that the client claims could be put into other people's log lines.
async fn forget_claimed_id(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove("x-request-id");
    next.run(request).await
}

/// Refuses changes that another site sends, by what the browser says about where they come from. A proxy may change the
/// host that the origin is compared with, so the public address counts as well.
fn same_origin(config: &Config) -> CsrfLayer<fn(ProtectionError) -> Response> {
    let ours = config.public_url.origin().ascii_serialization();
    let layer = CsrfLayer::new();
    layer
        .clone()
        .add_trusted_origin(ours)
        .unwrap_or(layer)
        .with_rejection_response(|_| Refusal(Failure::new(Kind::Forbidden, "failure-cross-site")).into_response())
}
