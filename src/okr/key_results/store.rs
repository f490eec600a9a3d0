//! SQL of key results and what belongs to them: milestones, levels, checkpoints, steps, readings, check-ins, the ledger.
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::model::{CurveKind, Definition, KeyResult, Kind, Milestone, Override, ScaleLevel};
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Failure, KeyResultId, MilestoneId, ObjectiveId, Result};
use crate::okr::figures::{self, KeyResultFigures};
use crate::okr::maths::{Checkpoint, Step};

struct Row {
    id: KeyResultId,
    objective_id: ObjectiveId,
    title: String,
    description: String,
    kind: String,
    unit: String,
    baseline: Option<Decimal>,
    target: Option<Decimal>,
    band_low: Option<Decimal>,
    band_high: Option<Decimal>,
    tolerance: Option<Decimal>,
    red_line: Option<Decimal>,
    curve: String,
    weight: Decimal,
    priority: Option<i16>,
    owner_id: AccountId,
    owner_name: String,
    rhythm: Option<String>,
    value: Option<Decimal>,
    value_on: Option<NaiveDate>,
    confidence: Option<i16>,
    started: bool,
    due_on: Option<NaiveDate>,
    status_override: Option<String>,
    status_override_reason: Option<String>,
    status_override_by: Option<AccountId>,
    status_override_until: Option<NaiveDate>,
    archived: bool,
    created_at: DateTime<Utc>,
    version: i32,
}

impl From<Row> for KeyResult {
    fn from(row: Row) -> Self {
        let kind = Kind::parse(&row.kind).unwrap_or(Kind::Absolute);
        let definition = Definition {
            unit: row.unit,
            baseline: row.baseline,
            target: row.target,
            band_low: row.band_low,
            band_high: row.band_high,
            tolerance: row.tolerance,
            red_line: row.red_line,
            curve: CurveKind::parse(&row.curve).unwrap_or(CurveKind::Linear),
            ..Definition::of(kind)
        };
        let status_override = row.status_override.map(|status| Override {
            status,
            reason: row.status_override_reason.unwrap_or_default(),
            by: row.status_override_by,
            until: row.status_override_until,
        });
        Self {
            id: row.id,
            objective: row.objective_id,
            title: row.title,
            description: row.description,
            definition,
            weight: row.weight,
            priority: row.priority,
            owner: row.owner_id,
            owner_name: row.owner_name,
            rhythm: row.rhythm,
            value: row.value,
            value_on: row.value_on,
            confidence: row.confidence,
            started: row.started,
            due_on: row.due_on,
            status_override,
            archived: row.archived,
            created_at: row.created_at,
            version: row.version,
        }
    }
}

/// The key results of objectives, in order, archived ones left out.
pub async fn list_of_objectives(tx: &mut OrganizationTx, objectives: &[ObjectiveId]) -> Result<Vec<KeyResult>> {
    let ids: Vec<_> = objectives.iter().map(|id| id.0).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT k.id AS "id: KeyResultId", k.objective_id AS "objective_id: ObjectiveId", k.title, k.description, k.kind, k.unit, k.baseline, k.target, k.band_low, k.band_high,
             k.tolerance, k.red_line, k.curve, k.weight, k.priority, k.owner_id AS "owner_id: AccountId", a.name AS owner_name, k.rhythm, k.value, k.value_on, k.confidence,
             k.started, k.due_on, k.status_override, k.status_override_reason, k.status_override_by AS "status_override_by: AccountId", k.status_override_until,
             k.archived_at IS NOT NULL AS "archived!", k.created_at, k.version
           FROM key_results k JOIN accounts a ON a.organization_id = k.organization_id AND a.id = k.owner_id
           WHERE k.objective_id = ANY($1) AND k.archived_at IS NULL ORDER BY k.position, k.id"#,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found: Vec<KeyResult> = rows.into_iter().map(KeyResult::from).collect();
    fill(tx, &mut found).await?;
    Ok(found)
}

/// Those of an objective that are archived: id, title, version.
pub async fn list_archived(tx: &mut OrganizationTx, objective: ObjectiveId) -> Result<Vec<(KeyResultId, String, i32)>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id: KeyResultId", title, version FROM key_results WHERE objective_id = $1 AND archived_at IS NOT NULL ORDER BY position, id"#,
        objective.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title, row.version)).collect())
}

/// One key result, archived or not.
pub async fn find(tx: &mut OrganizationTx, id: KeyResultId) -> Result<KeyResult> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT k.id AS "id: KeyResultId", k.objective_id AS "objective_id: ObjectiveId", k.title, k.description, k.kind, k.unit, k.baseline, k.target, k.band_low, k.band_high,
             k.tolerance, k.red_line, k.curve, k.weight, k.priority, k.owner_id AS "owner_id: AccountId", a.name AS owner_name, k.rhythm, k.value, k.value_on, k.confidence,
             k.started, k.due_on, k.status_override, k.status_override_reason, k.status_override_by AS "status_override_by: AccountId", k.status_override_until,
             k.archived_at IS NOT NULL AS "archived!", k.created_at, k.version
           FROM key_results k JOIN accounts a ON a.organization_id = k.organization_id AND a.id = k.owner_id
           WHERE k.id = $1"#,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(Failure::not_found)?;
    let mut found = vec![KeyResult::from(row)];
    fill(tx, &mut found).await?;
    found.pop().ok_or_else(Failure::not_found)
}

/// Adds what some kinds keep in tables of their own, with one statement for all kinds.
async fn fill(tx: &mut OrganizationTx, key_results: &mut [KeyResult]) -> Result<()> {
    let ids_where = |wanted: fn(&Definition) -> bool| -> Vec<uuid::Uuid> {
        key_results.iter().filter(|one| wanted(&one.definition)).map(|one| one.id.0).collect()
    };
    let milestones = ids_where(|one| one.kind == Kind::Milestones);
    let scales = ids_where(|one| one.kind == Kind::Scale);
    let linear = ids_where(|one| matches!(one.kind, Kind::Percentage | Kind::Absolute));
    let stepped = ids_where(|one| one.curve == CurveKind::Stepped);
    if [&milestones, &scales, &linear, &stepped].iter().all(|ids| ids.is_empty()) {
        return Ok(());
    }
    let rows = sqlx::query!(
        r#"SELECT key_result_id AS "key_result!", part AS "part!", id AS "id?: MilestoneId", label, number AS "number!", value, day FROM (
             SELECT key_result_id, 'milestone' AS part, position AS place, id, title AS label, weight AS number, NULL::numeric AS value, done_on AS day
               FROM milestones WHERE key_result_id = ANY($1)
             UNION ALL SELECT key_result_id, 'level', position, NULL, label, progress, NULL, NULL FROM scale_levels WHERE key_result_id = ANY($2)
             UNION ALL SELECT key_result_id, 'checkpoint', 0, NULL, NULL, progress, value, NULL FROM checkpoints WHERE key_result_id = ANY($3)
             UNION ALL SELECT key_result_id, 'step', 0, NULL, NULL, progress, NULL, from_on FROM expected_steps WHERE key_result_id = ANY($4)) parts
           ORDER BY place, CASE WHEN part = 'step' THEN day END, id"#,
        &milestones,
        &scales,
        &linear,
        &stepped,
    )
    .fetch_all(tx.conn())
    .await?;
    for row in rows {
        let Some(one) = key_results.iter_mut().find(|one| one.id.0 == row.key_result) else { continue };
        let definition = &mut one.definition;
        match (row.part.as_str(), row.id, row.label, row.value, row.day) {
            ("milestone", Some(id), Some(title), _, done_on) => {
                definition.milestones.push(Milestone { id, title, weight: row.number, done_on });
            }
            ("level", _, Some(label), ..) => definition.levels.push(ScaleLevel { label, progress: row.number }),
            ("checkpoint", _, _, Some(value), _) => {
                definition.checkpoints.push(Checkpoint { value, progress: row.number });
            }
            ("step", .., Some(on)) => definition.steps.push(Step { on, progress: row.number }),
            _ => {}
        }
    }
    Ok(())
}

pub struct NewRow<'a> {
    pub id: KeyResultId,
    pub objective: ObjectiveId,
    pub title: &'a str,
    pub description: &'a str,
    pub definition: &'a Definition,
    pub weight: Decimal,
    pub priority: Option<i16>,
    pub owner: AccountId,
    pub rhythm: Option<&'a str>,
    pub import_key: Option<&'a str>,
}

/// Inserts the row with its milestones, levels, checkpoints and steps; last in the order of its objective.
pub async fn insert(tx: &mut OrganizationTx, new: &NewRow<'_>) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    let definition = new.definition;
    sqlx::query!(
        "INSERT INTO key_results (organization_id, id, objective_id, title, description, kind, unit, baseline, target, band_low, band_high, tolerance, red_line, curve, weight, priority,
           position, owner_id, owner_no, rhythm, import_key, created_at, updated_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
           (SELECT coalesce(max(position), 0) + 1 FROM key_results WHERE objective_id = $3), a.id, a.account_no, $18, $19, $20, $20
         FROM accounts a WHERE a.id = $17",
        organization,
        new.id.0,
        new.objective.0,
        new.title,
        new.description,
        definition.kind.code(),
        definition.unit,
        definition.baseline,
        definition.target,
        definition.band_low,
        definition.band_high,
        definition.tolerance,
        definition.red_line,
        definition.curve.code(),
        new.weight,
        new.priority,
        new.owner.0,
        new.rhythm,
        new.import_key,
        now,
    )
    .execute(tx.conn())
    .await?;
    insert_parts(tx, new.id, definition).await
}

/// Replaces milestones, levels, checkpoints and steps.
pub async fn replace_parts(tx: &mut OrganizationTx, id: KeyResultId, definition: &Definition) -> Result<()> {
    sqlx::query!("DELETE FROM milestones WHERE key_result_id = $1", id.0).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM scale_levels WHERE key_result_id = $1", id.0).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM checkpoints WHERE key_result_id = $1", id.0).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM expected_steps WHERE key_result_id = $1", id.0).execute(tx.conn()).await?;
    insert_parts(tx, id, definition).await
}

async fn insert_parts(tx: &mut OrganizationTx, id: KeyResultId, definition: &Definition) -> Result<()> {
    let organization = tx.actor().organization.0;
    for (position, milestone) in (1_i32..).zip(&definition.milestones) {
        sqlx::query!(
            "INSERT INTO milestones (organization_id, id, key_result_id, title, weight, position, done_on) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            organization,
            milestone.id.0,
            id.0,
            milestone.title,
            milestone.weight,
            position,
            milestone.done_on,
        )
        .execute(tx.conn())
        .await?;
    }
    for (position, level) in (1_i32..).zip(&definition.levels) {
        sqlx::query!(
            "INSERT INTO scale_levels (organization_id, key_result_id, position, label, progress) VALUES ($1, $2, $3, $4, $5)",
            organization,
            id.0,
            position,
            level.label,
            level.progress
        )
        .execute(tx.conn())
        .await?;
    }
    for checkpoint in &definition.checkpoints {
        sqlx::query!(
            "INSERT INTO checkpoints (organization_id, key_result_id, value, progress) VALUES ($1, $2, $3, $4)",
            organization,
            id.0,
            checkpoint.value,
            checkpoint.progress
        )
        .execute(tx.conn())
        .await?;
    }
    for step in &definition.steps {
        sqlx::query!(
            "INSERT INTO expected_steps (organization_id, key_result_id, from_on, progress) VALUES ($1, $2, $3, $4)",
            organization,
            id.0,
            step.on,
            step.progress
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Writes title, numbers, weight and owner, and counts the version up.
pub async fn update_content(tx: &mut OrganizationTx, key_result: &KeyResult, version: i32) -> Result<()> {
    let now = tx.now();
    let definition = &key_result.definition;
    let done = sqlx::query!(
        "UPDATE key_results k SET title = $3, description = $4, kind = $5, unit = $6, baseline = $7, target = $8, band_low = $9, band_high = $10, tolerance = $11, red_line = $12,
           curve = $13, weight = $14, priority = $15, owner_id = a.id, owner_no = a.account_no, rhythm = $17, version = k.version + 1, updated_at = $18
         FROM accounts a WHERE a.organization_id = k.organization_id AND a.id = $16 AND k.id = $1 AND k.version = $2",
        key_result.id.0,
        version,
        key_result.title,
        key_result.description,
        definition.kind.code(),
        definition.unit,
        definition.baseline,
        definition.target,
        definition.band_low,
        definition.band_high,
        definition.tolerance,
        definition.red_line,
        definition.curve.code(),
        key_result.weight,
        key_result.priority,
        key_result.owner.0,
        key_result.rhythm,
        now,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 { Err(Failure::stale()) } else { Ok(()) }
}

/// Keeps what was counted of many. The version stays: nobody edited anything.
pub async fn update_figures<'a>(
    tx: &mut OrganizationTx,
    counted: impl Iterator<Item = (KeyResultId, &'a KeyResultFigures)>,
) -> Result<()> {
    let rows: Vec<_> = counted
        .map(|(id, counted)| {
            let (days, statuses) = figures::stored(&counted.timeline);
            json!({ "id": id, "progress": counted.cached_progress(), "due_on": counted.due_on, "status_from": days, "statuses": statuses })
        })
        .collect();
    if !rows.is_empty() {
        sqlx::query!(
            "UPDATE key_results k SET progress = x.progress, due_on = x.due_on, status_from = x.status_from, statuses = x.statuses
             FROM jsonb_to_recordset($1) AS x(id uuid, progress double precision, due_on date, status_from date[], statuses text[]) WHERE k.id = x.id",
            Value::Array(rows)
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

pub async fn update_archived(tx: &mut OrganizationTx, id: KeyResultId, version: i32, archived: bool) -> Result<()> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE key_results SET archived_at = CASE WHEN $3 THEN $4::timestamptz END, version = version + 1, updated_at = $4 WHERE id = $1 AND version = $2",
        id.0,
        version,
        archived,
        now
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 { Err(Failure::stale()) } else { Ok(()) }
}
