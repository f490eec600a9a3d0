//! Taking back values that were just reported: the readings stay, marked, and the key result is as it was before.
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::model::{KeyResult, ReadingSource};
use super::{actions, readings, store};
use crate::db::{Audit, Change, OrganizationTx};
use crate::kernel::{KeyResultId, MilestoneId, ObjectiveId, ReadingId, Result};
use crate::okr::objectives::{policy, standing, store as objectives};
use crate::okr::recompute;
use crate::okr::undo;

/// A key result as it was before a value, and what that value left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenValue {
    pub key_result: KeyResultId,
    /// The version that the value left.
    pub version: i32,
    pub reading: Option<ReadingId>,
    pub value: Option<Decimal>,
    pub value_on: Option<NaiveDate>,
    pub confidence: Option<i16>,
    pub started: bool,
    /// Days on which milestones were done; empty for other kinds.
    pub milestones: Vec<(MilestoneId, Option<NaiveDate>)>,
    /// It was a correction of somebody's reading, which is another right.
    pub is_correction: bool,
}

impl TakenValue {
    pub fn of(before: &KeyResult, reading: Option<ReadingId>, source: ReadingSource) -> Self {
        let milestones = &before.definition.milestones;
        Self {
            key_result: before.id,
            version: before.version + 1,
            reading,
            value: before.value,
            value_on: before.value_on,
            confidence: before.confidence,
            started: before.started,
            milestones: milestones.iter().map(|milestone| (milestone.id, milestone.done_on)).collect(),
            is_correction: source == ReadingSource::Correction,
        }
    }
}

/// Takes values back, all or none; says whose objectives they were. A conflict when one of the key results changed since.
pub async fn take_back(tx: &mut OrganizationTx, values: &[TakenValue]) -> Result<Vec<ObjectiveId>> {
    let mut touched = Vec::new();
    for taken in values {
        let now = store::find(tx, taken.key_result).await?;
        let (subject, standing) = standing::load(tx, now.objective).await?;
        policy::require(if taken.is_correction {
            policy::may_correct_reading(tx.actor(), &subject, &standing)
        } else {
            policy::may_set_value(tx.actor(), &subject, &standing, tx.actor().is(now.owner))
        })?;
        actions::may_take_values(&objectives::find(tx, now.objective).await?, &now)?;
        if now.version != taken.version {
            return Err(undo::changed_meanwhile());
        }
        if let Some(reading) = taken.reading {
            readings::withdraw_reading(tx, reading).await?;
        }
        readings::restore_milestones(tx, taken.key_result, &taken.milestones).await?;
        readings::restore_value(tx, taken).await?;
        trace(tx, &now, taken).await?;
        if !touched.contains(&now.objective) {
            touched.push(now.objective);
        }
    }
    recompute::objectives(tx, &touched).await?;
    Ok(touched)
}

async fn trace(tx: &mut OrganizationTx, now: &KeyResult, taken: &TakenValue) -> Result<()> {
    let audit = tx
        .audit(Audit::of("key_result.take_back", "key_result", now.id.0).detail(json!({ "objective": now.objective })))
        .await?;
    let number = |value: Option<Decimal>| value.map(|value| value.normalize().to_string());
    let points = |confidence: Option<i16>| confidence.map(|confidence| confidence.to_string());
    for (field, old, new) in [
        ("value", number(now.value), number(taken.value)),
        ("confidence", points(now.confidence), points(taken.confidence)),
    ] {
        if old != new {
            let change = Change {
                objective: now.objective,
                subject_kind: "key_result",
                subject_id: now.id.0,
                version: now.version + 1,
                field,
                old,
                new,
                reason: None,
            };
            tx.change(audit, change).await?;
        }
    }
    tx.emit("key_result.value_set", json!({ "objective": now.objective, "key_result": now.id })).await
}
