//! SQL of operators.
use chrono::{DateTime, Duration, Utc};

use super::{ABSOLUTE_HOURS, IDLE_HOURS};
use crate::db::SystemTx;
use crate::kernel::{LoginId, OrganizationId, Result, SessionId};
use crate::web::Peer;

/// What an operator sees of an organization.
pub struct OrganizationRow {
    pub id: OrganizationId,
    pub slug: String,
    pub name: String,
    pub state: String,
    pub created_at: DateTime<Utc>,
    pub accounts: i64,
}

pub async fn insert_session(tx: &mut SystemTx, session: SessionId, login: LoginId, peer: &Peer) -> Result<()> {
    let (now, idle_end) = (tx.now(), tx.now() + Duration::hours(IDLE_HOURS));
    sqlx::query!(
        "INSERT INTO operator_sessions (id, login_id, ip, user_agent, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $5, $6)",
        session.0,
        login.0,
        peer.ip,
        peer.user_agent,
        now,
        idle_end,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// E-mail of the operator whose living session this is.
pub async fn find_email(tx: &mut SystemTx, session: SessionId, login: LoginId) -> Result<Option<String>> {
    let now = tx.now();
    Ok(sqlx::query_scalar!(
        "SELECT l.email FROM operator_sessions s JOIN logins l ON l.id = s.login_id
         WHERE s.id = $1 AND s.login_id = $2 AND s.ended_at IS NULL AND s.expires_at > $3 AND l.is_operator",
        session.0,
        login.0,
        now,
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Moves the idle end.
pub async fn touch(tx: &mut SystemTx, session: SessionId) -> Result<()> {
    let (now, idle_end) = (tx.now(), tx.now() + Duration::hours(IDLE_HOURS));
    sqlx::query!(
        "UPDATE operator_sessions SET last_seen_at = $2, expires_at = LEAST(created_at + make_interval(hours => $4), $3) WHERE id = $1",
        session.0,
        now,
        idle_end,
        i32::try_from(ABSOLUTE_HOURS).unwrap_or(12),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub async fn end_session(tx: &mut SystemTx, session: SessionId) -> Result<()> {
    let now = tx.now();
    sqlx::query!("UPDATE operator_sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", session.0, now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// All organizations, by name; the database gives them to a living operator's session only.
pub async fn list_organizations(tx: &mut SystemTx, session: SessionId) -> Result<Vec<OrganizationRow>> {
    let now = tx.now();
    Ok(sqlx::query_as!(
        OrganizationRow,
        r#"SELECT id AS "id!", slug AS "slug!", name AS "name!", state AS "state!", created_at AS "created_at!", accounts AS "accounts!"
           FROM app.organizations_for_operator($1, $2)"#,
        session.0,
        now,
    )
    .fetch_all(tx.conn())
    .await?)
}
