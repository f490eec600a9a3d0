//! SQL of My work: asked by owner, so that it stays quick in a large organization.
use chrono::{DateTime, NaiveDate, Utc};

use crate::db::OrganizationTx;
use crate::kernel::{AccountId, ObjectiveId, PeriodId, Result};

/// An objective of the person, or one in which they own key results, with its cached figures.
#[derive(Debug, Clone)]
pub struct ObjectiveRow {
    pub id: ObjectiveId,
    pub title: String,
    pub owner_id: AccountId,
    pub owner_name: String,
    pub stage: String,
    pub stage_since: DateTime<Utc>,
    pub halted: Option<String>,
    /// 0..=1
    pub progress: Option<f64>,
    pub status: Option<String>,
}

/// Own objectives first, in the order of their workspace; at most 50.
pub async fn list_objectives(
    tx: &mut OrganizationTx,
    account: AccountId,
    period: PeriodId,
) -> Result<Vec<ObjectiveRow>> {
    let today = tx.today();
    Ok(sqlx::query_as!(
        ObjectiveRow,
        r#"SELECT o.id AS "id: ObjectiveId", o.title, o.owner_id AS "owner_id: AccountId", a.name AS owner_name, o.stage, o.stage_since, o.halted, o.progress,
             o.statuses[width_bucket($3::date, o.status_from)] AS status
           FROM (SELECT id FROM objectives WHERE owner_id = $1 AND period_id = $2
                 UNION SELECT k.objective_id FROM key_results k WHERE k.owner_id = $1 AND k.archived_at IS NULL) mine
           JOIN objectives o ON o.id = mine.id JOIN accounts a ON a.organization_id = o.organization_id AND a.id = o.owner_id
           WHERE o.period_id = $2 AND o.archived_at IS NULL
           ORDER BY o.owner_id <> $1, o.position, o.id LIMIT 50"#,
        account.0,
        period.0,
        today,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// How a person keeps the rhythm, over the key results that they own in active objectives.
#[derive(Debug, Clone)]
pub struct PersonRow {
    pub id: AccountId,
    pub name: String,
    /// Key results that take values now.
    pub total: i64,
    /// Those whose check-in is due.
    pub due: i64,
    pub due_since: Option<NaiveDate>,
    /// Those with a value since the first day of the week.
    pub updated: i64,
    pub last_on: Option<NaiveDate>,
}

/// The person, and those who report to them by solid lines; most due first, at most 50.
pub async fn list_people(tx: &mut OrganizationTx, account: AccountId, week_from: NaiveDate) -> Result<Vec<PersonRow>> {
    let today = tx.today();
    Ok(sqlx::query_as!(
        PersonRow,
        r#"SELECT a.id AS "id: AccountId", a.name, s.total AS "total!", s.due AS "due!", s.due_since, s.updated AS "updated!", s.last_on
           FROM accounts a CROSS JOIN LATERAL (
             SELECT count(*) AS total, count(*) FILTER (WHERE k.due_on <= $2) AS due, min(k.due_on) FILTER (WHERE k.due_on <= $2) AS due_since,
               count(*) FILTER (WHERE k.started AND k.value_on >= $3) AS updated, max(k.value_on) FILTER (WHERE k.started) AS last_on
             FROM key_results k
             JOIN objectives o ON o.organization_id = k.organization_id AND o.id = k.objective_id
             JOIN periods p ON p.organization_id = o.organization_id AND p.id = o.period_id
             WHERE k.organization_id = a.organization_id AND k.owner_id = a.id AND k.is_measured
               AND p.starts_on <= $2 AND k.due_until >= $2) s
           WHERE a.state = 'active' AND (a.id = $1 OR a.id IN (SELECT r.report_id FROM org_relations r WHERE r.manager_id = $1 AND r.kind = 'solid'))
           ORDER BY a.id <> $1, s.due DESC, a.name, a.id LIMIT 51"#,
        account.0,
        today,
        week_from,
    )
    .fetch_all(tx.conn())
    .await?)
}
