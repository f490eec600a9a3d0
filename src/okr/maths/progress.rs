//! Progress of one key result.

use rust_decimal::Decimal;

use super::exact::{clamp, div};
use super::explanation::{Amount, Explanation, Input, Outcome, Source};
use super::kinds;
use super::measure::{Measure, Shape};
use super::names::{Badge, Formula, Name, Unknown};

/// The current value of a key result, in its unit, and where it comes from.
///
/// Of several the current one is the last by effective time, then by time of recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub value: Decimal,
    pub source: Option<Source>,
}

impl From<Decimal> for Reading {
    fn from(value: Decimal) -> Self {
        Self { value, source: None }
    }
}

impl Reading {
    pub(super) fn input(self) -> Input {
        Input { name: Name::Value, amount: Amount::Number(self.value), source: self.source }
    }
}

/// Progress of a key result with its explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub explanation: Explanation,
}

impl Progress {
    /// 0..=1, or why it is unknown: what roll-ups, pace and scores use.
    pub fn outcome(&self) -> Outcome {
        self.explanation.result
    }

    /// 0..=1 if known.
    pub fn clamped(&self) -> Option<Decimal> {
        self.explanation.result.known()
    }

    /// Unclamped: below 0 when worse than the baseline, above 1 when beyond the target.
    pub fn raw(&self) -> Option<Decimal> {
        self.explanation.raw
    }

    /// Why it is unknown.
    pub fn unknown(&self) -> Option<Unknown> {
        self.explanation.result.unknown()
    }

    /// Progress of the key result itself where an organization shows more than 1 (up to 1.5, say). Never for roll-ups.
    pub fn shown_up_to(&self, cap: Decimal) -> Option<Decimal> {
        self.raw().map(|raw| raw.max(Decimal::ZERO).min(cap.max(Decimal::ONE)))
    }

    /// Over-achieved above 1, regressed below 0.
    pub fn badge(&self) -> Option<Badge> {
        match self.raw()? {
            raw if raw > Decimal::ONE => Some(Badge::OverAchieved),
            raw if raw < Decimal::ZERO => Some(Badge::Regressed),
            _ => None,
        }
    }
}

/// Progress at a reading, clamped to 0..=1; formula by kind, see [`Formula`].
///
/// Without a reading: linear kinds stand at their baseline, a scale at its first level, a binary is not done, so progress is a known 0;
/// level kinds are unknown, unless the caller passes a starting value as a reading of [`Origin::Baseline`](super::Origin::Baseline).
/// Milestones need no reading. After a change of target, progress against the original is this function with the original measure.
pub fn progress(measure: &Measure, reading: Option<Reading>) -> Progress {
    let explanation = match measure.shape() {
        Shape::Linear { baseline, target, checkpoints } => kinds::linear(*baseline, *target, checkpoints, reading),
        Shape::Reached { target, direction } => kinds::reached(*target, *direction, reading),
        Shape::AtLeast { target, floor } => kinds::at_least(*target, *floor, reading),
        Shape::AtMost { target, floor } => kinds::at_most(*target, *floor, reading),
        Shape::Band { lower, upper, tolerance } => kinds::band(*lower, *upper, *tolerance, reading),
        Shape::Scale { levels } => kinds::scale(levels, reading),
        Shape::Milestones(milestones) => kinds::steps(milestones),
        Shape::Binary => kinds::binary(reading),
    };
    Progress { explanation: held(explanation) }
}

/// Score of a level kind over a period: hits ÷ due check-ins, one entry per due check-in, `None` where it was missed. A miss is no hit.
pub fn hit_share(measure: &Measure, due: &[Option<Decimal>]) -> Explanation {
    let hits = due.iter().flatten().filter(|value| measure.is_hit(**value) == Some(true)).count();
    let (hits, count) = (Decimal::from(hits), Decimal::from(due.len()));
    let answer = match (measure.is_level(), due.is_empty()) {
        (false, _) => Err(Unknown::OtherKind),
        (true, true) => Err(Unknown::NothingDue),
        (true, false) => div(hits, count),
    };
    Explanation::new(Formula::Hits, vec![Input::new(Name::Hits, hits), Input::new(Name::Due, count)], answer)
}

/// Keeps the raw number and holds the result in 0..=1.
fn held(explanation: Explanation) -> Explanation {
    match explanation.result {
        Outcome::Known(raw) => Explanation { raw: Some(raw), result: Outcome::Known(clamp(raw)), ..explanation },
        Outcome::Unknown(_) => explanation,
    }
}
