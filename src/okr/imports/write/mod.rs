//! Writes a batch: one statement for each table, however many rows there are.

pub mod parents;
mod parts;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value;
use uuid::Uuid;

use super::batch::{
    Batch, LedgerEntry, NewCheckIn, NewImported, NewKeyResult, NewPeriod, NewPerson, NewReading, NewScore, NewWorkspace,
};
use super::said::Said;
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, AuditId, Failure, ImportId, ObjectiveId, Result};
use crate::okr::key_results::model::KeyResult;
use crate::okr::objectives::model::Objective;

/// Everything in the order that the tables need. `reason` is what the ledger says of new targets.
pub async fn write(
    tx: &mut OrganizationTx,
    import: ImportId,
    audit: AuditId,
    reason: &str,
    batch: Batch,
) -> Result<()> {
    people(tx, &batch.people).await?;
    known_as(tx, &batch.known_as).await?;
    periods(tx, &batch.periods).await?;
    workspaces(tx, &batch.workspaces).await?;
    objectives(tx, &batch.objectives).await?;
    changed_objectives(tx, &batch.changed_objectives).await?;
    key_results(tx, &batch.key_results).await?;
    changed_key_results(tx, &batch.changed_key_results).await?;
    parts::write(tx, &batch.parts).await?;
    readings(tx, import, &batch.readings).await?;
    check_ins(tx, &batch.check_ins).await?;
    scores(tx, &batch.scores).await?;
    contributors(tx, &batch.contributors).await?;
    ledger(tx, &batch.ledger, reason).await?;
    marks(tx, import, &batch.marks).await?;
    if !batch.changes.is_empty() {
        tx.changes(audit, batch.changes).await?;
    }
    Ok(())
}

fn column<'a, T, U>(rows: &'a [T], value: impl Fn(&'a T) -> U) -> Vec<U> {
    rows.iter().map(value).collect()
}

async fn people(tx: &mut OrganizationTx, rows: &[NewPerson]) -> Result<()> {
    let organization = tx.actor().organization.0;
    for row in rows {
        // one by one: each takes the next number of the organization
        sqlx::query!(
            "INSERT INTO accounts (organization_id, id, account_no, name, state, import_key) VALUES ($1, $2, 0, $3, 'inactive', $4)",
            organization,
            row.id.0,
            row.name,
            row.import_key
        )
        .execute(tx.conn())
        .await?;
    }
    let by = tx.actor().account.map(|account| account.0);
    if !rows.is_empty() {
        sqlx::query!(
            "INSERT INTO account_states (organization_id, account_id, state, reason, changed_by) SELECT $1, x, 'inactive', 'import', $3 FROM unnest($2::uuid[]) AS x",
            organization,
            &column(rows, |row| row.id.0),
            by
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

async fn known_as(tx: &mut OrganizationTx, rows: &[(AccountId, String)]) -> Result<()> {
    for (account, key) in rows {
        sqlx::query!(
            "UPDATE accounts SET import_key = $2 WHERE id = $1 AND import_key IS NULL AND NOT EXISTS (SELECT 1 FROM accounts x WHERE x.import_key = $2)",
            account.0,
            key
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

async fn periods(tx: &mut OrganizationTx, rows: &[NewPeriod]) -> Result<()> {
    let organization = tx.actor().organization.0;
    for row in rows {
        sqlx::query!(
            "INSERT INTO periods (organization_id, id, kind, name, starts_on, ends_on, state) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            organization,
            row.id.0,
            row.kind,
            row.name,
            row.starts_on,
            row.ends_on,
            row.state
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

async fn workspaces(tx: &mut OrganizationTx, rows: &[NewWorkspace]) -> Result<()> {
    let organization = tx.actor().organization.0;
    for row in rows {
        sqlx::query!(
            "INSERT INTO workspaces (organization_id, id, workspace_no, parent_id, kind, name) VALUES ($1, $2, 0, $3, 'team', $4)",
            organization,
            row.id.0,
            row.parent.map(|parent| parent.0),
            row.name
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

async fn objectives(tx: &mut OrganizationTx, rows: &[NewImported]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let (organization, account, now) =
        (tx.actor().organization.0, tx.actor().account.map(|account| account.0), tx.now());
    let ids = column(rows, |new| new.id.0);
    let stages = column(rows, |new| new.row.stage.id().to_owned());
    let done = sqlx::query!(
        "INSERT INTO objectives (organization_id, id, title, description, workspace_id, workspace_no, owner_id, owner_no, period_id, visibility, stage, stage_since, weight, priority,
           position, import_key, rollup, halted, archived_at, created_at, updated_at)
         SELECT $1, x.id, x.title, x.description, w.id, w.workspace_no, a.id, a.account_no, x.period, x.visibility, x.stage, $2, x.weight, x.priority,
           (SELECT coalesce(max(o.position), 0) FROM objectives o WHERE o.period_id = x.period AND o.workspace_no = w.workspace_no) + x.nth, x.import_key, x.rollup, x.halted,
           CASE WHEN x.archived THEN $2::timestamptz END, $2, $2
         FROM unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::numeric[], $12::smallint[], $13::text[],
             $14::text[], $15::text[], $16::boolean[])
           WITH ORDINALITY AS x(id, title, description, workspace, owner, period, visibility, stage, weight, priority, import_key, rollup, halted, archived, nth)
         JOIN workspaces w ON w.id = x.workspace JOIN accounts a ON a.organization_id = w.organization_id AND a.id = x.owner",
        organization,
        now,
        &ids,
        &column(rows, |new| new.row.title.clone()),
        &column(rows, |new| new.row.description.clone()),
        &column(rows, |new| new.row.workspace.0),
        &column(rows, |new| new.row.owner.0),
        &column(rows, |new| new.row.period.0),
        &column(rows, |new| new.row.visibility.id().to_owned()),
        &stages,
        &column(rows, |new| new.row.weight),
        &column(rows, |new| new.row.priority) as &[Option<i16>],
        &column(rows, |new| new.row.import_key.clone()) as &[Option<String>],
        &column(rows, |new| new.row.rollup.id().to_owned()),
        &column(rows, |new| new.halted.map(|halted| halted.id().to_owned())) as &[Option<String>],
        &column(rows, |new| new.archived),
    )
    .execute(tx.conn())
    .await?;
    all(done.rows_affected(), rows.len())?;
    sqlx::query!(
        "INSERT INTO objective_stages (organization_id, objective_id, stage, account_id, at) SELECT $1, *, $4, $5 FROM unnest($2::uuid[], $3::text[])",
        organization,
        &ids,
        &stages,
        account,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn changed_objectives(tx: &mut OrganizationTx, rows: &[Objective]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE objectives o SET title = x.title, description = x.description, workspace_id = w.id, workspace_no = w.workspace_no, owner_id = a.id, owner_no = a.account_no,
           period_id = x.period, visibility = x.visibility, weight = x.weight, priority = x.priority, rollup = x.rollup, version = o.version + 1, updated_at = $1
         FROM unnest($2::uuid[], $3::integer[], $4::text[], $5::text[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::numeric[], $11::smallint[], $12::text[])
           AS x(id, version, title, description, workspace, owner, period, visibility, weight, priority, rollup)
         JOIN workspaces w ON w.id = x.workspace JOIN accounts a ON a.organization_id = w.organization_id AND a.id = x.owner
         WHERE w.organization_id = o.organization_id AND o.id = x.id AND o.version = x.version",
        now,
        &column(rows, |row| row.id.0),
        &column(rows, |row| row.version),
        &column(rows, |row| row.title.clone()),
        &column(rows, |row| row.description.clone()),
        &column(rows, |row| row.workspace.0),
        &column(rows, |row| row.owner.0),
        &column(rows, |row| row.period.0),
        &column(rows, |row| row.visibility.id().to_owned()),
        &column(rows, |row| row.weight),
        &column(rows, |row| row.priority) as &[Option<i16>],
        &column(rows, |row| row.rollup.id().to_owned()),
    )
    .execute(tx.conn())
    .await?;
    all(done.rows_affected(), rows.len())
}

async fn key_results(tx: &mut OrganizationTx, rows: &[NewKeyResult]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let (organization, now) = (tx.actor().organization.0, tx.now());
    let done = sqlx::query!(
        "INSERT INTO key_results (organization_id, id, objective_id, title, description, kind, unit, baseline, target, weight, priority, position, owner_id, owner_no,
           value, value_on, confidence, started, import_key, band_low, band_high, tolerance, red_line, curve, rhythm, created_at, updated_at)
         SELECT $1, x.id, x.objective, x.title, x.description, x.kind, x.unit, x.baseline, x.target, x.weight, x.priority,
           (SELECT coalesce(max(k.position), 0) FROM key_results k WHERE k.objective_id = x.objective) + x.nth, a.id, a.account_no,
           x.value, x.value_on, x.confidence, x.started, x.import_key, x.band_low, x.band_high, x.tolerance, x.red_line, x.curve, x.rhythm, $2, $2
         FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::numeric[], $10::numeric[], $11::numeric[], $12::smallint[], $13::uuid[],
             $14::numeric[], $15::date[], $16::smallint[], $17::boolean[], $18::text[], $19::numeric[], $20::numeric[], $21::numeric[], $22::numeric[], $23::text[], $24::text[])
           WITH ORDINALITY AS x(id, objective, title, description, kind, unit, baseline, target, weight, priority, owner, value, value_on, confidence, started, import_key,
             band_low, band_high, tolerance, red_line, curve, rhythm, nth)
         JOIN accounts a ON a.id = x.owner",
        organization,
        now,
        &column(rows, |new| new.row.id.0),
        &column(rows, |new| new.row.objective.0),
        &column(rows, |new| new.row.title.clone()),
        &column(rows, |new| new.row.description.clone()),
        &column(rows, |new| new.row.definition.kind.code().to_owned()),
        &column(rows, |new| new.row.definition.unit.clone()),
        &column(rows, |new| new.row.definition.baseline) as &[Option<Decimal>],
        &column(rows, |new| new.row.definition.target) as &[Option<Decimal>],
        &column(rows, |new| new.row.weight),
        &column(rows, |new| new.row.priority) as &[Option<i16>],
        &column(rows, |new| new.row.owner.0),
        &column(rows, |new| new.row.value) as &[Option<Decimal>],
        &column(rows, |new| new.row.value_on) as &[Option<NaiveDate>],
        &column(rows, |new| new.row.confidence) as &[Option<i16>],
        &column(rows, |new| new.row.started),
        &column(rows, |new| new.import_key.clone()),
        &column(rows, |new| new.row.definition.band_low) as &[Option<Decimal>],
        &column(rows, |new| new.row.definition.band_high) as &[Option<Decimal>],
        &column(rows, |new| new.row.definition.tolerance) as &[Option<Decimal>],
        &column(rows, |new| new.row.definition.red_line) as &[Option<Decimal>],
        &column(rows, |new| new.row.definition.curve.code().to_owned()),
        &column(rows, |new| new.row.rhythm.clone()) as &[Option<String>],
    )
    .execute(tx.conn())
    .await?;
    all(done.rows_affected(), rows.len())
}

async fn changed_key_results(tx: &mut OrganizationTx, rows: &[KeyResult]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE key_results k SET title = x.title, description = x.description, kind = x.kind, unit = x.unit, baseline = x.baseline, target = x.target, weight = x.weight,
           priority = x.priority, owner_id = a.id, owner_no = a.account_no, value = x.value, value_on = x.value_on, confidence = x.confidence, started = x.started,
           band_low = x.band_low, band_high = x.band_high, tolerance = x.tolerance, red_line = x.red_line, curve = x.curve, rhythm = x.rhythm,
           version = k.version + 1, updated_at = $1
         FROM unnest($2::uuid[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::numeric[], $9::numeric[], $10::numeric[], $11::smallint[], $12::uuid[],
             $13::numeric[], $14::date[], $15::smallint[], $16::boolean[], $17::numeric[], $18::numeric[], $19::numeric[], $20::numeric[], $21::text[], $22::text[])
           AS x(id, version, title, description, kind, unit, baseline, target, weight, priority, owner, value, value_on, confidence, started,
             band_low, band_high, tolerance, red_line, curve, rhythm)
         JOIN accounts a ON a.id = x.owner
         WHERE a.organization_id = k.organization_id AND k.id = x.id AND k.version = x.version",
        now,
        &column(rows, |row| row.id.0),
        &column(rows, |row| row.version),
        &column(rows, |row| row.title.clone()),
        &column(rows, |row| row.description.clone()),
        &column(rows, |row| row.definition.kind.code().to_owned()),
        &column(rows, |row| row.definition.unit.clone()),
        &column(rows, |row| row.definition.baseline) as &[Option<Decimal>],
        &column(rows, |row| row.definition.target) as &[Option<Decimal>],
        &column(rows, |row| row.weight),
        &column(rows, |row| row.priority) as &[Option<i16>],
        &column(rows, |row| row.owner.0),
        &column(rows, |row| row.value) as &[Option<Decimal>],
        &column(rows, |row| row.value_on) as &[Option<NaiveDate>],
        &column(rows, |row| row.confidence) as &[Option<i16>],
        &column(rows, |row| row.started),
        &column(rows, |row| row.definition.band_low) as &[Option<Decimal>],
        &column(rows, |row| row.definition.band_high) as &[Option<Decimal>],
        &column(rows, |row| row.definition.tolerance) as &[Option<Decimal>],
        &column(rows, |row| row.definition.red_line) as &[Option<Decimal>],
        &column(rows, |row| row.definition.curve.code().to_owned()),
        &column(rows, |row| row.rhythm.clone()) as &[Option<String>],
    )
    .execute(tx.conn())
    .await?;
    all(done.rows_affected(), rows.len())
}

async fn readings(tx: &mut OrganizationTx, import: ImportId, rows: &[NewReading]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let (organization, account, now) =
        (tx.actor().organization.0, tx.actor().account.map(|account| account.0), tx.now());
    sqlx::query!(
        "INSERT INTO readings (organization_id, source, recorded_at, account_id, import_id, id, key_result_id, effective_on, value)
         SELECT $1, 'import', $2, $3, $4, * FROM unnest($5::uuid[], $6::uuid[], $7::date[], $8::numeric[])",
        organization,
        now,
        account,
        import.0,
        &column(rows, |_| Uuid::now_v7()),
        &column(rows, |row| row.key_result.0),
        &column(rows, |row| row.on),
        &column(rows, |row| row.value),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn check_ins(tx: &mut OrganizationTx, rows: &[NewCheckIn]) -> Result<()> {
    let (organization, account, now) =
        (tx.actor().organization.0, tx.actor().account.map(|account| account.0), tx.now());
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO check_ins (organization_id, account_id, recorded_at, id, key_result_id, value, previous_value, confidence, comment, effective_on)
         SELECT $1, $2, $3, * FROM unnest($4::uuid[], $5::uuid[], $6::numeric[], $7::numeric[], $8::smallint[], $9::text[], $10::date[])",
        organization,
        account,
        now,
        &column(rows, |_| Uuid::now_v7()),
        &column(rows, |row| row.key_result.0),
        &column(rows, |row| row.value) as &[Option<Decimal>],
        &column(rows, |row| row.previous) as &[Option<Decimal>],
        &column(rows, |row| row.confidence) as &[Option<i16>],
        &column(rows, |row| row.comment.clone()),
        &column(rows, |row| row.on),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn scores(tx: &mut OrganizationTx, rows: &[NewScore]) -> Result<()> {
    let organization = tx.actor().organization.0;
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO recorded_scores (organization_id, key_result_id, moment, score, scored_on) SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::numeric[], $5::date[])
         ON CONFLICT (organization_id, key_result_id, moment) DO UPDATE SET score = excluded.score, scored_on = excluded.scored_on",
        organization,
        &column(rows, |row| row.key_result.0),
        &column(rows, |row| row.moment.to_owned()),
        &column(rows, |row| row.score),
        &column(rows, |row| row.on),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn contributors(tx: &mut OrganizationTx, rows: &[(ObjectiveId, AccountId)]) -> Result<()> {
    let organization = tx.actor().organization.0;
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO object_roles (organization_id, role, objective_id, account_id) SELECT $1, 'contributor', * FROM unnest($2::uuid[], $3::uuid[]) ON CONFLICT DO NOTHING",
        organization,
        &column(rows, |(objective, _)| objective.0),
        &column(rows, |(_, account)| account.0),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn ledger(tx: &mut OrganizationTx, rows: &[LedgerEntry], reason: &str) -> Result<()> {
    let (organization, account, now) =
        (tx.actor().organization.0, tx.actor().account.map(|account| account.0), tx.now());
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO target_ledger (organization_id, account_id, at, reason, id, key_result_id, field, old, new)
         SELECT $1, $2, $3, $4, * FROM unnest($5::uuid[], $6::uuid[], $7::text[], $8::numeric[], $9::numeric[])",
        organization,
        account,
        now,
        reason,
        &column(rows, |_| Uuid::now_v7()),
        &column(rows, |row| row.key_result.0),
        &column(rows, |row| row.field.to_owned()),
        &column(rows, |row| row.old) as &[Option<Decimal>],
        &column(rows, |row| row.new) as &[Option<Decimal>],
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn marks(tx: &mut OrganizationTx, import: ImportId, rows: &[(Uuid, Said)]) -> Result<()> {
    let organization = tx.actor().organization.0;
    if rows.is_empty() {
        return Ok(());
    }
    let said: Vec<Value> = rows
        .iter()
        .map(|(_, said)| serde_json::to_value(said))
        .collect::<std::result::Result<_, _>>()
        .map_err(Failure::internal)?;
    sqlx::query!(
        "INSERT INTO import_marks (organization_id, import_id, subject_id, said) SELECT $1, $2, * FROM unnest($3::uuid[], $4::jsonb[])
         ON CONFLICT (organization_id, subject_id) DO UPDATE SET import_id = excluded.import_id, said = excluded.said",
        organization,
        import.0,
        &column(rows, |(id, _)| *id),
        &said,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether as many rows were written as were meant; fewer means that somebody changed one meanwhile.
fn all(written: u64, meant: usize) -> Result<()> {
    if usize::try_from(written).is_ok_and(|written| written == meant) { Ok(()) } else { Err(Failure::stale()) }
}
