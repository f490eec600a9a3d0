//! Gap to the expected progress, and the status it leads to on a day.

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::curve::{Curve, Period, expected};
use super::exact::sub;
use super::explanation::{Explanation, Input, Outcome};
use super::names::{Because, Formula, Name, Status};

/// Limits of pace, set by the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest gap e − p that is on track.
    pub on_track: Decimal,
    /// Largest gap that is behind; above it is at risk.
    pub behind: Decimal,
    /// No automatic at risk while less than this is expected, unless confidence is low.
    pub at_risk_from: Decimal,
    /// Confidence below this (0–100) is low.
    pub low_confidence: u8,
    /// Days after the due date on which a missing check-in is still forgiven.
    pub grace_days: u32,
}

impl Default for Limits {
    /// 0.10, 0.25, 0.10, 40 and 3 days.
    fn default() -> Self {
        Self {
            on_track: Decimal::new(10, 2),
            behind: Decimal::new(25, 2),
            at_risk_from: Decimal::new(10, 2),
            low_confidence: 40,
            grace_days: 3,
        }
    }
}

/// A status that people decided and that time does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    Done,
    Closed,
    Cancelled,
    Postponed,
}

impl From<Settled> for Status {
    fn from(settled: Settled) -> Self {
        match settled {
            Settled::Done => Self::Done,
            Settled::Closed => Self::Closed,
            Settled::Cancelled => Self::Cancelled,
            Settled::Postponed => Self::Postponed,
        }
    }
}

/// A status somebody set by hand. Author and reason are kept by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manual {
    pub status: Status,
    /// The first day on which it no longer holds; `None`: until it is taken back.
    pub ends_on: Option<NaiveDate>,
}

impl Manual {
    pub(super) fn holds(&self, today: NaiveDate) -> bool {
        self.ends_on.is_none_or(|ends_on| today < ends_on)
    }
}

/// What the status of a key result (or of an objective judged by its own pace) depends on, besides today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub period: Period,
    /// [`Curve::Level`] for at least, at most and band: their status comes from the current value.
    pub curve: Curve,
    pub progress: Outcome,
    /// Whether anything was recorded since the baseline.
    pub has_check_in: bool,
    /// The earliest due date that no check-in has answered; `None` when nothing will be due. It counts up to the end of the period.
    pub next_due: Option<NaiveDate>,
    /// 0–100.
    pub confidence: Option<u8>,
    pub settled: Option<Settled>,
    /// The last refresh from a source failed.
    pub is_data_failing: bool,
    pub manual: Option<Manual>,
}

/// A status of one day with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub status: Status,
    pub because: Because,
    /// Due date, grace, stale date, confidence and end of a manual status, as far as they are set.
    pub inputs: Vec<Input>,
    pub expected: Explanation,
    /// e − p with the limits it is compared with; negative when ahead.
    pub gap: Explanation,
}

/// The status on a day, with its explanation. The strongest rule wins: settled, data failure, overdue, manual, pace.
pub fn verdict(facts: &Facts, limits: &Limits, today: NaiveDate) -> Verdict {
    let expected = expected(&facts.curve, facts.period, today);
    let gap = gap(expected.result, facts, limits);
    let is_overdue = today <= facts.period.last
        && facts.next_due.is_some_and(|due| (today - due).num_days() > i64::from(limits.grace_days));
    let (status, because) = if let Some(settled) = facts.settled {
        (settled.into(), Because::Settled)
    } else if facts.is_data_failing {
        (Status::DataFailure, Because::DataFailure)
    } else if is_overdue {
        (Status::Stale, Because::Overdue)
    } else if let Some(manual) = facts.manual.filter(|manual| manual.holds(today)) {
        (manual.status, Because::Manual)
    } else if !facts.has_check_in {
        (Status::NotStarted, Because::NoCheckIn)
    } else {
        by_pace(facts, limits, &expected, &gap)
    };
    Verdict { status, because, inputs: inputs(facts, limits, today), expected, gap }
}

/// The first stale day is the one after the last day of grace; after the period nothing is due any more.
pub(super) fn stale_on(facts: &Facts, limits: &Limits) -> Option<NaiveDate> {
    let first = facts.next_due?.checked_add_days(Days::new(u64::from(limits.grace_days) + 1))?;
    Some(first).filter(|first| *first <= facts.period.last)
}

pub(super) fn gap(expected: Outcome, facts: &Facts, limits: &Limits) -> Explanation {
    let answer = match (expected, facts.progress) {
        (_, Outcome::Unknown(reason)) | (Outcome::Unknown(reason), _) => Err(reason),
        (Outcome::Known(e), Outcome::Known(p)) => sub(e, p),
    };
    let numbers = [(Name::Expected, expected.known()), (Name::Progress, facts.progress.known())];
    let limits = [
        (Name::OnTrackLimit, limits.on_track),
        (Name::BehindLimit, limits.behind),
        (Name::AtRiskFrom, limits.at_risk_from),
    ];
    let known = numbers.into_iter().filter_map(|(name, number)| Some((name, number?))).chain(limits);
    Explanation::new(Formula::Gap, known.map(|(name, number)| Input::new(name, number)).collect(), answer)
}

pub(super) fn is_above(gap: &Explanation, limit: Decimal) -> bool {
    gap.result.known().is_some_and(|gap| gap > limit)
}

pub(super) fn is_at_risk(facts: &Facts, limits: &Limits, expected: &Explanation, gap: &Explanation) -> bool {
    let is_late_enough = expected.result.known().is_some_and(|e| e >= limits.at_risk_from);
    let is_confidence_low = facts.confidence.is_some_and(|confidence| confidence < limits.low_confidence);
    is_above(gap, limits.behind) && (is_late_enough || is_confidence_low)
}

fn by_pace(facts: &Facts, limits: &Limits, expected: &Explanation, gap: &Explanation) -> (Status, Because) {
    if gap.result.known().is_none() {
        return (Status::Unknown, Because::PaceUnknown);
    }
    if is_at_risk(facts, limits, expected, gap) {
        return (Status::AtRisk, Because::Pace);
    }
    let status = if is_above(gap, limits.on_track) { Status::Behind } else { Status::OnTrack };
    (status, if is_above(gap, limits.behind) { Because::TooEarly } else { Because::Pace })
}

fn inputs(facts: &Facts, limits: &Limits, today: NaiveDate) -> Vec<Input> {
    let mut inputs = vec![Input::new(Name::Today, today)];
    if let Some(due) = facts.next_due {
        inputs.extend([Input::new(Name::NextDue, due), Input::new(Name::GraceDays, limits.grace_days)]);
        inputs.extend(stale_on(facts, limits).map(|date| Input::new(Name::StaleOn, date)));
    }
    inputs.extend(facts.confidence.map(|confidence| Input::new(Name::Confidence, u32::from(confidence))));
    inputs.extend(facts.manual.and_then(|manual| manual.ends_on).map(|date| Input::new(Name::EndsOn, date)));
    inputs
}
