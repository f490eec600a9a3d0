//! Signing out.
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use serde_json::json;
use tower_sessions::Session;

use crate::db::{Audit, Db};
use crate::kernel::Failure;
use crate::web::{self, Screen};

/// Ends this session. Signed out already, it just leads to the door.
pub async fn sign_out(State(db): State<Db>, screen: Screen, session: Session) -> web::Result {
    if let Some(viewer) = screen.viewer() {
        let mut tx = db.write(&viewer.actor).await?;
        let now = tx.now();
        sqlx::query!("UPDATE account_sessions SET ended_at = $2 WHERE id = $1", viewer.session.0, now).execute(tx.conn()).await.map_err(Failure::from)?;
        tx.audit(Audit::of("session.end", "session", viewer.session.0).detail(json!({ "by": "self" }))).await?;
        tx.commit().await?;
    }
    session.flush().await.map_err(Failure::unavailable)?;
    let mut response = screen.redirect("/sign-in");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    Ok(response)
}
