//! SQL of the weekly sheet: which objectives stand on it.
use super::week::Week;
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, ObjectiveId, Result};

/// The active objectives in which an account owns key results that take values in a week: their period runs then.
pub async fn list_objectives(tx: &mut OrganizationTx, account: AccountId, week: Week) -> Result<Vec<ObjectiveId>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT DISTINCT o.id AS "id!: ObjectiveId" FROM key_results k
           JOIN objectives o ON o.organization_id = k.organization_id AND o.id = k.objective_id
           JOIN periods p ON p.organization_id = o.organization_id AND p.id = o.period_id
           WHERE k.owner_id = $1 AND k.is_measured AND p.starts_on <= $3 AND p.ends_on >= $2"#,
        account.0,
        week.first,
        week.last,
    )
    .fetch_all(tx.conn())
    .await?)
}
