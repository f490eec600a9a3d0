//! SQL of the index account → sessions, which lists devices and ends sessions whatever store holds the records.
use chrono::{DateTime, Duration, Utc};

use super::{ABSOLUTE_DAYS, IDLE_DAYS};
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Result, SessionId};
use crate::web::Peer;

/// A signed-in device.
pub struct DeviceRow {
    pub id: SessionId,
    pub ip: String,
    pub user_agent: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
}

/// `methods`: what was shown when it began, in the words of a proof.
pub async fn insert(
    tx: &mut OrganizationTx,
    session: SessionId,
    account: AccountId,
    methods: &[String],
    peer: &Peer,
) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!(
        "INSERT INTO account_sessions (organization_id, id, account_id, ip, user_agent, created_at, last_seen_at, expires_at, methods) VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)",
        organization,
        session.0,
        account.0,
        peer.ip,
        peer.user_agent,
        now,
        now + Duration::days(IDLE_DAYS),
        methods,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Living sessions, the one used last first; at most 100.
pub async fn list(tx: &mut OrganizationTx, account: AccountId) -> Result<Vec<DeviceRow>> {
    let now = tx.now();
    Ok(sqlx::query_as!(
        DeviceRow,
        r#"SELECT id, coalesce(ip, '') AS "ip!", coalesce(user_agent, '') AS "user_agent!", created_at, last_seen_at FROM account_sessions
           WHERE account_id = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY last_seen_at DESC, id DESC LIMIT 100"#,
        account.0,
        now,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Notes that the session is in use and moves its idle end, never past its absolute one.
pub async fn touch(tx: &mut OrganizationTx, session: SessionId) -> Result<()> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE account_sessions SET last_seen_at = $2, expires_at = LEAST(created_at + make_interval(days => $4), $3) WHERE id = $1",
        session.0,
        now,
        now + Duration::days(IDLE_DAYS),
        i32::try_from(ABSOLUTE_DAYS).unwrap_or(30),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub async fn note_methods(tx: &mut OrganizationTx, session: SessionId, methods: &[String]) -> Result<()> {
    sqlx::query!("UPDATE account_sessions SET methods = $2 WHERE id = $1", session.0, methods)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends a living session of the account; false when there is none of this id.
pub async fn end(tx: &mut OrganizationTx, account: AccountId, session: SessionId) -> Result<bool> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE account_sessions SET ended_at = $3 WHERE id = $2 AND account_id = $1 AND ended_at IS NULL",
        account.0,
        session.0,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends all sessions of the account, but for one to be kept, and gives their number.
pub async fn end_all(tx: &mut OrganizationTx, account: AccountId, keep: Option<SessionId>) -> Result<u64> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE account_sessions SET ended_at = $3 WHERE account_id = $1 AND id IS DISTINCT FROM $2 AND ended_at IS NULL AND expires_at > $3",
        account.0,
        keep.map(|session| session.0),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
