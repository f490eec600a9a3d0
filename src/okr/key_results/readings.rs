//! SQL of values: readings, check-ins, the milestones that are done, and the value that stands.
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::model::{Measurement, ReadingSource};
use super::taken::TakenValue;
use crate::db::OrganizationTx;
use crate::kernel::{CheckInId, Failure, KeyResultId, MilestoneId, ReadingId, Result};

/// Adds a reading; none is ever changed.
pub async fn insert_reading(
    tx: &mut OrganizationTx,
    id: KeyResultId,
    value: Decimal,
    measurement: &Measurement,
) -> Result<ReadingId> {
    let reading = ReadingId::new();
    let (organization, account, now) =
        (tx.actor().organization.0, tx.actor().account.map(|account| account.0), tx.now());
    sqlx::query!(
        "INSERT INTO readings (organization_id, id, key_result_id, value, source, effective_on, recorded_at, account_id, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organization,
        reading.0,
        id.0,
        value,
        measurement.source.code(),
        measurement.effective_on,
        now,
        account,
        (measurement.source == ReadingSource::Correction).then_some(&measurement.comment),
    )
    .execute(tx.conn())
    .await?;
    Ok(reading)
}

/// Adds what a person reported beside the value.
pub async fn insert_check_in(
    tx: &mut OrganizationTx,
    id: KeyResultId,
    previous: Option<Decimal>,
    value: Option<Decimal>,
    measurement: &Measurement,
) -> Result<()> {
    let Some(account) = tx.actor().account else { return Ok(()) };
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!(
        "INSERT INTO check_ins (organization_id, id, key_result_id, account_id, value, previous_value, confidence, comment, effective_on, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        organization,
        CheckInId::new().0,
        id.0,
        account.0,
        value,
        previous,
        measurement.confidence,
        measurement.comment,
        measurement.effective_on,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Sets which milestones are done; those that were done before keep their day.
pub async fn set_milestones_done(
    tx: &mut OrganizationTx,
    id: KeyResultId,
    done: &[MilestoneId],
    on: NaiveDate,
) -> Result<()> {
    let done: Vec<_> = done.iter().map(|milestone| milestone.0).collect();
    sqlx::query!(
        "UPDATE milestones SET done_on = CASE WHEN id = ANY($2) THEN coalesce(done_on, $3) END WHERE key_result_id = $1 AND (done_on IS NOT NULL) <> (id = ANY($2))",
        id.0,
        &done,
        on
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that milestones were done by an older day already. Which ones are done now is not for that day to say.
pub async fn date_milestones_back(
    tx: &mut OrganizationTx,
    id: KeyResultId,
    done: &[MilestoneId],
    on: NaiveDate,
) -> Result<()> {
    let done: Vec<_> = done.iter().map(|milestone| milestone.0).collect();
    sqlx::query!(
        "UPDATE milestones SET done_on = $3 WHERE key_result_id = $1 AND id = ANY($2) AND done_on > $3",
        id.0,
        &done,
        on
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives milestones back the days on which they were done.
pub async fn restore_milestones(
    tx: &mut OrganizationTx,
    id: KeyResultId,
    days: &[(MilestoneId, Option<NaiveDate>)],
) -> Result<()> {
    let milestones: Vec<_> = days.iter().map(|(milestone, _)| milestone.0).collect();
    let days: Vec<_> = days.iter().map(|(_, day)| *day).collect();
    if !milestones.is_empty() {
        sqlx::query!(
            "UPDATE milestones m SET done_on = x.done_on FROM unnest($2::uuid[], $3::date[]) AS x(id, done_on)
             WHERE m.key_result_id = $1 AND m.id = x.id AND m.done_on IS DISTINCT FROM x.done_on",
            id.0,
            &milestones,
            &days as &[Option<NaiveDate>],
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Marks a reading of the actor as taken back. It stays as it was written.
pub async fn withdraw_reading(tx: &mut OrganizationTx, reading: ReadingId) -> Result<()> {
    let (organization, account, now) =
        (tx.actor().organization.0, tx.actor().account.map(|account| account.0), tx.now());
    sqlx::query!(
        "INSERT INTO withdrawn_readings (organization_id, reading_id, account_id, at) VALUES ($1, $2, $3, $4)",
        organization,
        reading.0,
        account,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts the current value back to what it was before, and counts the version up. No row: somebody was faster.
pub async fn restore_value(tx: &mut OrganizationTx, taken: &TakenValue) -> Result<()> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE key_results SET value = $3, value_on = $4, confidence = $5, started = $6, version = version + 1, updated_at = $7 WHERE id = $1 AND version = $2",
        taken.key_result.0,
        taken.version,
        taken.value,
        taken.value_on,
        taken.confidence,
        taken.started,
        now
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 { Err(Failure::stale()) } else { Ok(()) }
}

/// Makes a value the current one and counts the version up. No row: somebody was faster.
pub async fn update_value(
    tx: &mut OrganizationTx,
    id: KeyResultId,
    version: i32,
    value: Option<Decimal>,
    value_on: Option<NaiveDate>,
    confidence: Option<i16>,
) -> Result<()> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE key_results SET value = $3, value_on = $4, confidence = $5, started = true, version = version + 1, updated_at = $6 WHERE id = $1 AND version = $2",
        id.0,
        version,
        value,
        value_on,
        confidence,
        now
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 { Err(Failure::stale()) } else { Ok(()) }
}

/// A value of the past.
#[derive(Debug, Clone)]
pub struct ReadingRow {
    pub key_result_id: KeyResultId,
    pub value: Decimal,
    pub source: String,
    pub effective_on: NaiveDate,
    pub account_name: Option<String>,
    /// Why it corrects what somebody reported.
    pub reason: Option<String>,
}

/// The last readings of key results, at most `each` per key result, oldest first; without those that were taken back.
pub async fn list_readings(tx: &mut OrganizationTx, key_results: &[KeyResultId], each: i64) -> Result<Vec<ReadingRow>> {
    let ids: Vec<_> = key_results.iter().map(|id| id.0).collect();
    Ok(sqlx::query_as!(
        ReadingRow,
        r#"SELECT r.key_result_id AS "key_result_id!: KeyResultId", r.value AS "value!", r.source AS "source!", r.effective_on AS "effective_on!", a.name AS "account_name?", r.reason
           FROM unnest($1::uuid[]) AS wanted(id)
           CROSS JOIN LATERAL (SELECT x.* FROM readings x WHERE x.key_result_id = wanted.id
             AND NOT EXISTS (SELECT 1 FROM withdrawn_readings w WHERE w.organization_id = x.organization_id AND w.reading_id = x.id) ORDER BY x.effective_on DESC, x.recorded_at DESC LIMIT $2) r
           LEFT JOIN accounts a ON a.organization_id = r.organization_id AND a.id = r.account_id
           ORDER BY r.effective_on, r.recorded_at"#,
        &ids,
        each
    )
    .fetch_all(tx.conn())
    .await?)
}
