//! A key result: what is measured, from where to where, and where it stands.
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::kernel::{AccountId, KeyResultId, MilestoneId, ObjectiveId};
use crate::okr::maths::{self, Checkpoint, Curve, Direction, Measure, MeasureError, Plan, Shape, Step};

/// How a key result is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    Percentage,
    /// A number that grows or falls from a baseline to a target.
    Absolute,
    Binary,
    Scale,
    AtLeast,
    AtMost,
    Band,
    Milestones,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Percentage,
        Self::Absolute,
        Self::AtLeast,
        Self::AtMost,
        Self::Band,
        Self::Scale,
        Self::Milestones,
        Self::Binary,
    ];

    /// The word in the database, in forms and in message ids.
    pub fn code(self) -> &'static str {
        match self {
            Self::Percentage => "percentage",
            Self::Absolute => "absolute",
            Self::Binary => "binary",
            Self::Scale => "scale",
            Self::AtLeast => "at_least",
            Self::AtMost => "at_most",
            Self::Band => "band",
            Self::Milestones => "milestones",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether people enter a number for it.
    pub fn takes_number(self) -> bool {
        !matches!(self, Self::Binary | Self::Scale | Self::Milestones)
    }
}

/// How the expected progress grows over the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CurveKind {
    Linear,
    BackLoaded,
    Stepped,
}

impl CurveKind {
    pub const ALL: [Self; 3] = [Self::Linear, Self::BackLoaded, Self::Stepped];

    pub fn code(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::BackLoaded => "back_loaded",
            Self::Stepped => "stepped",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.code() == code)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    pub id: MilestoneId,
    pub title: String,
    pub weight: Decimal,
    pub done_on: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScaleLevel {
    pub label: String,
    /// 0..=1
    pub progress: Decimal,
}

/// The numbers that define a key result; what a form or a file states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    pub kind: Kind,
    pub unit: String,
    pub baseline: Option<Decimal>,
    pub target: Option<Decimal>,
    pub band_low: Option<Decimal>,
    pub band_high: Option<Decimal>,
    pub tolerance: Option<Decimal>,
    /// Red line of at least and at most: progress is 0 there and beyond.
    pub red_line: Option<Decimal>,
    pub curve: CurveKind,
    pub milestones: Vec<Milestone>,
    pub levels: Vec<ScaleLevel>,
    pub checkpoints: Vec<Checkpoint>,
    pub steps: Vec<Step>,
}

impl Definition {
    /// A definition of this kind with nothing stated yet.
    pub fn of(kind: Kind) -> Self {
        Self {
            kind,
            unit: if kind == Kind::Percentage { "%".to_owned() } else { String::new() },
            baseline: None,
            target: None,
            band_low: None,
            band_high: None,
            tolerance: None,
            red_line: None,
            curve: CurveKind::Linear,
            milestones: Vec::new(),
            levels: Vec::new(),
            checkpoints: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// What progress is computed with.
    ///
    /// # Errors
    /// [`MeasureError`] when the numbers define no progress.
    pub fn measure(&self) -> Result<Measure, MeasureError> {
        Measure::new(self.shape())
    }

    /// Like [`Self::measure`] for rows that are kept, which may have been imported with baseline = target.
    pub fn kept_measure(&self) -> Result<Measure, MeasureError> {
        match (self.kind, self.baseline, self.target) {
            (Kind::Percentage | Kind::Absolute, Some(baseline), Some(target)) if baseline == target => {
                Measure::new(Shape::Reached { target, direction: Direction::Up })
            }
            _ => self.measure(),
        }
    }

    fn shape(&self) -> Shape {
        let target = self.target.unwrap_or_default();
        match self.kind {
            Kind::Percentage | Kind::Absolute => {
                Shape::Linear { baseline: self.baseline, target, checkpoints: self.checkpoints.clone() }
            }
            Kind::AtLeast => Shape::AtLeast { target, floor: self.red_line },
            Kind::AtMost => Shape::AtMost { target, floor: self.red_line },
            Kind::Band => Shape::Band {
                lower: self.band_low.unwrap_or_default(),
                upper: self.band_high.unwrap_or_default(),
                tolerance: self.tolerance.unwrap_or_default(),
            },
            Kind::Scale => Shape::Scale { levels: self.levels.iter().map(|level| level.progress).collect() },
            Kind::Milestones => Shape::Milestones(
                self.milestones
                    .iter()
                    .map(|milestone| maths::Milestone {
                        id: milestone.id.0,
                        weight: milestone.weight,
                        done: milestone.done_on.is_some(),
                    })
                    .collect(),
            ),
            Kind::Binary => Shape::Binary,
        }
    }

    /// How expected progress grows; levels have to hold from the first day.
    pub fn curve(&self) -> Curve {
        match (self.kind, self.curve) {
            (Kind::AtLeast | Kind::AtMost | Kind::Band, _) => Curve::Level,
            (_, CurveKind::BackLoaded) => Curve::BackLoaded,
            (_, CurveKind::Stepped) => Plan::new(self.steps.clone()).map_or(Curve::Linear, Curve::Stepped),
            (_, CurveKind::Linear) => Curve::Linear,
        }
    }
}

/// A status that somebody set by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    pub status: String,
    pub reason: String,
    pub by: Option<AccountId>,
    pub until: Option<NaiveDate>,
}

/// A key result with its newest value.
#[derive(Debug, Clone)]
pub struct KeyResult {
    pub id: KeyResultId,
    pub objective: ObjectiveId,
    pub title: String,
    pub description: String,
    pub definition: Definition,
    pub weight: Decimal,
    pub priority: Option<i16>,
    pub owner: AccountId,
    pub owner_name: String,
    /// Its own rhythm; the organization's without one.
    pub rhythm: Option<String>,
    pub value: Option<Decimal>,
    pub value_on: Option<NaiveDate>,
    pub confidence: Option<i16>,
    pub started: bool,
    pub due_on: Option<NaiveDate>,
    pub status_override: Option<Override>,
    pub archived: bool,
    pub created_at: DateTime<Utc>,
    pub version: i32,
}

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadingSource {
    Inline,
    CheckIn,
    Import,
    Correction,
}

impl ReadingSource {
    pub fn code(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::CheckIn => "check_in",
            Self::Import => "import",
            Self::Correction => "correction",
        }
    }
}

/// A value with what its author thinks of it.
#[derive(Debug, Clone)]
pub struct Measurement {
    /// The new value; none leaves it as it is. For milestones it is computed from `milestones_done`.
    pub value: Option<Decimal>,
    /// For milestones: which are done now.
    pub milestones_done: Option<Vec<MilestoneId>>,
    /// 0–100; none leaves it as it is.
    pub confidence: Option<i16>,
    pub comment: String,
    pub source: ReadingSource,
    /// The day that the value is true for.
    pub effective_on: NaiveDate,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_word_of_its_own() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.code()), Some(kind));
        }
        for curve in CurveKind::ALL {
            assert_eq!(CurveKind::parse(curve.code()), Some(curve));
        }
    }

    #[test]
    fn levels_are_expected_from_the_first_day() {
        let definition =
            Definition { curve: CurveKind::BackLoaded, target: Some(Decimal::ONE), ..Definition::of(Kind::AtLeast) };
        assert_eq!(definition.curve(), Curve::Level);
    }

    #[test]
    fn imported_rows_may_have_no_way_to_go() {
        let definition =
            Definition { baseline: Some(Decimal::ONE), target: Some(Decimal::ONE), ..Definition::of(Kind::Absolute) };
        assert_eq!(definition.measure(), Err(MeasureError::EqualBaselineAndTarget));
        assert!(definition.kept_measure().is_ok());
    }
}
