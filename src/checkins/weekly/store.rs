//! SQL of the weekly sheet: which objectives stand on it.
use chrono::NaiveDate;

use super::week::Week;
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, ObjectiveId, Result};

/// The active objectives in which an account owns key results that take values in a week: their period runs then, or, once it
/// has ended but is not closed, a check-in of it is still owed by `owed_by`.
pub async fn list_objectives(
    tx: &mut OrganizationTx,
    account: AccountId,
    week: Week,
    owed_by: Option<NaiveDate>,
) -> Result<Vec<ObjectiveId>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT DISTINCT o.id AS "id!: ObjectiveId" FROM key_results k
           JOIN objectives o ON o.organization_id = k.organization_id AND o.id = k.objective_id
           JOIN periods p ON p.organization_id = o.organization_id AND p.id = o.period_id
           WHERE k.owner_id = $1 AND k.is_measured AND p.starts_on <= $3 AND (p.ends_on >= $2 OR k.due_on <= $4)"#,
        account.0,
        week.first,
        week.last,
        owed_by,
    )
    .fetch_all(tx.conn())
    .await?)
}
