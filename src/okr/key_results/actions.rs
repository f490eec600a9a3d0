//! What people do with key results. Each verb: read, policy, model, store, then recompute, audit, changes and the fact.
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::model::{Definition, KeyResult, Kind, Measurement, ReadingSource};
use super::part_changes::{self, PartChange};
use super::store::{self, NewRow};
use super::taken::TakenValue;
use super::{ledger, readings};
use crate::db::{Audit, Change, OrganizationTx};
use crate::kernel::{
    AccountId, AuditId, Failure, FieldError, KeyResultId, Kind as FailureKind, ObjectiveId, Result, UndoId,
};
use crate::okr::maths::MeasureError;
use crate::okr::objectives::model::Objective;
use crate::okr::objectives::stage::Stage;
use crate::okr::objectives::{policy, standing, store as objectives};
use crate::okr::recompute;
use crate::okr::undo::{self, Act};

/// What is needed to make one.
#[derive(Debug, Clone)]
pub struct NewKeyResult {
    pub objective: ObjectiveId,
    pub title: String,
    pub description: String,
    pub definition: Definition,
    pub weight: Decimal,
    pub priority: Option<i16>,
    pub owner: AccountId,
    pub rhythm: Option<String>,
    pub import_key: Option<String>,
}

/// What a value became.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub id: KeyResultId,
    pub objective: ObjectiveId,
    pub previous: Option<Decimal>,
    pub value: Option<Decimal>,
    pub audit: AuditId,
    /// What taking it back needs.
    pub taken: TakenValue,
}

/// The field and the message for a definition that gives no progress.
pub fn measure_error(error: MeasureError, kind: Kind) -> FieldError {
    let field = match error {
        MeasureError::EqualBaselineAndTarget => "target",
        MeasureError::FloorOnWrongSide => "red_line",
        MeasureError::BandReversed => "band_high",
        MeasureError::ToleranceNotPositive => "tolerance",
        MeasureError::TooFewLevels | MeasureError::ScaleEnds => "levels",
        MeasureError::CheckpointOutside | MeasureError::CheckpointsWithoutBaseline => "checkpoints",
        MeasureError::NotMonotone | MeasureError::ProgressOutside if kind == Kind::Scale => "levels",
        MeasureError::NotMonotone | MeasureError::ProgressOutside => "checkpoints",
        MeasureError::NegativeWeight => "milestones",
        MeasureError::OutOfRange => "target",
    };
    let message = match error {
        MeasureError::EqualBaselineAndTarget => "measure-equal-baseline-and-target",
        MeasureError::CheckpointsWithoutBaseline => "measure-checkpoints-without-baseline",
        MeasureError::CheckpointOutside => "measure-checkpoint-outside",
        MeasureError::NotMonotone => "measure-not-monotone",
        MeasureError::ProgressOutside => "measure-progress-outside",
        MeasureError::FloorOnWrongSide => "measure-floor-on-wrong-side",
        MeasureError::BandReversed => "measure-band-reversed",
        MeasureError::ToleranceNotPositive => "measure-tolerance-not-positive",
        MeasureError::TooFewLevels => "measure-too-few-levels",
        MeasureError::ScaleEnds => "measure-scale-ends",
        MeasureError::NegativeWeight => "measure-negative-weight",
        MeasureError::OutOfRange => "field-out-of-range",
    };
    FieldError::new(field, message)
}

/// Adds a key result to an objective whose key results the actor may edit.
pub async fn create(tx: &mut OrganizationTx, new: NewKeyResult) -> Result<KeyResultId> {
    let (subject, standing) = standing::load(tx, new.objective).await?;
    policy::require(policy::may_edit_key_results(tx.actor(), &subject, &standing))?;
    new.definition.measure().map_err(|error| Failure::invalid(vec![measure_error(error, new.definition.kind)]))?;
    let id = insert(tx, &new).await?;
    recompute::objectives(tx, &[new.objective]).await?;
    Ok(id)
}

/// Inserts with audit, change and fact, and without recompute: for whoever adds many and counts once. The caller asked the policy.
pub async fn insert(tx: &mut OrganizationTx, new: &NewKeyResult) -> Result<KeyResultId> {
    let id = KeyResultId::new();
    let row = NewRow {
        id,
        objective: new.objective,
        title: &new.title,
        description: &new.description,
        definition: &new.definition,
        weight: new.weight,
        priority: new.priority,
        owner: new.owner,
        rhythm: new.rhythm.as_deref(),
        import_key: new.import_key.as_deref(),
    };
    store::insert(tx, &row).await?;
    let audit = tx
        .audit(
            Audit::of("key_result.create", "key_result", id.0)
                .detail(json!({ "objective": new.objective, "kind": new.definition.kind.code() })),
        )
        .await?;
    change(tx, audit, new.objective, id, 1, "created", None, Some(new.title.clone()), None).await?;
    tx.emit("key_result.changed", json!({ "objective": new.objective, "key_result": id })).await?;
    Ok(id)
}

/// Leaves the way back from values that were recorded together.
pub async fn keep_undo(tx: &mut OrganizationTx, recorded: Vec<Recorded>) -> Result<Option<UndoId>> {
    let audits: Vec<_> = recorded.iter().map(|one| one.audit).collect();
    let values = recorded.into_iter().map(|one| one.taken).collect();
    undo::keep(tx, &audits, &Act::TakeBackValues { values }).await
}

/// Gives a key result its new value, confidence and comment. A version that is not the current one is a conflict.
/// Setting a value and correcting somebody's reading are two rights; the source of the measurement says which one is asked.
pub async fn record(
    tx: &mut OrganizationTx,
    id: KeyResultId,
    version: Option<i32>,
    measurement: Measurement,
) -> Result<Recorded> {
    let recorded = record_only(tx, id, version, measurement).await?;
    recompute::objectives(tx, &[recorded.objective]).await?;
    Ok(recorded)
}

/// Like [`record`] without recompute: for whoever records many and counts once.
pub async fn record_only(
    tx: &mut OrganizationTx,
    id: KeyResultId,
    version: Option<i32>,
    measurement: Measurement,
) -> Result<Recorded> {
    let before = store::find(tx, id).await?;
    let objective = objectives::find(tx, before.objective).await?;
    let (subject, standing) = standing::load(tx, before.objective).await?;
    let ruling = match measurement.source {
        ReadingSource::Correction | ReadingSource::Import => {
            policy::may_correct_reading(tx.actor(), &subject, &standing)
        }
        ReadingSource::Inline | ReadingSource::CheckIn => {
            policy::may_set_value(tx.actor(), &subject, &standing, tx.actor().is(before.owner))
        }
    };
    policy::require(ruling)?;
    may_take_values(&objective, &before)?;
    check_day(tx, measurement.effective_on)?;
    if measurement.source == ReadingSource::Correction && measurement.comment.is_empty() {
        return Err(Failure::field("reason", "key-result-correction-reason-needed"));
    }
    if version.is_some_and(|version| version != before.version) {
        return Err(Failure::stale());
    }
    write_value(tx, &before, measurement).await
}

/// Refuses values for a key result whose objective is not measured now.
pub(super) fn may_take_values(objective: &Objective, key_result: &KeyResult) -> Result<()> {
    if objective.stage != Stage::Active
        || objective.halted.is_some()
        || objective.archived
        || key_result.archived
        || objective.period_closed
    {
        return Err(Failure::new(FailureKind::Invalid, "key-result-takes-no-values"));
    }
    Ok(())
}

fn check_day(tx: &OrganizationTx, day: NaiveDate) -> Result<()> {
    if day > tx.today() { Err(Failure::field("effective_on", "key-result-day-ahead")) } else { Ok(()) }
}

/// Writes reading, check-in, new current value, audit, changes and fact. The caller asked the policy and checked the state.
pub async fn write_value(tx: &mut OrganizationTx, before: &KeyResult, measurement: Measurement) -> Result<Recorded> {
    let value = value_of(before, &measurement)?;
    if let Some(confidence) = measurement.confidence
        && !(0..=100).contains(&confidence)
    {
        return Err(Failure::field("confidence", "field-out-of-range"));
    }
    // an older day does not displace a newer value, nor the ticks that make it up
    let is_newest = before.value_on.is_none_or(|on| measurement.effective_on >= on) || !before.started;
    match &measurement.milestones_done {
        Some(done) if is_newest => readings::set_milestones_done(tx, before.id, done, measurement.effective_on).await?,
        Some(done) => readings::date_milestones_back(tx, before.id, done, measurement.effective_on).await?,
        None => {}
    }
    let reading = match value {
        Some(value) => Some(readings::insert_reading(tx, before.id, value, &measurement).await?),
        None => None,
    };
    let is_correction = measurement.source == ReadingSource::Correction;
    if !is_correction {
        // whoever corrects has not checked in
        readings::insert_check_in(tx, before.id, before.value, value, &measurement).await?;
    }
    let (current, current_on) = match value {
        Some(value) if is_newest => (Some(value), Some(measurement.effective_on)),
        _ if is_newest => (before.value, Some(measurement.effective_on)),
        _ => (before.value, before.value_on),
    };
    let confidence = if is_newest { measurement.confidence.or(before.confidence) } else { before.confidence };
    readings::update_value(tx, before.id, before.version, current, current_on, confidence).await?;

    let audit = tx
        .audit(
            Audit::of("key_result.record", "key_result", before.id.0)
                .detail(json!({ "source": measurement.source.code(), "effective_on": measurement.effective_on })),
        )
        .await?;
    let version = before.version + 1;
    let reason = is_correction.then(|| measurement.comment.clone());
    if is_correction {
        let old = before.value.filter(|_| is_newest).map(plain);
        change(tx, audit, before.objective, before.id, version, "corrected", old, value.map(plain), reason).await?;
    } else if current != before.value {
        let (old, new) = (before.value.map(plain), current.map(plain));
        change(tx, audit, before.objective, before.id, version, "value", old, new, None).await?;
    }
    if confidence != before.confidence {
        let text = |confidence: Option<i16>| confidence.map(|confidence| confidence.to_string());
        change(
            tx,
            audit,
            before.objective,
            before.id,
            version,
            "confidence",
            text(before.confidence),
            text(confidence),
            None,
        )
        .await?;
    }
    tx.emit("key_result.value_set", json!({ "objective": before.objective, "key_result": before.id })).await?;
    Ok(Recorded {
        id: before.id,
        objective: before.objective,
        previous: before.value,
        value: current,
        audit,
        taken: TakenValue::of(before, reading, measurement.source),
    })
}

/// The number that a measurement states, checked against the kind.
fn value_of(key_result: &KeyResult, measurement: &Measurement) -> Result<Option<Decimal>> {
    match (key_result.definition.kind, measurement.value, &measurement.milestones_done) {
        (Kind::Milestones, _, Some(done)) => {
            let all = &key_result.definition.milestones;
            if done.iter().any(|id| all.iter().all(|milestone| milestone.id != *id)) {
                return Err(Failure::field("milestones", "field-unknown-choice"));
            }
            let total: Decimal = all.iter().map(|milestone| milestone.weight).sum();
            let reached: Decimal =
                all.iter().filter(|milestone| done.contains(&milestone.id)).map(|milestone| milestone.weight).sum();
            Ok(Some(reached.checked_div(total).unwrap_or_default().round_dp(10)))
        }
        (Kind::Milestones, _, None) => Ok(None),
        (Kind::Binary, Some(value), _) if value != Decimal::ZERO && value != Decimal::ONE => {
            Err(Failure::field("value", "field-unknown-choice"))
        }
        (Kind::Scale, Some(value), _)
            if value.fract() != Decimal::ZERO
                || value < Decimal::ONE
                || value > Decimal::from(key_result.definition.levels.len()) =>
        {
            Err(Failure::field("value", "field-unknown-choice"))
        }
        (_, value, _) => Ok(value),
    }
}

/// What a form may change about a key result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    pub title: String,
    pub description: String,
    pub definition: Definition,
    pub weight: Decimal,
    pub owner: AccountId,
    pub rhythm: Option<String>,
    /// Needed once the objective is active and target, baseline or weight change.
    pub reason: String,
}

impl Edit {
    /// The content as it is.
    pub fn of(key_result: &KeyResult) -> Self {
        Self {
            title: key_result.title.clone(),
            description: key_result.description.clone(),
            definition: key_result.definition.clone(),
            weight: key_result.weight,
            owner: key_result.owner,
            rhythm: key_result.rhythm.clone(),
            reason: String::new(),
        }
    }
}

/// What an edit did besides.
#[derive(Debug, Clone)]
pub struct Edited {
    pub objective: ObjectiveId,
    /// The owner that was, who stays as a viewer because the objective would have gone out of their sight.
    pub kept: Option<AccountId>,
    pub undo: Option<UndoId>,
}

/// Changes what a key result is. After activation a new target, baseline or weight needs a reason and stands in the ledger for good.
pub async fn edit(tx: &mut OrganizationTx, id: KeyResultId, version: i32, edit: Edit) -> Result<Edited> {
    let before = store::find(tx, id).await?;
    let objective = objectives::find(tx, before.objective).await?;
    let policy_of = standing::load(tx, before.objective).await?;
    policy::require(policy::may_edit_key_results(tx.actor(), &policy_of.0, &policy_of.1))?;
    if version != before.version {
        return Err(Failure::stale());
    }
    let kind = edit.definition.kind;
    if kind != before.definition.kind && before.started {
        return Err(Failure::field("kind", "key-result-kind-fixed"));
    }
    edit.definition.measure().map_err(|error| Failure::invalid(vec![measure_error(error, kind)]))?;
    let numbers = [
        ("target", before.definition.target, edit.definition.target),
        ("baseline", before.definition.baseline, edit.definition.baseline),
        ("weight", Some(before.weight), Some(edit.weight)),
    ];
    let moved: Vec<_> = numbers.into_iter().filter(|(_, old, new)| old != new).collect();
    let is_binding = objective.stage != Stage::Draft;
    if is_binding && !moved.is_empty() && edit.reason.is_empty() {
        return Err(Failure::field("reason", "key-result-reason-needed"));
    }
    let after = KeyResult {
        title: edit.title,
        description: edit.description,
        definition: edit.definition,
        weight: edit.weight,
        owner: edit.owner,
        rhythm: edit.rhythm,
        ..before.clone()
    };
    store::update_content(tx, &after, version).await?;
    if after.definition != before.definition {
        store::replace_parts(tx, id, &after.definition).await?;
    }
    let audit = tx
        .audit(
            Audit::of("key_result.edit", "key_result", id.0)
                .detail(json!({ "moved": moved.iter().map(|(field, ..)| field).collect::<Vec<_>>() })),
        )
        .await?;
    let reason = (!edit.reason.is_empty()).then_some(edit.reason);
    for (field, old, new) in moved {
        if let (true, Some(reason)) = (is_binding, &reason) {
            ledger::insert_ledger(tx, id, field, old, new, reason).await?;
        }
        change(tx, audit, before.objective, id, version + 1, field, old.map(plain), new.map(plain), reason.clone())
            .await?;
    }
    for (field, old, new) in [
        ("title", before.title.clone(), after.title.clone()),
        ("description", before.description.clone(), after.description.clone()),
        ("unit", before.definition.unit.clone(), after.definition.unit.clone()),
        ("kind", before.definition.kind.code().to_owned(), kind.code().to_owned()),
        ("owner", before.owner.to_string(), after.owner.to_string()),
        ("curve", before.definition.curve.code().to_owned(), after.definition.curve.code().to_owned()),
    ] {
        if old != new {
            change(tx, audit, before.objective, id, version + 1, field, Some(old), Some(new), None).await?;
        }
    }
    let kept = match after.owner == before.owner {
        true => None,
        false => keep_in_sight(tx, audit, &objective, before.owner, &policy_of).await?,
    };
    let number = |number: Option<Decimal>| number.map(plain);
    for (field, old, new) in [
        ("band_low", number(before.definition.band_low), number(after.definition.band_low)),
        ("band_high", number(before.definition.band_high), number(after.definition.band_high)),
        ("tolerance", number(before.definition.tolerance), number(after.definition.tolerance)),
        ("red_line", number(before.definition.red_line), number(after.definition.red_line)),
        ("rhythm", before.rhythm.clone(), after.rhythm.clone()),
    ] {
        if old != new {
            change(tx, audit, before.objective, id, version + 1, field, old, new, None).await?;
        }
    }
    for PartChange { field, old, new } in part_changes::between(&before.definition, &after.definition) {
        change(tx, audit, before.objective, id, version + 1, field, old, new, None).await?;
    }
    tx.emit("key_result.changed", json!({ "objective": before.objective, "key_result": id })).await?;
    recompute::objectives(tx, &[before.objective]).await?;
    let act = Act::EditKeyResult { key_result: id, version: version + 1, before: Box::new(Edit::of(&before)) };
    let undo = undo::keep(tx, &[audit], &act).await?;
    Ok(Edited { objective: before.objective, kept, undo })
}

/// Makes a viewer of somebody who owned a key result and would now lose sight of its objective; if the actor may give roles.
async fn keep_in_sight(
    tx: &mut OrganizationTx,
    audit: AuditId,
    objective: &Objective,
    account: AccountId,
    (subject, standing): &(policy::Subject, policy::Standing),
) -> Result<Option<AccountId>> {
    let loses = standing::would_see(tx, account, objective.id, subject, objective.workspace).await? == Some(false);
    if !loses || !policy::may_give_roles(tx.actor(), subject, standing).is_allowed() {
        return Ok(None);
    }
    objectives::insert_role(tx, objective.id, account, "viewer").await?;
    let change = Change {
        objective: objective.id,
        subject_kind: "objective",
        subject_id: objective.id.0,
        version: objective.version,
        field: "role",
        old: None,
        new: Some(account.to_string()),
        reason: None,
    };
    tx.change(audit, change).await?;
    Ok(Some(account))
}

/// Takes a key result out of its objective, or puts it back.
pub async fn set_archived(
    tx: &mut OrganizationTx,
    id: KeyResultId,
    version: i32,
    archived: bool,
) -> Result<(ObjectiveId, Option<UndoId>)> {
    let before = store::find(tx, id).await?;
    let (subject, standing) = standing::load(tx, before.objective).await?;
    policy::require(policy::may_edit_key_results(tx.actor(), &subject, &standing))?;
    store::update_archived(tx, id, version, archived).await?;
    let action = if archived { "key_result.archive" } else { "key_result.restore" };
    let audit = tx.audit(Audit::of(action, "key_result", id.0)).await?;
    change(
        tx,
        audit,
        before.objective,
        id,
        version + 1,
        "archived",
        Some((!archived).to_string()),
        Some(archived.to_string()),
        None,
    )
    .await?;
    tx.emit("key_result.changed", json!({ "objective": before.objective, "key_result": id })).await?;
    recompute::objectives(tx, &[before.objective]).await?;
    let act = Act::ArchiveKeyResult { key_result: id, version: version + 1, archived: !archived };
    Ok((before.objective, undo::keep(tx, &[audit], &act).await?))
}

/// A number as changes keep it.
fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

#[allow(clippy::too_many_arguments)]
async fn change(
    tx: &mut OrganizationTx,
    audit: AuditId,
    objective: ObjectiveId,
    id: KeyResultId,
    version: i32,
    field: &'static str,
    old: Option<String>,
    new: Option<String>,
    reason: Option<String>,
) -> Result<()> {
    tx.change(
        audit,
        Change { objective, subject_kind: "key_result", subject_id: id.0, version, field, old, new, reason },
    )
    .await
}
