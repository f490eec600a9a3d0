//! SQL of undo entries; row security shows each account its own.
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::db::OrganizationTx;
use crate::kernel::{AccountId, AuditId, Result, UndoId};

pub async fn insert(
    tx: &mut OrganizationTx,
    id: UndoId,
    account: AccountId,
    act: &str,
    payload: Value,
    audits: &[AuditId],
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let audits: Vec<_> = audits.iter().map(|audit| audit.0).collect();
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!(
        "INSERT INTO undo_entries (organization_id, id, account_id, act, payload, created_at, expires_at, audit_ids) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        organization,
        id.0,
        account.0,
        act,
        payload,
        now,
        expires_at,
        &audits,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Entries of these audit rows that can still be used.
pub async fn list_open(tx: &mut OrganizationTx, audits: &[AuditId]) -> Result<Vec<(AuditId, UndoId)>> {
    let wanted: Vec<_> = audits.iter().map(|audit| audit.0).collect();
    let now = tx.now();
    let rows = sqlx::query!(
        r#"SELECT u.id AS "id: UndoId", x.audit AS "audit!: AuditId" FROM undo_entries u CROSS JOIN LATERAL unnest(u.audit_ids) AS x(audit)
           WHERE u.expires_at > $2 AND u.used_at IS NULL AND x.audit = ANY($1)"#,
        &wanted,
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.audit, row.id)).collect())
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
