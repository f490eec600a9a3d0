//! A form that is sent twice acts once: the field `_once` names the sending, and its first answer is kept for a day.
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::viewer::Viewer;
use super::{AppState, Refusal};
use crate::db::Db;
use crate::kernel::{Failure, Kind, Result};

/// Forms are at most this large; files come another way.
const FORM_LIMIT: usize = 1_000_000;

/// Headers of an answer that are kept with it.
const KEPT_HEADERS: [&str; 4] = ["content-type", "location", "hx-redirect", "hx-trigger"];

/// Answers a repeated sending with the first answer; the same id with other content is refused.
pub async fn answer_once(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let viewer = request.extensions().get::<Viewer>().cloned();
    let (true, true, Some(viewer)) = (request.method() == Method::POST, is_form, viewer) else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, FORM_LIMIT).await else {
        return Refusal(super::extract::too_large()).into_response();
    };
    let once = url::form_urlencoded::parse(&bytes)
        .find(|(name, _)| name == "_once")
        .and_then(|(_, value)| Uuid::parse_str(&value).ok());
    let route = parts.uri.path().to_owned();
    let hash = Sha256::digest(&bytes).to_vec();
    let request = Request::from_parts(parts, Body::from(bytes));
    let Some(once) = once else { return next.run(request).await };
    match claim(&state.db, &viewer, once, &route, &hash).await {
        Ok(Claim::New) => {
            let response = next.run(request).await;
            keep(&state.db, &viewer, once, response).await
        }
        Ok(Claim::Answered(response)) => response,
        Err(failure) => Refusal(failure).into_response(),
    }
}

enum Claim {
    New,
    Answered(Response),
}

async fn claim(db: &Db, viewer: &Viewer, once: Uuid, route: &str, hash: &[u8]) -> Result<Claim> {
    let mut tx = db.write(&viewer.actor).await?;
    tx.needs_no_audit();
    let organization = viewer.actor.organization.0;
    let taken = sqlx::query!(
        "INSERT INTO once_answers (organization_id, account_id, once, route, request_hash) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        organization,
        viewer.account.0,
        once,
        route,
        hash,
    )
    .execute(tx.conn())
    .await?
    .rows_affected();
    if taken == 1 {
        tx.commit().await?;
        return Ok(Claim::New);
    }
    let kept = sqlx::query!(
        "SELECT route, request_hash, status, headers, body FROM once_answers WHERE account_id = $1 AND once = $2",
        viewer.account.0,
        once
    )
    .fetch_one(tx.conn())
    .await?;
    if kept.route != route || kept.request_hash != hash {
        return Err(Failure::new(Kind::Invalid, "failure-once-other"));
    }
    let Some(status) = kept.status else { return Err(Failure::new(Kind::Conflict, "failure-once-running")) };
    let status = u16::try_from(status).ok().and_then(|code| StatusCode::from_u16(code).ok()).unwrap_or(StatusCode::OK);
    let mut response = (status, kept.body.unwrap_or_default()).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    if let Some(headers) = kept.headers.as_object() {
        for name in KEPT_HEADERS {
            if let Some(value) = headers.get(name).and_then(|value| value.as_str()).and_then(|value| value.parse().ok())
            {
                response.headers_mut().insert(name, value);
            }
        }
    }
    Ok(Claim::Answered(response))
}

/// Keeps an answer that changed something; any other frees the id, so that the mended form can be sent again.
async fn keep(db: &Db, viewer: &Viewer, once: Uuid, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let done = parts.status.is_success() || parts.status.is_redirection();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Err(failure) = record(db, viewer, once, done.then_some((parts.status, &parts.headers, bytes.as_ref()))).await
    {
        // The answer stands; only a repetition would now be told that it is still running.
        tracing::warn!(error = %failure, "an answer could not be kept");
    }
    Response::from_parts(parts, Body::from(bytes))
}

async fn record(db: &Db, viewer: &Viewer, once: Uuid, answer: Option<(StatusCode, &HeaderMap, &[u8])>) -> Result<()> {
    let mut tx = db.write(&viewer.actor).await?;
    tx.needs_no_audit();
    match answer {
        Some((status, headers, body)) => {
            let kept: serde_json::Map<_, _> = KEPT_HEADERS
                .iter()
                .filter_map(|name| Some(((*name).to_owned(), headers.get(*name)?.to_str().ok()?.into())))
                .collect();
            sqlx::query!(
                "UPDATE once_answers SET status = $3, headers = $4, body = $5 WHERE account_id = $1 AND once = $2",
                viewer.account.0,
                once,
                i16::try_from(status.as_u16()).unwrap_or(200),
                serde_json::Value::Object(kept),
                body,
            )
            .execute(tx.conn())
            .await?;
        }
        None => {
            sqlx::query!("DELETE FROM once_answers WHERE account_id = $1 AND once = $2", viewer.account.0, once)
                .execute(tx.conn())
                .await?;
        }
    }
    tx.commit().await
}
