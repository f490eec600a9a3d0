//! A form that is sent twice acts once: the field `_once` names the sending, and its first answer is kept for a day.
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::response::Parts;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};
use tracing::Instrument;
use uuid::Uuid;

use super::viewer::Viewer;
use super::{AppState, Refusal};
use crate::db::Db;
use crate::kernel::{Failure, Kind, Result};

/// Forms are at most this large; files come another way.
const FORM_LIMIT: usize = 1_000_000;

/// A sending that has not acted by then was lost, and the form may be sent again.
const LOST_AFTER: TimeDelta = TimeDelta::seconds(40);

/// How often, and how many times, a repetition looks for the answer of the first sending.
const LOOK_EVERY: Duration = Duration::from_millis(100);
const LOOKS: u32 = 50;

/// Headers of an answer that are kept with it.
const KEPT_HEADERS: [&str; 4] = ["content-type", "location", "hx-redirect", "hx-trigger"];

/// Answers a repeated sending with the first answer; the same id with other content is refused.
pub async fn answer_once(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let viewer = request.extensions().get::<Arc<Viewer>>().cloned();
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
    let mut request = Request::from_parts(parts, Body::from(bytes));
    let Some(once) = once else { return next.run(request).await };
    let db = state.db.clone();
    // On its own, so that it runs to its end and keeps its answer also when the browser goes away: that is what a second press of
    // the button does.
    let run = async move {
        match claim_patiently(&db, &viewer, once, &route, &hash).await {
            Ok(Claim::Taken) => {
                let mut acting = Viewer::clone(&viewer);
                acting.actor.once = Some(once);
                request.extensions_mut().insert(Arc::new(acting));
                let response = next.run(request).await;
                keep(&db, &viewer, once, response).await
            }
            Ok(Claim::Answered(response)) => response,
            Ok(Claim::Running) => Refusal(Failure::new(Kind::Conflict, "failure-once-running")).into_response(),
            Err(failure) => Refusal(failure).into_response(),
        }
    };
    match tokio::spawn(run.in_current_span()).await {
        Ok(response) => response,
        Err(error) => Refusal(Failure::internal(error)).into_response(),
    }
}

enum Claim {
    /// This sending is the one that acts.
    Taken,
    Answered(Response),
    /// Another sending is at it.
    Running,
}

/// Like [`claim`], and waits a while for the answer of another sending that is on its way.
async fn claim_patiently(db: &Db, viewer: &Viewer, once: Uuid, route: &str, hash: &[u8]) -> Result<Claim> {
    for _ in 0..LOOKS {
        match claim(db, viewer, once, route, hash).await? {
            Claim::Running => tokio::time::sleep(LOOK_EVERY).await,
            claim => return Ok(claim),
        }
    }
    Ok(Claim::Running)
}

async fn claim(db: &Db, viewer: &Viewer, once: Uuid, route: &str, hash: &[u8]) -> Result<Claim> {
    let mut tx = db.write(&viewer.actor).await?;
    tx.needs_no_audit();
    let (organization, now) = (viewer.actor.organization.0, tx.now());
    let taken = sqlx::query!(
        "INSERT INTO once_answers AS o (organization_id, account_id, once, route, request_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (organization_id, account_id, once) DO UPDATE SET created_at = $6
         WHERE o.status IS NULL AND o.acted_in IS NULL AND o.created_at < $7 AND o.route = $4 AND o.request_hash = $5",
        organization,
        viewer.account.0,
        once,
        route,
        hash,
        now,
        now - LOST_AFTER,
    )
    .execute(tx.conn())
    .await?
    .rows_affected();
    if taken == 1 {
        tx.commit().await?;
        return Ok(Claim::Taken);
    }
    let kept = sqlx::query!(
        "SELECT route, request_hash, status, headers, body, acted_in, created_at FROM once_answers WHERE account_id = $1 AND once = $2",
        viewer.account.0,
        once
    )
    .fetch_optional(tx.conn())
    .await?;
    // refused meanwhile, so that it can be sent again
    let Some(kept) = kept else { return Ok(Claim::Running) };
    if kept.route != route || kept.request_hash != hash {
        return Err(Failure::new(Kind::Invalid, "failure-once-other"));
    }
    let Some(status) = kept.status else {
        // it acted, and its answer was lost with the process
        let is_lost = kept.acted_in.is_some() && kept.created_at < now - LOST_AFTER;
        return if is_lost { Err(Failure::new(Kind::Conflict, "failure-once-done")) } else { Ok(Claim::Running) };
    };
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

/// Keeps an answer that changed something. A refusal frees the id, so that the mended form can be sent again; so does a fault
/// of ours, unless the change was made before it.
async fn keep(db: &Db, viewer: &Viewer, once: Uuid, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Err(failure) = record(db, viewer, once, &parts, &bytes).await {
        // The answer stands; only a repetition would now be told that it is still running.
        tracing::warn!(error = %failure, "an answer could not be kept");
    }
    Response::from_parts(parts, Body::from(bytes))
}

async fn record(db: &Db, viewer: &Viewer, once: Uuid, answer: &Parts, body: &[u8]) -> Result<()> {
    let mut tx = db.write(&viewer.actor).await?;
    tx.needs_no_audit();
    if answer.status.is_success() || answer.status.is_redirection() {
        let kept: serde_json::Map<_, _> = KEPT_HEADERS
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), answer.headers.get(*name)?.to_str().ok()?.into())))
            .collect();
        sqlx::query!(
            "UPDATE once_answers SET status = $3, headers = $4, body = $5 WHERE account_id = $1 AND once = $2",
            viewer.account.0,
            once,
            i16::try_from(answer.status.as_u16()).unwrap_or(200),
            serde_json::Value::Object(kept),
            body,
        )
        .execute(tx.conn())
        .await?;
    } else {
        sqlx::query!(
            "DELETE FROM once_answers WHERE account_id = $1 AND once = $2 AND ($3 OR acted_in IS NULL)",
            viewer.account.0,
            once,
            answer.status.is_client_error(),
        )
        .execute(tx.conn())
        .await?;
    }
    tx.commit().await
}
