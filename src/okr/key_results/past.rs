//! Check-ins of the past, many at once: readings, check-ins and the values that they lead to. Audit and changes are the caller's.
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::db::OrganizationTx;
use crate::db::past::id_at;
use crate::kernel::{AccountId, KeyResultId, Result};

/// What somebody reported on a day.
#[derive(Debug, Clone)]
pub struct PastCheckIn {
    pub key_result: KeyResultId,
    pub account: AccountId,
    pub value: Decimal,
    pub previous: Option<Decimal>,
    pub confidence: i16,
    pub comment: String,
    pub effective_on: NaiveDate,
    pub at: DateTime<Utc>,
}

/// Adds a reading and a check-in for each.
pub async fn insert(tx: &mut OrganizationTx, all: &[PastCheckIn]) -> Result<()> {
    let organization = tx.actor().organization.0;
    let ids: Vec<_> = all.iter().enumerate().map(|(nth, one)| id_at(one.at, nth % 100)).collect();
    let key_results: Vec<_> = all.iter().map(|one| one.key_result.0).collect();
    let accounts: Vec<_> = all.iter().map(|one| one.account.0).collect();
    let values: Vec<_> = all.iter().map(|one| one.value).collect();
    let previous: Vec<_> = all.iter().map(|one| one.previous).collect();
    let confidences: Vec<_> = all.iter().map(|one| one.confidence).collect();
    let comments: Vec<_> = all.iter().map(|one| one.comment.clone()).collect();
    let days: Vec<_> = all.iter().map(|one| one.effective_on).collect();
    let at: Vec<_> = all.iter().map(|one| one.at).collect();
    sqlx::query!(
        "INSERT INTO readings (organization_id, source, id, key_result_id, value, effective_on, recorded_at, account_id)
         SELECT $1, 'check_in', * FROM unnest($2::uuid[], $3::uuid[], $4::numeric[], $5::date[], $6::timestamptz[], $7::uuid[])",
        organization,
        &ids,
        &key_results,
        &values,
        &days,
        &at,
        &accounts,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO check_ins (organization_id, id, key_result_id, account_id, value, previous_value, confidence, comment, effective_on, recorded_at)
         SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::numeric[], $6::numeric[], $7::smallint[], $8::text[], $9::date[], $10::timestamptz[])",
        organization,
        &ids,
        &key_results,
        &accounts,
        &values,
        &previous as &[Option<Decimal>],
        &confidences,
        &comments,
        &days,
        &at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Makes the newest check-in of each key result its current value; each check-in has counted its version up by one.
pub async fn settle(tx: &mut OrganizationTx) -> Result<()> {
    sqlx::query!(
        "UPDATE key_results k SET value = c.value, value_on = c.effective_on, confidence = c.confidence, started = true, version = k.version + c.count, updated_at = c.recorded_at
         FROM (SELECT DISTINCT ON (key_result_id) organization_id, key_result_id, value, effective_on, confidence, recorded_at, (count(*) OVER (PARTITION BY key_result_id))::int AS count
               FROM check_ins ORDER BY key_result_id, effective_on DESC, recorded_at DESC) c
         WHERE c.organization_id = k.organization_id AND c.key_result_id = k.id AND NOT k.started"
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
