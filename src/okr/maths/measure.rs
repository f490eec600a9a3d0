//! What a key result is measured against, checked so that progress is well defined.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::checks;
use super::exact::div;
use super::names::named;

/// A point of a curve: at this value, this much progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// In the unit of the key result, strictly between baseline and target.
    pub value: Decimal,
    /// 0..=1.
    pub progress: Decimal,
}

/// One step of a key result that is a list of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Milestone {
    pub id: Uuid,
    /// Zero or more.
    pub weight: Decimal,
    pub done: bool,
}

/// The direction in which a value has to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

/// The kinds of key results with their numbers. Values, targets and floors are in the unit of the key result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// From a baseline to a target, up or down. Without baseline there is no progress yet. Checkpoints may come in any order.
    Linear { baseline: Option<Decimal>, target: Decimal, checkpoints: Vec<Checkpoint> },
    /// Only for imported data whose baseline equals its target.
    Reached { target: Decimal, direction: Direction },
    /// The value has to stay at or above the target; at the floor (red line) and below progress is 0.
    AtLeast { target: Decimal, floor: Option<Decimal> },
    /// The value has to stay at or below the target; at the floor (red line) and above progress is 0.
    AtMost { target: Decimal, floor: Option<Decimal> },
    /// The value has to stay inside, ends included; progress falls to 0 over the tolerance on either side.
    Band { lower: Decimal, upper: Decimal, tolerance: Decimal },
    /// Ordered levels with the progress of each; the value is the number of the level, from 1.
    Scale { levels: Vec<Decimal> },
    /// A weighted list of steps; may be empty while it is being written.
    Milestones(Vec<Milestone>),
    /// Done (value 1) or not.
    Binary,
}

named! {
    /// Why a measure is refused. Each has a text of its own.
    MeasureError {
        /// Use at least, at most or a band instead.
        EqualBaselineAndTarget = "equal_baseline_and_target",
        /// Checkpoints mean nothing without a baseline.
        CheckpointsWithoutBaseline = "checkpoints_without_baseline",
        /// A checkpoint is not strictly between baseline and target, or two have the same value.
        CheckpointOutside = "checkpoint_outside",
        /// Progress falls on the way from baseline to target, or from a level to the next.
        NotMonotone = "not_monotone",
        /// A progress, of a checkpoint or a level, is outside 0..=1.
        ProgressOutside = "progress_outside",
        /// The floor is on the wrong side of the target, or equal to it.
        FloorOnWrongSide = "floor_on_wrong_side",
        /// The lower end is above the upper.
        BandReversed = "band_reversed",
        /// The tolerance is zero or negative.
        ToleranceNotPositive = "tolerance_not_positive",
        /// A scale has two levels at least.
        TooFewLevels = "too_few_levels",
        /// The first level is 0, the last 1.
        ScaleEnds = "scale_ends",
        /// A weight is below zero.
        NegativeWeight = "negative_weight",
        /// The numbers are too far apart to be computed with exactly.
        OutOfRange = "out_of_range",
    }
}

impl fmt::Display for MeasureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl std::error::Error for MeasureError {}

/// A [`Shape`] that has been checked; checkpoints are ordered from baseline to target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure(Shape);

impl Measure {
    /// Checks a shape.
    ///
    /// # Errors
    /// [`MeasureError`] names the first rule that does not hold.
    pub fn new(mut shape: Shape) -> Result<Self, MeasureError> {
        match &mut shape {
            Shape::Linear { baseline: Some(baseline), target, checkpoints } => {
                checks::linear(*baseline, *target, checkpoints)?
            }
            Shape::Linear { baseline: None, checkpoints, .. } if !checkpoints.is_empty() => {
                return Err(MeasureError::CheckpointsWithoutBaseline);
            }
            Shape::AtLeast { target, floor: Some(floor) } => checks::floor(*floor, *target)?,
            Shape::AtMost { target, floor: Some(floor) } => checks::floor(*target, *floor)?,
            Shape::Band { lower, upper, tolerance } => checks::band(*lower, *upper, *tolerance)?,
            Shape::Scale { levels } => checks::levels(levels)?,
            Shape::Milestones(milestones) if milestones.iter().any(|milestone| milestone.weight < Decimal::ZERO) => {
                return Err(MeasureError::NegativeWeight);
            }
            Shape::Linear { .. }
            | Shape::Reached { .. }
            | Shape::AtLeast { .. }
            | Shape::AtMost { .. }
            | Shape::Milestones(_)
            | Shape::Binary => {}
        }
        Ok(Self(shape))
    }

    pub fn shape(&self) -> &Shape {
        &self.0
    }

    /// Whether a level has to hold all the time (at least, at most, band) rather than be reached by the end.
    pub fn is_level(&self) -> bool {
        matches!(self.0, Shape::AtLeast { .. } | Shape::AtMost { .. } | Shape::Band { .. })
    }

    /// Whether the value keeps the level; `None` for kinds that have no level to keep.
    pub fn is_hit(&self, value: Decimal) -> Option<bool> {
        match self.0 {
            Shape::AtLeast { target, .. } => Some(value >= target),
            Shape::AtMost { target, .. } => Some(value <= target),
            Shape::Band { lower, upper, .. } => Some(lower <= value && value <= upper),
            _ => None,
        }
    }
}

/// Progress of n levels spread evenly: `(i − 1) / (n − 1)`.
pub fn even_levels(n: u8) -> Vec<Decimal> {
    let last = Decimal::from(n.saturating_sub(1));
    (0..n).map(|level| div(Decimal::from(level), last).unwrap_or_default()).collect()
}
