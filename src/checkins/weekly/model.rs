//! What a measurement would make of a key result, before anything is saved.
use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::okr::figures::{Frame, KeyResultFigures};
use crate::okr::key_results::model::{KeyResult, Measurement, ReadingSource};
use crate::okr::maths::Status;
use crate::okr::objectives::model::Objective;
use crate::okr::settings::Settings;

/// Status and progress as a measurement would leave them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suggestion {
    pub status: Status,
    pub progress: Option<Decimal>,
    /// The measurement makes the status worse, so it has to be explained.
    pub is_worse: bool,
}

/// Judges a measurement. «Worse» compares with the same day and the old value, so that time alone needs no excuse; the first
/// value of all has nothing to fall from.
pub fn suggest(
    key_result: &KeyResult,
    objective: &Objective,
    settings: &Settings,
    today: NaiveDate,
    measurement: &Measurement,
) -> Suggestion {
    let frame = Frame::of(objective);
    let figures = |key_result: &KeyResult| KeyResultFigures::of(key_result, &frame, settings, today);
    let after = figures(&supposing(key_result, measurement));
    let unchanged = Measurement {
        value: None,
        milestones_done: None,
        confidence: None,
        comment: String::new(),
        source: ReadingSource::CheckIn,
        effective_on: measurement.effective_on,
    };
    let before = figures(&supposing(key_result, &unchanged));
    let is_slow = matches!(after.verdict.status, Status::Behind | Status::AtRisk);
    Suggestion {
        status: after.verdict.status,
        progress: after.progress.clamped(),
        is_worse: key_result.started && is_slow && after.verdict.status > before.verdict.status,
    }
}

/// The key result as it would be with a measurement. A value of an older day does not displace a newer one,
/// nor do its ticks.
fn supposing(key_result: &KeyResult, measurement: &Measurement) -> KeyResult {
    let mut supposed = key_result.clone();
    let is_newest = key_result.value_on.is_none_or(|on| measurement.effective_on >= on) || !key_result.started;
    if is_newest {
        if let Some(done) = &measurement.milestones_done {
            for milestone in &mut supposed.definition.milestones {
                milestone.done_on =
                    done.contains(&milestone.id).then(|| milestone.done_on.unwrap_or(measurement.effective_on));
            }
        }
        supposed.value = measurement.value.or(key_result.value);
        supposed.value_on = Some(measurement.effective_on);
        supposed.confidence = measurement.confidence.or(key_result.confidence);
        supposed.started = true;
    }
    supposed
}
