//! SQL of undo entries; row security shows each account its own.
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::db::OrganizationTx;
use crate::kernel::{Failure, Result, UndoId};

pub async fn insert(
    tx: &mut OrganizationTx,
    id: UndoId,
    act: &str,
    payload: Value,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let account = tx.actor().account.ok_or_else(|| Failure::internal("background work has nothing to undo"))?;
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!(
        "INSERT INTO undo_entries (organization_id, id, account_id, act, payload, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        organization,
        id.0,
        account.0,
        act,
        payload,
        now,
        expires_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Marks an entry as used and gives it, once and in time only.
pub async fn take(tx: &mut OrganizationTx, id: UndoId, now: DateTime<Utc>) -> Result<Option<Value>> {
    let payload = sqlx::query_scalar!(
        "UPDATE undo_entries SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2 RETURNING payload",
        id.0,
        now
    );
    Ok(payload.fetch_optional(tx.conn()).await?)
}

/// Whether an entry was used; nothing when it does not exist.
pub async fn was_used(tx: &mut OrganizationTx, id: UndoId) -> Result<Option<bool>> {
    Ok(sqlx::query_scalar!(r#"SELECT used_at IS NOT NULL AS "used!" FROM undo_entries WHERE id = $1"#, id.0)
        .fetch_optional(tx.conn())
        .await?)
}
