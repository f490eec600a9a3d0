//! Is it alive, is it ready, and how is it doing: `/health/live`, `/health/ready`, `/metrics`, and a log line for each request.
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use serde_json::{Value, json};
use tracing::Instrument;

use crate::web::AppState;
use crate::worker::queue;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics_page))
}

/// The process answers.
async fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// The process can do its work: database and session store answer.
async fn ready(State(state): State<AppState>) -> Response {
    let database = tokio::time::timeout(
        Duration::from_secs(2),
        sqlx::query_scalar::<_, i32>("SELECT 1").fetch_one(state.db.pool()),
    )
    .await;
    let database = matches!(database, Ok(Ok(_)));
    let redis = match &state.redis {
        Some(redis) => Some(redis.answers().await),
        None => None,
    };
    let ok = database && redis != Some(false);
    let word = |good: bool| if good { "ok" } else { "away" };
    let mut checks = serde_json::Map::new();
    checks.insert("database".to_owned(), word(database).into());
    checks.insert("sessions".to_owned(), redis.map_or("postgresql", |good| if good { "redis" } else { "away" }).into());
    checks.insert("worker".to_owned(), if state.works_here { "here" } else { "elsewhere" }.into());
    let status = if ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "status": word(ok), "checks": checks }))).into_response()
}

fn recorder() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        PrometheusBuilder::new()
            .set_buckets(&[0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0])
            .and_then(PrometheusBuilder::install_recorder)
            .unwrap_or_else(|_| PrometheusBuilder::new().build_recorder().handle())
    })
}

async fn metrics_page(State(state): State<AppState>) -> impl IntoResponse {
    let (connections, idle, limit) = state.db.connection_counts();
    metrics::gauge!("okrio_database_connections").set(gauge(connections));
    metrics::gauge!("okrio_database_connections_idle").set(gauge(idle));
    metrics::gauge!("okrio_database_connections_limit").set(gauge(limit));
    if let Ok(Ok(backlog)) = tokio::time::timeout(Duration::from_secs(2), queue::backlog(state.db.pool())).await {
        metrics::gauge!("okrio_outbox_facts").set(gauge(backlog.facts));
        metrics::gauge!("okrio_outbox_oldest_seconds").set(backlog.oldest_fact_seconds);
        metrics::gauge!("okrio_queue_jobs", "state" => "waiting").set(gauge(backlog.waiting));
        metrics::gauge!("okrio_queue_jobs", "state" => "failing").set(gauge(backlog.failing));
        metrics::gauge!("okrio_queue_jobs", "state" => "failed").set(gauge(backlog.failed));
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], recorder().render())
}

fn gauge(count: impl TryInto<u32>) -> f64 {
    f64::from(count.try_into().unwrap_or(u32::MAX))
}

/// Measures and logs each request under its id.
pub async fn observe(request: Request, next: Next) -> Response {
    recorder();
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    // the link of a letter is a key, and no log shall have it
    let path = match &route {
        Some(route) if route.contains("{token}") => route.clone(),
        _ => request.uri().path().to_owned(),
    };
    let id = request.headers().get("x-request-id").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let span = tracing::info_span!("request", http.request.id = id, organization.id = tracing::field::Empty);
    let response = next.run(request).instrument(span.clone()).await;
    let seconds = started.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    let route = route.unwrap_or_else(|| "none".to_owned());
    metrics::counter!("okrio_requests_total", "method" => method.to_string(), "route" => route.clone(), "status" => status.to_string()).increment(1);
    metrics::histogram!("okrio_request_seconds", "route" => route).record(seconds);
    span.in_scope(|| {
        let nanoseconds = u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX);
        tracing::info!(http.request.method = %method, url.path = path, http.response.status_code = status, event.duration = nanoseconds, "answered");
    });
    response
}
