//! The log of sign-ins and refusals, kept apart from the audit of an organization: here nobody may be known yet.
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::kernel::{AccountId, LoginId, OrganizationId, Result};
use crate::web::Peer;

/// One event: `<what>.<how it ended>`.
pub struct SecurityEvent<'a> {
    pub event: &'static str,
    pub organization: Option<OrganizationId>,
    pub account: Option<AccountId>,
    pub login: Option<LoginId>,
    pub peer: &'a Peer,
    /// Codes and counts; never what somebody typed.
    pub detail: Value,
}

pub async fn insert(conn: &mut PgConnection, now: DateTime<Utc>, event: SecurityEvent<'_>) -> Result<()> {
    sqlx::query!(
        "INSERT INTO security_log (id, at, organization_id, account_id, login_id, event, ip, request_id, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        Uuid::now_v7(),
        now,
        event.organization.map(|id| id.0),
        event.account.map(|id| id.0),
        event.login.map(|id| id.0),
        event.event,
        event.peer.ip,
        event.peer.request_id,
        event.detail,
    )
    .execute(conn)
    .await?;
    Ok(())
}
