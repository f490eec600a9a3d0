//! Saving the sheet: everything or nothing.
use chrono::NaiveDate;

use super::model::suggest;
use super::sheet::{Clash, Row, Sheet};
use super::typed::{self, Typed};
use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::{FieldError, KeyResultId, Kind as FailureKind, ObjectiveId, Result, UndoId};
use crate::okr::key_results::actions::{keep_undo, record_only};
use crate::okr::key_results::model::Measurement;
use crate::okr::key_results::readings;
use crate::okr::key_results::store as key_results;
use crate::okr::objectives::model::Objective;
use crate::okr::objectives::policy::{self, Ruling};
use crate::okr::objectives::stage::Stage;
use crate::okr::objectives::{standing, store as objectives};
use crate::okr::recompute;
use crate::web::Fields;
use crate::web::parse;

/// What became of a sent sheet.
#[derive(Debug)]
pub enum Outcome {
    /// So many rows were recorded, and can be taken back; the transaction waits for its commit.
    Saved(usize, Option<UndoId>),
    /// Nothing was written: mistakes stand at their rows, and these at the form.
    Invalid(Vec<FieldError>),
    /// Nothing was written: others changed some of the rows meanwhile.
    Clash,
}

/// Puts what was sent into the sheet and records every touched row, or none. When the answer is not `Saved`, drop the transaction.
pub async fn save(tx: &mut OrganizationTx, l: &Lang, sheet: &mut Sheet, fields: &Fields) -> Result<Outcome> {
    let mut problems = Vec::new();
    match read_day(sheet, fields) {
        Ok(day) => sheet.day = day,
        Err(error) => problems.push(error),
    }
    for id in typed::ids(fields) {
        put(tx, sheet, id, Typed::read(fields, id)).await?;
    }
    let measurements = judge(l, sheet);
    name_others(tx, sheet).await?;
    if !problems.is_empty() || sheet.rows().any(|row| !row.errors.is_empty()) {
        return Ok(Outcome::Invalid(problems));
    }
    if sheet.rows().any(|row| row.clash.is_some()) {
        return Ok(Outcome::Clash);
    }
    if measurements.is_empty() {
        return Ok(Outcome::Invalid(vec![FieldError::new("", "check-in-nothing-changed")]));
    }
    record(tx, sheet, measurements).await
}

async fn record(
    tx: &mut OrganizationTx,
    sheet: &mut Sheet,
    measurements: Vec<(KeyResultId, i32, Measurement)>,
) -> Result<Outcome> {
    let mut touched: Vec<ObjectiveId> = Vec::new();
    let mut all = Vec::with_capacity(measurements.len());
    for (id, version, measurement) in measurements {
        match record_only(tx, id, Some(version), measurement).await {
            Ok(recorded) => {
                if !touched.contains(&recorded.objective) {
                    touched.push(recorded.objective);
                }
                all.push(recorded);
            }
            Err(failure) if failure.kind == FailureKind::Invalid => {
                let message = failure.fields.first().map_or(failure.message, |error| error.message);
                if let Some(row) = sheet.row_mut(id) {
                    row.errors.push(FieldError::new(format!("value-{id}"), message));
                }
                return Ok(Outcome::Invalid(Vec::new()));
            }
            Err(failure) => return Err(failure),
        }
    }
    recompute::objectives(tx, &touched).await?;
    let count = all.len();
    Ok(Outcome::Saved(count, keep_undo(tx, all).await?))
}

/// The day of a past week; the current week is always about today.
fn read_day(sheet: &Sheet, fields: &Fields) -> Result<NaiveDate, FieldError> {
    if sheet.is_current() {
        return Ok(sheet.day);
    }
    match parse::date("day", fields.get("day"))? {
        None => Ok(sheet.day),
        Some(day) if sheet.week.contains(day) && day <= sheet.today => Ok(day),
        Some(_) => Err(FieldError::new("day", "check-in-day-outside-week")),
    }
}

/// Puts a typed row into the sheet. A row that the sheet no longer lists is kept when something was typed, and says why it cannot be saved.
async fn put(tx: &mut OrganizationTx, sheet: &mut Sheet, id: KeyResultId, typed: Typed) -> Result<()> {
    if let Some(row) = sheet.row_mut(id) {
        row.is_touched = typed.is_touched(&row.key_result, row.day);
        if row.is_touched {
            row.typed = typed;
        }
        return Ok(());
    }
    if !typed.says_something() {
        return Ok(());
    }
    let key_result = key_results::find(tx, id).await?;
    let objective = objectives::find(tx, key_result.objective).await?;
    let (subject, standing) = standing::load(tx, objective.id).await?;
    let ruling = policy::may_set_value(tx.actor(), &subject, &standing, tx.actor().is(key_result.owner));
    if ruling != Ruling::Locked {
        policy::require(ruling)?;
    }
    let mut row = Row { typed, is_touched: true, ..Row::new(key_result, sheet.day) };
    if !takes_values(&objective) || row.key_result.archived {
        row.errors.push(FieldError::new(format!("value-{id}"), "key-result-takes-no-values"));
    }
    sheet.add(objective, row);
    Ok(())
}

fn takes_values(objective: &Objective) -> bool {
    objective.stage == Stage::Active && objective.halted.is_none() && !objective.archived && !objective.period_closed
}

/// Reads each touched row: what it means, what it would lead to, what is wrong with it, and whether somebody was faster.
fn judge(l: &Lang, sheet: &mut Sheet) -> Vec<(KeyResultId, i32, Measurement)> {
    let (day, today, settings, is_current) = (sheet.day, sheet.today, sheet.settings, sheet.is_current());
    let mut measurements = Vec::new();
    for group in &mut sheet.groups {
        let objective = &group.objective;
        let is_outside = !is_current && !(objective.period_first..=objective.period_last).contains(&day);
        for row in group.rows.iter_mut().filter(|row| row.is_touched && row.errors.is_empty()) {
            let (id, version) = (row.key_result.id, row.key_result.version);
            if is_outside {
                row.errors.push(
                    FieldError::new("day", "check-in-day-outside-period")
                        .arg("first", l.day(objective.period_first))
                        .arg("last", l.day(objective.period_last)),
                );
                continue;
            }
            match row.typed.measurement(l, &row.key_result, row.day, day) {
                Err(errors) => row.errors = errors,
                Ok(measurement) => {
                    let suggestion = suggest(&row.key_result, objective, &settings, today, &measurement);
                    row.suggestion = Some(suggestion);
                    if suggestion.is_worse && measurement.comment.is_empty() {
                        row.errors.push(FieldError::new(format!("comment-{id}"), "check-in-comment-needed"));
                    }
                    // another title or weight is no clash: this form says nothing about them
                    if row.typed.version != Some(version) && row.typed.seen != typed::seen(&row.key_result, row.day) {
                        row.clash = Some(Clash::default());
                    }
                    measurements.push((id, version, measurement));
                }
            }
        }
    }
    measurements
}

/// Finds out who reported the values that clash.
async fn name_others(tx: &mut OrganizationTx, sheet: &mut Sheet) -> Result<()> {
    let ids: Vec<_> = sheet.rows().filter(|row| row.clash.is_some()).map(|row| row.key_result.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    for reading in readings::list_readings(tx, &ids, 1).await? {
        if let Some(row) = sheet.row_mut(reading.key_result_id) {
            row.clash = Some(Clash { by: reading.account_name });
        }
    }
    Ok(())
}
