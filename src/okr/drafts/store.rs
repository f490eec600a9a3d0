//! SQL of drafts; row security shows each account its own.
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Result};

pub async fn upsert(tx: &mut OrganizationTx, account: AccountId, form: &str, content: Value) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!(
        "INSERT INTO drafts (organization_id, account_id, form, content, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organization_id, account_id, form) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at",
        organization,
        account.0,
        form,
        content,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Deletes all but the newest.
pub async fn delete_old(tx: &mut OrganizationTx, account: AccountId, kept: i64) -> Result<()> {
    sqlx::query!(
        "DELETE FROM drafts WHERE account_id = $1 AND form IN (SELECT form FROM drafts WHERE account_id = $1 ORDER BY updated_at DESC, form OFFSET $2)",
        account.0,
        kept
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub async fn delete(tx: &mut OrganizationTx, account: AccountId, form: &str) -> Result<()> {
    sqlx::query!("DELETE FROM drafts WHERE account_id = $1 AND form = $2", account.0, form).execute(tx.conn()).await?;
    Ok(())
}

pub async fn find(tx: &mut OrganizationTx, account: AccountId, form: &str) -> Result<Option<(Value, DateTime<Utc>)>> {
    let row =
        sqlx::query!("SELECT content, updated_at FROM drafts WHERE account_id = $1 AND form = $2", account.0, form)
            .fetch_optional(tx.conn())
            .await?;
    Ok(row.map(|row| (row.content, row.updated_at)))
}
