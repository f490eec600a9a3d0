//! SQL of objectives.
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::model::{NewObjective, Objective};
use super::stage::{Halted, Stage};
use super::visibility::Visibility;
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Failure, ObjectiveId, PeriodId, Result, WorkspaceId};
use crate::okr::figures::{self, ChildObjective, ObjectiveFigures};
use crate::okr::maths::Mode;

struct Row {
    id: ObjectiveId,
    title: String,
    description: String,
    workspace_id: WorkspaceId,
    workspace_name: String,
    owner_id: AccountId,
    owner_name: String,
    period_id: PeriodId,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    period_state: String,
    parent_id: Option<ObjectiveId>,
    visibility: String,
    stage: String,
    stage_since: DateTime<Utc>,
    halted: Option<String>,
    archived: bool,
    weight: Decimal,
    priority: Option<i16>,
    rollup: String,
    version: i32,
    updated_at: DateTime<Utc>,
}

impl From<Row> for Objective {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            title: row.title,
            description: row.description,
            workspace: row.workspace_id,
            workspace_name: row.workspace_name,
            owner: row.owner_id,
            owner_name: row.owner_name,
            period: row.period_id,
            period_first: row.starts_on,
            period_last: row.ends_on,
            period_closed: row.period_state == "closed",
            parent: row.parent_id,
            visibility: Visibility::parse(&row.visibility).unwrap_or(Visibility::Private),
            stage: Stage::parse(&row.stage).unwrap_or(Stage::Draft),
            stage_since: row.stage_since,
            halted: row.halted.as_deref().and_then(Halted::parse),
            archived: row.archived,
            weight: row.weight,
            priority: row.priority,
            rollup: Mode::from_id(&row.rollup).unwrap_or_default(),
            version: row.version,
            updated_at: row.updated_at,
        }
    }
}

/// Objectives under a condition. One by its id and many by theirs are two statements, because their plans are.
macro_rules! objectives {
    ($condition:literal, $argument:expr) => {
        sqlx::query_as!(
            Row,
            r#"SELECT o.id AS "id: ObjectiveId", o.title, o.description, o.workspace_id AS "workspace_id: WorkspaceId", w.name AS workspace_name, o.owner_id AS "owner_id: AccountId",
             a.name AS owner_name, o.period_id AS "period_id: PeriodId", p.starts_on, p.ends_on, p.state AS period_state, o.parent_id AS "parent_id: ObjectiveId", o.visibility, o.stage,
             o.stage_since, o.halted, o.archived_at IS NOT NULL AS "archived!", o.weight, o.priority, o.rollup, o.version, o.updated_at
           FROM objectives o
           JOIN workspaces w ON w.organization_id = o.organization_id AND w.id = o.workspace_id
           JOIN accounts a ON a.organization_id = o.organization_id AND a.id = o.owner_id
           JOIN periods p ON p.organization_id = o.organization_id AND p.id = o.period_id
           WHERE "# + $condition,
            $argument
        )
    };
}

/// Objectives by id; those that are hidden or missing are left out.
pub async fn list(tx: &mut OrganizationTx, ids: &[ObjectiveId]) -> Result<Vec<Objective>> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    let rows = objectives!("o.id = ANY($1)", &ids).fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(Objective::from).collect())
}

/// One objective; hidden is not found.
pub async fn find(tx: &mut OrganizationTx, id: ObjectiveId) -> Result<Objective> {
    let row = objectives!("o.id = $1", id.0).fetch_optional(tx.conn()).await?;
    row.map(Objective::from).ok_or_else(Failure::not_found)
}

/// Inserts it last in the order of its workspace and period.
pub async fn insert(tx: &mut OrganizationTx, id: ObjectiveId, new: &NewObjective) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    let done = sqlx::query!(
        "INSERT INTO objectives (organization_id, id, title, description, workspace_id, workspace_no, owner_id, owner_no, period_id, parent_id, visibility, stage, stage_since, weight, priority,
           position, import_key, rollup, created_at, updated_at)
         SELECT $1, $2, $3, $4, w.id, w.workspace_no, a.id, a.account_no, $7, $8, $9, $10, $11, $12, $13,
           (SELECT coalesce(max(x.position), 0) + 1 FROM objectives x WHERE x.period_id = $7 AND x.workspace_no = w.workspace_no), $14, $15, $11, $11
         FROM workspaces w JOIN accounts a ON a.organization_id = w.organization_id WHERE w.id = $5 AND a.id = $6",
        organization,
        id.0,
        new.title,
        new.description,
        new.workspace.0,
        new.owner.0,
        new.period.0,
        new.parent.map(|parent| parent.0),
        new.visibility.id(),
        new.stage.id(),
        now,
        new.weight,
        new.priority,
        new.import_key,
        new.rollup.id(),
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Failure::field("workspace", "field-unknown-choice"));
    }
    insert_stage(tx, id, new.stage, None).await
}

/// Notes the new place in its life.
pub async fn insert_stage(tx: &mut OrganizationTx, id: ObjectiveId, stage: Stage, reason: Option<&str>) -> Result<()> {
    let (organization, account, now) =
        (tx.actor().organization.0, tx.actor().account.map(|account| account.0), tx.now());
    sqlx::query!(
        "INSERT INTO objective_stages (organization_id, id, objective_id, stage, reason, account_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        organization,
        uuid::Uuid::now_v7(),
        id.0,
        stage.id(),
        reason,
        account,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes what a form can change, and counts the version up. Below another parent it stands where nobody has placed it. No row: somebody
/// was faster.
pub async fn update_content(tx: &mut OrganizationTx, objective: &Objective, version: i32) -> Result<()> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE objectives o SET title = $3, description = $4, workspace_id = w.id, workspace_no = w.workspace_no, owner_id = a.id, owner_no = a.account_no, period_id = $7, parent_id = $8,
           rank = CASE WHEN o.parent_id IS NOT DISTINCT FROM $8 THEN o.rank END, visibility = $9, weight = $10, priority = $11, rollup = $13, version = o.version + 1, updated_at = $12
         FROM workspaces w, accounts a
         WHERE w.organization_id = o.organization_id AND w.id = $5 AND a.organization_id = o.organization_id AND a.id = $6 AND o.id = $1 AND o.version = $2",
        objective.id.0,
        version,
        objective.title,
        objective.description,
        objective.workspace.0,
        objective.owner.0,
        objective.period.0,
        objective.parent.map(|parent| parent.0),
        objective.visibility.id(),
        objective.weight,
        objective.priority,
        now,
        objective.rollup.id(),
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 { Err(Failure::stale()) } else { Ok(()) }
}

pub async fn update_stage(tx: &mut OrganizationTx, id: ObjectiveId, version: i32, stage: Stage) -> Result<()> {
    let now = tx.now();
    let done = sqlx::query!("UPDATE objectives SET stage = $3, stage_since = $4, version = version + 1, updated_at = $4 WHERE id = $1 AND version = $2", id.0, version, stage.id(), now)
        .execute(tx.conn())
        .await?;
    if done.rows_affected() == 0 { Err(Failure::stale()) } else { Ok(()) }
}

/// Lets changes of where objectives stand, and of what may have something below it, come one after the other within an organization, so
/// that none is judged by what another is about to change. The trigger against loops holds the same lock.
pub async fn lock(tx: &mut OrganizationTx) -> Result<()> {
    let key = format!("objectives {}", tx.actor().organization);
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text AS locked", key)
        .fetch_one(tx.conn())
        .await?;
    Ok(())
}

pub async fn update_archived(tx: &mut OrganizationTx, id: ObjectiveId, version: i32, archived: bool) -> Result<()> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE objectives SET archived_at = CASE WHEN $3 THEN $4::timestamptz END, version = version + 1, updated_at = $4 WHERE id = $1 AND version = $2",
        id.0,
        version,
        archived,
        now
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 { Err(Failure::stale()) } else { Ok(()) }
}

/// Keeps what was counted of many. The version stays: nobody edited anything. It was last updated when it or one of its key
/// results was, whenever it is counted.
pub async fn update_figures(tx: &mut OrganizationTx, counted: &[(ObjectiveId, &ObjectiveFigures)]) -> Result<()> {
    let rows: Vec<_> = counted
        .iter()
        .map(|(id, counted)| {
            let (days, statuses) = figures::stored(&counted.timeline);
            json!({
                "id": id,
                "key_result_count": counted.key_results.len(),
                "progress": counted.cached_progress(),
                "coverage": counted.cached_coverage(),
                "confidence": counted.cached_confidence(),
                "started": counted.started,
                "status_from": days,
                "statuses": statuses,
            })
        })
        .collect();
    if !rows.is_empty() {
        sqlx::query!(
            "UPDATE objectives o SET key_result_count = x.key_result_count, progress = x.progress, coverage = x.coverage, confidence = x.confidence, started = x.started,
               status_from = x.status_from, statuses = x.statuses,
               updated_at = greatest(o.updated_at, (SELECT max(k.updated_at) FROM key_results k WHERE k.organization_id = o.organization_id AND k.objective_id = o.id))
             FROM jsonb_to_recordset($1) AS x(id uuid, key_result_count integer, progress double precision, coverage double precision, confidence smallint, started boolean,
               status_from date[], statuses text[]) WHERE o.id = x.id",
            Value::Array(rows),
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// The stored progress of an objective, 0..=1, and when its status crosses.
pub async fn find_progress(tx: &mut OrganizationTx, id: ObjectiveId) -> Result<Option<(Option<f64>, Vec<String>)>> {
    let found =
        sqlx::query!("SELECT progress, statuses FROM objectives WHERE id = $1", id.0).fetch_optional(tx.conn()).await?;
    Ok(found.map(|row| (row.progress, row.statuses)))
}

/// The child objectives, primary and secondary, that progress is counted from: all of them, whoever looks, so that everybody
/// sees the same number. Titles are read apart, of those that the reader may see. None where children do not count.
pub async fn list_counted_children(tx: &mut OrganizationTx, parent: &Objective) -> Result<Vec<ChildObjective>> {
    if parent.rollup == Mode::KeyResults {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_as!(
        ChildObjective,
        r#"SELECT c.id AS "id!: ObjectiveId", c.weight AS "weight!", c.progress AS "progress?", c.contributes AS "contributes!",
             (c.starts_on <= $3 AND c.ends_on >= $2) AS "overlaps!", c.halted AS "halted?"
           FROM objectives o CROSS JOIN LATERAL app.children_of(o.id) c WHERE o.id = $1 ORDER BY c.place, c.id"#,
        parent.id.0,
        parent.period_first,
        parent.period_last,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// The parents whose progress counts this objective.
pub async fn list_contributing_parents(tx: &mut OrganizationTx, id: ObjectiveId) -> Result<Vec<ObjectiveId>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT p.id AS "id!: ObjectiveId" FROM (SELECT parent_id AS id FROM objectives WHERE id = $1 AND parent_contributes AND parent_id IS NOT NULL
             UNION SELECT parent_id FROM objective_parents WHERE objective_id = $1 AND contributes) p
           JOIN objectives o ON o.id = p.id WHERE o.rollup <> 'key_results'"#,
        id.0
    )
    .fetch_all(tx.conn())
    .await?)
}

pub async fn insert_role(tx: &mut OrganizationTx, id: ObjectiveId, account: AccountId, role: &str) -> Result<bool> {
    let organization = tx.actor().organization.0;
    let done = sqlx::query!("INSERT INTO object_roles (organization_id, objective_id, account_id, role) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", organization, id.0, account.0, role)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn delete_role(tx: &mut OrganizationTx, id: ObjectiveId, account: AccountId, role: &str) -> Result<()> {
    sqlx::query!(
        "DELETE FROM object_roles WHERE objective_id = $1 AND account_id = $2 AND role = $3",
        id.0,
        account.0,
        role
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Who contributes.
pub async fn list_contributors(tx: &mut OrganizationTx, id: ObjectiveId) -> Result<Vec<AccountId>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT account_id AS "id: AccountId" FROM object_roles WHERE objective_id = $1 AND role = 'contributor'"#,
        id.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// The objectives, besides its parent, that it supports, as far as the actor sees them: id and title.
pub async fn list_secondary_parents(tx: &mut OrganizationTx, id: ObjectiveId) -> Result<Vec<(ObjectiveId, String)>> {
    let rows = sqlx::query!(
        r#"SELECT o.id AS "id: ObjectiveId", o.title FROM objective_parents p JOIN objectives o ON o.organization_id = p.organization_id AND o.id = p.parent_id
           WHERE p.objective_id = $1 ORDER BY o.title, o.id"#,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}

/// Links it below another objective, without counting there.
pub async fn insert_secondary_parent(tx: &mut OrganizationTx, id: ObjectiveId, parent: ObjectiveId) -> Result<()> {
    let organization = tx.actor().organization.0;
    sqlx::query!(
        "INSERT INTO objective_parents (organization_id, objective_id, parent_id, contributes) VALUES ($1, $2, $3, false) ON CONFLICT DO NOTHING",
        organization,
        id.0,
        parent.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub async fn delete_secondary_parent(tx: &mut OrganizationTx, id: ObjectiveId, parent: ObjectiveId) -> Result<()> {
    sqlx::query!("DELETE FROM objective_parents WHERE objective_id = $1 AND parent_id = $2", id.0, parent.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Titles to choose a parent from: those of the periods that contain this one, the longest first, and its own.
pub async fn list_titles(tx: &mut OrganizationTx, period: Option<PeriodId>, limit: i64) -> Result<Vec<String>> {
    let period = period.map(|period| period.0);
    Ok(sqlx::query_scalar!(
        r#"SELECT o.title AS "title!" FROM periods here
           JOIN periods p ON p.organization_id = here.organization_id AND p.starts_on <= here.starts_on AND p.ends_on >= here.ends_on
           CROSS JOIN LATERAL (SELECT x.title, x.workspace_no, x.position, x.id FROM objectives x WHERE x.period_id = p.id AND x.archived_at IS NULL
             ORDER BY x.workspace_no, x.position, x.id LIMIT $2) o
           WHERE here.id = $1 ORDER BY p.ends_on - p.starts_on DESC, p.id, o.workspace_no, o.position, o.id LIMIT $2"#,
        period,
        limit
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Objectives of exactly this title, those of the period first; two are enough to know that it is not one.
pub async fn find_by_title(tx: &mut OrganizationTx, title: &str, period: Option<PeriodId>) -> Result<Vec<ObjectiveId>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id: ObjectiveId", (period_id = $2) IS TRUE AS "here!" FROM objectives WHERE title = $1 AND archived_at IS NULL ORDER BY (period_id = $2) DESC NULLS LAST LIMIT 2"#,
        title,
        period.map(|period| period.0)
    )
    .fetch_all(tx.conn())
    .await?;
    let here: Vec<_> = rows.iter().filter(|row| row.here).map(|row| row.id).collect();
    Ok(if here.is_empty() { rows.into_iter().map(|row| row.id).collect() } else { here })
}
