//! SQL of the target ledger: what changed in a definition, and why.
use rust_decimal::Decimal;

use crate::db::OrganizationTx;
use crate::kernel::{Failure, KeyResultId, Result};

/// A change of target, baseline or weight after activation.
#[derive(Debug, Clone)]
pub struct LedgerEntry {
    pub field: String,
    pub old: Option<Decimal>,
    pub new: Option<Decimal>,
    pub reason: String,
    pub account_name: String,
    pub at: chrono::DateTime<chrono::Utc>,
}

pub async fn insert_ledger(
    tx: &mut OrganizationTx,
    id: KeyResultId,
    field: &str,
    old: Option<Decimal>,
    new: Option<Decimal>,
    reason: &str,
) -> Result<()> {
    let Some(account) = tx.actor().account else { return Err(Failure::forbidden()) };
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!(
        "INSERT INTO target_ledger (organization_id, id, key_result_id, field, old, new, reason, account_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organization,
        uuid::Uuid::now_v7(),
        id.0,
        field,
        old,
        new,
        reason,
        account.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The ledger of a key result, oldest first.
pub async fn list_ledger(tx: &mut OrganizationTx, id: KeyResultId) -> Result<Vec<LedgerEntry>> {
    Ok(sqlx::query_as!(
        LedgerEntry,
        "SELECT l.field, l.old, l.new, l.reason, a.name AS account_name, l.at FROM target_ledger l
         JOIN accounts a ON a.organization_id = l.organization_id AND a.id = l.account_id WHERE l.key_result_id = $1 ORDER BY l.at, l.id",
        id.0
    )
    .fetch_all(tx.conn())
    .await?)
}
