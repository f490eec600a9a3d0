//! What scripts ask: keep what stands in a form, and give it back on another device.
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::json;

use super::actions;
use crate::db::Db;
use crate::web::flash::Flash;
use crate::web::{self, Fields, Form, Path, Screen, back};

pub async fn keep(State(db): State<Db>, screen: Screen, Form(fields): Form<Fields>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.write(&viewer.actor).await?;
    let form = fields.get("form").to_owned();
    actions::keep(&mut tx, &form, fields.0).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Deserialize)]
pub struct Discarded {
    #[serde(default)]
    form: String,
    #[serde(default)]
    back: String,
}

/// Drops a draft and leads back to its form, as it stands without it.
pub async fn discard(State(db): State<Db>, screen: Screen, Form(discarded): Form<Discarded>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.write(&viewer.actor).await?;
    tx.needs_no_audit();
    actions::forget(&mut tx, &discarded.form).await?;
    tx.commit().await?;
    Ok(screen.go(back::inside(&discarded.back), Flash::new(screen.lang().say("draft-discarded"))))
}

/// The draft as JSON: `at` (milliseconds since 1970) and `kept`, pairs of name and value; 204 when there is none.
pub async fn show(State(db): State<Db>, screen: Screen, Path(form): Path<String>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let draft = actions::find(&mut tx, &form).await?;
    tx.commit().await?;
    Ok(match draft {
        Some((kept, at)) => Json(json!({ "at": at.timestamp_millis(), "kept": kept })).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}
