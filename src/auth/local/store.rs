//! SQL of local sign-in: logins, their accounts, failed tries, the new session.
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::db::{OrganizationTx, SystemTx};
use crate::kernel::{AccountId, LoginId, OrganizationId, Result, SessionId};

pub struct LoginRow {
    pub id: LoginId,
    pub password_hash: Option<String>,
    pub is_operator: bool,
}

pub struct AccountRow {
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub slug: String,
    pub organization_state: String,
    pub account_id: AccountId,
    pub account_state: String,
}

pub async fn find_login(tx: &mut SystemTx, email: &str) -> Result<Option<LoginRow>> {
    Ok(sqlx::query_as!(LoginRow, "SELECT id, password_hash, is_operator FROM logins WHERE email_norm = lower($1)", email).fetch_optional(tx.conn()).await?)
}

pub async fn list_accounts(tx: &mut SystemTx, login: LoginId) -> Result<Vec<AccountRow>> {
    Ok(sqlx::query_as!(
        AccountRow,
        r#"SELECT organization_id AS "organization_id!", organization_name AS "organization_name!", slug AS "slug!", organization_state AS "organization_state!",
             account_id AS "account_id!", account_state AS "account_state!" FROM app.accounts_of_login($1)"#,
        login.0
    )
    .fetch_all(tx.conn())
    .await?)
}

pub async fn find_blocked_until(tx: &mut SystemTx, key: &[u8]) -> Result<Option<DateTime<Utc>>> {
    Ok(sqlx::query_scalar!("SELECT blocked_until FROM sign_in_attempts WHERE key = $1", key).fetch_optional(tx.conn()).await?.flatten())
}

/// Counts one failure more and gives the new number. Failures older than a day are forgotten.
pub async fn count_failure(tx: &mut SystemTx, key: &[u8]) -> Result<i32> {
    let now = tx.now();
    Ok(sqlx::query_scalar!(
        "INSERT INTO sign_in_attempts AS t (key, failures, last_at) VALUES ($1, 1, $2)
         ON CONFLICT (key) DO UPDATE SET failures = CASE WHEN t.last_at < $2 - interval '1 day' THEN 1 ELSE t.failures + 1 END, last_at = $2 RETURNING failures",
        key,
        now
    )
    .fetch_one(tx.conn())
    .await?)
}

pub async fn block_until(tx: &mut SystemTx, key: &[u8], until: DateTime<Utc>) -> Result<()> {
    sqlx::query!("UPDATE sign_in_attempts SET blocked_until = $2 WHERE key = $1", key, until).execute(tx.conn()).await?;
    Ok(())
}

pub async fn forget_failures(tx: &mut SystemTx, key: &[u8]) -> Result<()> {
    sqlx::query!("DELETE FROM sign_in_attempts WHERE key = $1", key).execute(tx.conn()).await?;
    Ok(())
}

pub struct SecurityEvent<'a> {
    pub event: &'static str,
    pub organization: Option<OrganizationId>,
    pub account: Option<AccountId>,
    pub login: Option<LoginId>,
    pub ip: &'a str,
    pub request_id: Option<&'a str>,
    pub detail: Value,
}

pub async fn insert_security_event(tx: &mut SystemTx, event: SecurityEvent<'_>) -> Result<()> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO security_log (id, at, organization_id, account_id, login_id, event, ip, request_id, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        Uuid::now_v7(),
        now,
        event.organization.map(|id| id.0),
        event.account.map(|id| id.0),
        event.login.map(|id| id.0),
        event.event,
        event.ip,
        event.request_id,
        event.detail,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub async fn insert_session(tx: &mut OrganizationTx, session: SessionId, account: AccountId, ip: &str, user_agent: &str, expires_at: DateTime<Utc>) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!(
        "INSERT INTO account_sessions (organization_id, id, account_id, ip, user_agent, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
        organization,
        session.0,
        account.0,
        ip,
        user_agent,
        now,
        expires_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
