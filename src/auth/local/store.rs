//! SQL of local sign-in: logins and failed tries.
use chrono::{DateTime, Utc};

use crate::db::SystemTx;
use crate::kernel::{LoginId, OrganizationId, Result};

pub struct LoginRow {
    pub id: LoginId,
    pub password_hash: Option<String>,
    pub is_operator: bool,
}

/// The organization of this slug.
pub async fn find_organization(tx: &mut SystemTx, slug: &str) -> Result<Option<OrganizationId>> {
    Ok(sqlx::query_scalar!(r#"SELECT app.organization_by_slug($1) AS "id: OrganizationId""#, slug)
        .fetch_one(tx.conn())
        .await?)
}

pub async fn find_login(tx: &mut SystemTx, email: &str) -> Result<Option<LoginRow>> {
    Ok(sqlx::query_as!(
        LoginRow,
        "SELECT id, password_hash, is_operator FROM logins WHERE email_norm = lower($1)",
        email
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Until when no try is looked at. Tries with the same key wait here for each other, so that none is missed in the count.
pub async fn find_blocked_until(tx: &mut SystemTx, key: &[u8]) -> Result<Option<DateTime<Utc>>> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('sign-in ' || encode($1, 'hex'), 0))", key)
        .execute(tx.conn())
        .await?;
    Ok(sqlx::query_scalar!("SELECT blocked_until FROM sign_in_attempts WHERE key = $1", key)
        .fetch_optional(tx.conn())
        .await?
        .flatten())
}

/// Counts one try more and gives the new number. Tries older than a day are forgotten.
pub async fn count_attempt(tx: &mut SystemTx, key: &[u8]) -> Result<i32> {
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
    sqlx::query!("UPDATE sign_in_attempts SET blocked_until = $2 WHERE key = $1", key, until)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub async fn forget_attempts(tx: &mut SystemTx, key: &[u8]) -> Result<()> {
    sqlx::query!("DELETE FROM sign_in_attempts WHERE key = $1", key).execute(tx.conn()).await?;
    Ok(())
}
