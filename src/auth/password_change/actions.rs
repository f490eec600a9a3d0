//! Changing the password: it ends every other session of the login, in all its organizations.
use serde_json::json;
use sha2::{Digest, Sha256};

use super::rules;
use crate::auth::local::{attempts, password};
use crate::auth::password_reset::letters;
use crate::auth::security_log::{self, SecurityEvent};
use crate::config::Config;
use crate::db::{Audit, Db};
use crate::kernel::{Email, Failure, FieldError, Result};
use crate::mail;
use crate::web::{Peer, Viewer};

/// Replaces the password, and tells the address of the login. Refuses a wrong current one (and slows down who guesses it), and a new one that breaks the rules.
pub async fn change(
    db: &Db,
    config: &Config,
    viewer: &Viewer,
    peer: &Peer,
    (current, new): (String, String),
) -> Result<()> {
    let key = Sha256::digest(format!("password change\n{}\n{}", viewer.login, peer.ip)).to_vec();
    let mut tx = db.system().await?;
    let row = sqlx::query!("SELECT email_norm, password_hash FROM logins WHERE id = $1", viewer.login.0)
        .fetch_one(tx.conn())
        .await?;
    rules::check(&new, &row.email_norm).map_err(|error| Failure::invalid(vec![error]))?;
    attempts::begin(&mut tx, &key).await?;
    tx.commit().await?;
    if !password::verify(current.clone(), row.password_hash).await? {
        return Err(Failure::invalid(vec![FieldError::new("current", "password-current-wrong")]));
    }
    if current == new {
        return Err(Failure::invalid(vec![FieldError::new("new", "password-same")]));
    }
    let hash = password::hash(new).await?;

    let mut tx = db.write(&viewer.actor).await?;
    let now = tx.now();
    sqlx::query!(
        "UPDATE logins SET password_hash = $2, password_changed_at = $3 WHERE id = $1",
        viewer.login.0,
        hash,
        now
    )
    .execute(tx.conn())
    .await?;
    let ended =
        sqlx::query_scalar!("SELECT app.end_sessions_of_login($1, $2, $3)", viewer.login.0, viewer.session.0, now)
            .fetch_one(tx.conn())
            .await?;
    let event = SecurityEvent {
        event: "password.change",
        organization: Some(viewer.actor.organization),
        account: Some(viewer.account),
        login: Some(viewer.login),
        peer,
        detail: json!({}),
    };
    security_log::insert(tx.conn(), now, event).await?;
    tx.audit(Audit::of("password.change", "login", viewer.login.0).detail(json!({ "ended_sessions": ended }))).await?;
    if config.has_mail() {
        let to = Email::parse(&row.email_norm);
        mail::send(&mut tx, &letters::changed(config, viewer.lang, to)).await?;
    }
    tx.commit().await?;

    let mut tx = db.system().await?;
    attempts::forget(&mut tx, &key).await?;
    tx.commit().await
}
