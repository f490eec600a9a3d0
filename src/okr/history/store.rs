//! SQL of the history. What background work recomputed has no account and is not shown.
use uuid::Uuid;

use super::model::{Field, LastChange, Line, Names};
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, AuditId, ObjectiveId, PeriodId, Result};
use crate::web::Period;

/// The newest changes (of one field, before one of them), newest first.
pub async fn list(
    tx: &mut OrganizationTx,
    objective: ObjectiveId,
    field: Option<&Field>,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Line>> {
    Ok(sqlx::query_as!(
        Line,
        r#"SELECT h.id, h.audit_id AS "audit: AuditId", h.subject_kind, h.subject_id, h.field, h.old, h.new, h.reason, a.id AS "account: AccountId", a.name AS account_name, h.at,
             coalesce(k.title, m.title, ck.title) AS subject_title, coalesce(k.kind, ck.kind) AS measured, coalesce(k.unit, ck.unit) AS unit,
             c.deleted_at IS NOT NULL AS "is_removed_comment!"
           FROM changes h
           JOIN accounts a ON a.organization_id = h.organization_id AND a.id = h.account_id
           LEFT JOIN key_results k ON h.subject_kind = 'key_result' AND k.organization_id = h.organization_id AND k.id = h.subject_id
           LEFT JOIN milestones m ON h.subject_kind = 'milestone' AND m.organization_id = h.organization_id AND m.id = h.subject_id
           LEFT JOIN comments c ON h.subject_kind = 'comment' AND c.organization_id = h.organization_id AND c.id = h.subject_id
           LEFT JOIN check_ins i ON h.subject_kind = 'check_in' AND i.organization_id = h.organization_id AND i.id = h.subject_id
           LEFT JOIN key_results ck ON ck.organization_id = i.organization_id AND ck.id = i.key_result_id
           WHERE h.objective_id = $1 AND ($2::text IS NULL OR h.subject_kind = $2 AND h.field = $3) AND ($4::uuid IS NULL OR h.id < $4)
           ORDER BY h.id DESC LIMIT $5"#,
        objective.0,
        field.map(|field| field.subject_kind.as_str()),
        field.map(|field| field.name.as_str()),
        before,
        limit,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// The newest change of one thing by anybody but `but`: by whom and when.
pub async fn find_last(
    tx: &mut OrganizationTx,
    objective: ObjectiveId,
    subject: Uuid,
    but: Option<AccountId>,
) -> Result<Option<LastChange>> {
    Ok(sqlx::query_as!(
        LastChange,
        r#"SELECT a.id AS "by: AccountId", a.name, h.at FROM changes h JOIN accounts a ON a.organization_id = h.organization_id AND a.id = h.account_id
         WHERE h.objective_id = $1 AND h.subject_id = $2 AND h.account_id IS DISTINCT FROM $3 ORDER BY h.id DESC LIMIT 1"#,
        objective.0,
        subject,
        but.map(|account| account.0)
    )
    .fetch_optional(tx.conn())
    .await?)
}

pub async fn count(tx: &mut OrganizationTx, objective: ObjectiveId) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM changes WHERE objective_id = $1 AND account_id IS NOT NULL"#,
        objective.0
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

/// Which fields were ever changed.
pub async fn list_fields(tx: &mut OrganizationTx, objective: ObjectiveId) -> Result<Vec<Field>> {
    Ok(sqlx::query_as!(
        Field,
        "SELECT DISTINCT subject_kind, field AS name FROM changes WHERE objective_id = $1 AND account_id IS NOT NULL
         ORDER BY subject_kind DESC, name",
        objective.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Accounts, workspaces, objectives and periods among these ids, as far as the reader sees them, and the words of the levels
/// of these scales.
pub async fn list_names(tx: &mut OrganizationTx, ids: &[Uuid], scales: &[Uuid]) -> Result<Names> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", name AS "name!", kind, starts_on, ends_on, state, level FROM (
             SELECT id, name, NULL::text AS kind, NULL::date AS starts_on, NULL::date AS ends_on, NULL::text AS state, NULL::integer AS level FROM accounts WHERE id = ANY($1)
             UNION ALL SELECT id, name, NULL, NULL, NULL, NULL, NULL FROM workspaces WHERE id = ANY($1)
             UNION ALL SELECT id, title, NULL, NULL, NULL, NULL, NULL FROM objectives WHERE id = ANY($1)
             UNION ALL SELECT id, name, kind, starts_on, ends_on, state, NULL FROM periods WHERE id = ANY($1)
             UNION ALL SELECT key_result_id, label, NULL, NULL, NULL, NULL, position FROM scale_levels WHERE key_result_id = ANY($2)) known"#,
        ids,
        scales,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut names = Names::default();
    for row in rows {
        match (row.kind, row.starts_on, row.ends_on, row.state, row.level) {
            (Some(kind), Some(starts_on), Some(ends_on), Some(state), _) => {
                let id = PeriodId(row.id);
                names.periods.insert(row.id, Period { id, kind, name: row.name, starts_on, ends_on, state });
            }
            (.., Some(level)) => drop(names.levels.insert((row.id, level), row.name)),
            _ => drop(names.plain.insert(row.id, row.name)),
        }
    }
    Ok(names)
}
