//! The log of sign-ins and refusals, kept apart from the audit of an organization: here nobody may be known yet.
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::kernel::{AccountId, LoginId, OrganizationId, Result};
use crate::web::Peer;

/// An account, or nobody.
pub type Place = (Option<OrganizationId>, Option<AccountId>);

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
    let place = (event.organization, event.account);
    insert_for(conn, now, event, &[place]).await
}

/// Writes the event once for each of these places, in one statement however many they are.
pub async fn insert_for(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    event: SecurityEvent<'_>,
    places: &[Place],
) -> Result<()> {
    let ids: Vec<_> = places.iter().map(|_| Uuid::now_v7()).collect();
    let organizations: Vec<_> = places.iter().map(|place| place.0.map(|id| id.0)).collect();
    let accounts: Vec<_> = places.iter().map(|place| place.1.map(|id| id.0)).collect();
    sqlx::query!(
        "INSERT INTO security_log (id, organization_id, account_id, at, login_id, event, ip, request_id, detail)
         SELECT id, organization_id, account_id, $4, $5, $6, $7, $8, $9
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS p (id, organization_id, account_id)",
        &ids,
        &organizations as &[Option<Uuid>],
        &accounts as &[Option<Uuid>],
        now,
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
