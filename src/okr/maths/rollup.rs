//! Roll-up of children into an objective, and of objectives into a workspace.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::exact::clamp;
use super::explanation::{Explanation, Outcome, Part, Subject};
use super::mean::weighted_mean;
use super::names::{Formula, LeftOut};

/// Which children an objective counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    #[default]
    KeyResults,
    /// Child objectives only.
    Children,
    Both,
}

impl Mode {
    pub const ALL: [Self; 3] = [Self::KeyResults, Self::Children, Self::Both];

    /// The word in the database and in forms.
    pub fn id(self) -> &'static str {
        match self {
            Self::KeyResults => "key_results",
            Self::Children => "children",
            Self::Both => "both",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.id() == id)
    }
}

/// That a child stopped counting, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    pub why: LeftOut,
    /// The day of the decision: the first on which it does not count. `None`: it never counted.
    pub on: Option<NaiveDate>,
}

/// A key result or an objective under the one that is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Child {
    pub subject: Subject,
    /// Zero or more; 1 for all where nobody set weights. 0 is tracked, not counted.
    pub weight: Decimal,
    /// Progress; of a closed child its final progress, not its score. Held in 0..=1, so that no parent exceeds 1.
    pub progress: Outcome,
    pub left: Option<Left>,
    /// The child objective that a key result was cascaded to. In [`Mode::Both`] the key result counts and that child does not.
    pub cascaded_to: Option<Uuid>,
}

/// `P = Σ(w·p) / Σw` over the known contributing children, with coverage. Unknown when nothing contributes, nothing is known or all weights are 0.
pub fn roll_up(children: &[Child], mode: Mode, today: NaiveDate) -> Explanation {
    let counted_elsewhere = |id: Uuid| {
        mode == Mode::Both
            && children.iter().any(|child| {
                child.cascaded_to == Some(id) && !child.weight.is_zero() && left_out(child, mode, today).is_none()
            })
    };
    let part = |child: &Child| {
        let cascaded = match child.subject {
            Subject::Objective(id) if counted_elsewhere(id) => Some(LeftOut::Cascaded),
            _ => None,
        };
        part(child, left_out(child, mode, today).or(cascaded))
    };
    weighted_mean(Formula::RollUp, Vec::new(), children.iter().map(part).collect())
}

/// The mean of a workspace over its own objectives (not over all descendants), with coverage.
pub fn workspace_mean(objectives: &[Child], today: NaiveDate) -> Explanation {
    let parts = objectives.iter().map(|child| part(child, left_out(child, Mode::Both, today)));
    weighted_mean(Formula::WorkspaceMean, Vec::new(), parts.collect())
}

fn part(child: &Child, left_out: Option<LeftOut>) -> Part {
    let value = match child.progress {
        Outcome::Known(progress) => Outcome::Known(clamp(progress)),
        unknown @ Outcome::Unknown(_) => unknown,
    };
    Part { left_out, ..Part::new(child.subject, value, child.weight) }
}

fn left_out(child: &Child, mode: Mode, today: NaiveDate) -> Option<LeftOut> {
    if let Some(left) = child.left.filter(|left| left.on.is_none_or(|on| today >= on)) {
        return Some(left.why);
    }
    let counts = match (child.subject, mode) {
        (_, Mode::Both) => true,
        (Subject::Objective(_), mode) => mode == Mode::Children,
        (_, mode) => mode == Mode::KeyResults,
    };
    (!counts).then_some(LeftOut::OtherMode)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::okr::maths::Unknown;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn key_result(weight: &str, p: &str) -> Child {
        let progress = p.parse().map_or(Outcome::Unknown(Unknown::NeedsBaseline), Outcome::Known);
        Child {
            subject: Subject::KeyResult(Uuid::now_v7()),
            weight: d(weight),
            progress,
            left: None,
            cascaded_to: None,
        }
    }

    fn objective(weight: &str, p: &str) -> Child {
        Child { subject: Subject::Objective(Uuid::now_v7()), ..key_result(weight, p) }
    }

    fn counted(children: &[Child], mode: Mode) -> Explanation {
        roll_up(children, mode, day("2026-05-01"))
    }

    #[test]
    fn unknown_children_lower_coverage_not_progress() {
        let mean = counted(&[key_result("3", "0.5"), key_result("1", "?")], Mode::KeyResults);
        assert_eq!(mean.result, Outcome::Known(d("0.5")));
        let coverage = mean.coverage.unwrap();
        assert_eq!((coverage.known, coverage.total, coverage.share), (1, 2, d("0.75")));
        let shares: Vec<_> = mean.parts.iter().map(|part| (part.share.unwrap(), part.contribution)).collect();
        assert_eq!(shares, [(d("0.75"), Some(d("0.5"))), (d("0.25"), None)]);
        let known: Vec<_> = mean.parts.iter().map(|part| mean.known_share(part)).collect();
        assert_eq!(known, [Some(d("1")), None]);
    }

    #[test]
    fn reasons_for_no_number_are_told_apart() {
        let unknown = |children: &[Child]| counted(children, Mode::KeyResults).result.unknown();
        assert_eq!(unknown(&[]), Some(Unknown::NothingContributes));
        assert_eq!(unknown(&[objective("1", "1")]), Some(Unknown::NothingContributes));
        assert_eq!(unknown(&[key_result("0", "1"), key_result("0", "0.4")]), Some(Unknown::NoWeight));
        assert_eq!(unknown(&[key_result("1", "?"), key_result("0", "0.4")]), Some(Unknown::NothingKnown));
        assert_eq!(unknown(&[key_result("-1", "1"), key_result("2", "1")]), Some(Unknown::OutOfRange));
        let huge = Child { weight: Decimal::MAX, ..key_result("1", "1") };
        assert_eq!(unknown(&[huge, huge]), Some(Unknown::OutOfRange));
    }

    #[test]
    fn parents_never_exceed_one() {
        let mean = counted(&[key_result("1", "1.5"), key_result("1", "-0.5")], Mode::KeyResults);
        assert_eq!(mean.result, Outcome::Known(d("0.5")));
    }

    #[test]
    fn a_cancelled_child_leaves_from_the_day_of_the_decision() {
        let left = Some(Left { why: LeftOut::Cancelled, on: Some(day("2026-05-01")) });
        let children = [key_result("1", "0.8"), Child { left, ..key_result("1", "0") }];
        assert_eq!(roll_up(&children, Mode::KeyResults, day("2026-04-30")).result, Outcome::Known(d("0.4")));
        let after = roll_up(&children, Mode::KeyResults, day("2026-05-01"));
        assert_eq!(after.result, Outcome::Known(d("0.8")));
        assert_eq!(after.parts[1].left_out, Some(LeftOut::Cancelled));
        assert_eq!(after.coverage.unwrap().total, 1);
    }

    #[test]
    fn the_mode_chooses_and_a_cascaded_key_result_counts_once() {
        let child = objective("1", "1");
        let Subject::Objective(id) = child.subject else { panic!("not an objective") };
        let cascaded = Child { cascaded_to: Some(id), ..key_result("1", "0") };
        let children = [cascaded, key_result("1", "0.5"), child];
        assert_eq!(counted(&children, Mode::KeyResults).result, Outcome::Known(d("0.25")));
        assert_eq!(counted(&children, Mode::Children).result, Outcome::Known(d("1")));
        let both = counted(&children, Mode::Both);
        assert_eq!(both.result, Outcome::Known(d("0.25")));
        assert_eq!(both.parts[2].left_out, Some(LeftOut::Cascaded));
        let tracked = Child { weight: Decimal::ZERO, ..cascaded };
        assert_eq!(counted(&[tracked, child], Mode::Both).result, Outcome::Known(d("1")));
    }

    #[test]
    fn a_workspace_counts_its_objectives() {
        let mean = workspace_mean(&[objective("1", "0.2"), objective("3", "0.6")], day("2026-05-01"));
        assert_eq!((mean.formula, mean.result), (Formula::WorkspaceMean, Outcome::Known(d("0.5"))));
    }
}
