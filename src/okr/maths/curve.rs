//! How much progress is expected on a day.

use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::exact::{Answer, clamp, div, mul};
use super::explanation::{Explanation, Input};
use super::names::{Formula, Name, Unknown, named};

/// First and last day of a period, both belonging to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Period {
    /// Whether the other lies within it, or is the same: what belongs to it may stand below something of this one.
    pub fn contains(&self, other: &Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// Whether the two share a day; a child in another period contributes only then, or when confirmed.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// One step of a plan: from this day on, this much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub on: NaiveDate,
    /// 0..=1.
    pub progress: Decimal,
}

/// Steps in order of date, never falling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan(Vec<Step>);

named! {
    /// Why a plan is refused.
    PlanError {
        /// Two steps on one day.
        SameDay = "same_day",
        /// A later step expects less.
        NotMonotone = "not_monotone",
        /// A progress is outside 0..=1.
        ProgressOutside = "progress_outside",
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl std::error::Error for PlanError {}

impl Plan {
    /// Orders and checks the steps. An empty plan expects nothing.
    ///
    /// # Errors
    /// [`PlanError`] names the first rule that does not hold.
    pub fn new(mut steps: Vec<Step>) -> Result<Self, PlanError> {
        steps.sort_by_key(|step| step.on);
        if steps.iter().any(|step| step.progress < Decimal::ZERO || step.progress > Decimal::ONE) {
            return Err(PlanError::ProgressOutside);
        }
        for (before, after) in steps.iter().zip(steps.iter().skip(1)) {
            if before.on == after.on {
                return Err(PlanError::SameDay);
            }
            if before.progress > after.progress {
                return Err(PlanError::NotMonotone);
            }
        }
        Ok(Self(steps))
    }

    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

/// The course that progress is expected to take over the period; it never falls.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Curve {
    /// In step with time.
    #[default]
    Linear,
    /// The square of the share of time: half of the period expects a quarter.
    BackLoaded,
    /// A plan per check-in date.
    Stepped(Plan),
    /// 1 from the first day: for kinds whose level has to hold all the time.
    Level,
}

/// Expected progress e, 0..=1. Before the first day nothing is expected, after the last as much as on the last.
/// Unknown when the last day is not after the first, except for [`Curve::Level`].
pub fn expected(curve: &Curve, period: Period, today: NaiveDate) -> Explanation {
    let mut inputs = vec![
        Input::new(Name::Today, today),
        Input::new(Name::FirstDay, period.first),
        Input::new(Name::LastDay, period.last),
    ];
    let time = share_of_time(period, today);
    let (formula, answer) = match curve {
        Curve::Linear => (Formula::ExpectedLinear, time),
        Curve::BackLoaded => (Formula::ExpectedBackLoaded, time.and_then(|x| mul(x, x))),
        Curve::Stepped(plan) => {
            let day = today.min(period.last);
            let step = plan.0.iter().rfind(|step| step.on <= day && today >= period.first);
            inputs.extend(
                step.iter().flat_map(|step| {
                    [Input::new(Name::StepDay, step.on), Input::new(Name::StepProgress, step.progress)]
                }),
            );
            (Formula::ExpectedStepped, time.map(|_| step.map_or(Decimal::ZERO, |step| step.progress)))
        }
        Curve::Level => (Formula::ExpectedLevel, Ok(if today >= period.first { Decimal::ONE } else { Decimal::ZERO })),
    };
    Explanation::new(formula, inputs, answer)
}

/// `(today − T0) / (T1 − T0)`, held in 0..=1.
fn share_of_time(period: Period, today: NaiveDate) -> Answer {
    if period.last <= period.first {
        return Err(Unknown::NoPeriod);
    }
    let days = |to: NaiveDate| Decimal::from((to - period.first).num_days());
    div(days(today), days(period.last)).map(clamp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::okr::maths::Outcome;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn step(on: &str, progress: &str) -> Step {
        Step { on: day(on), progress: d(progress) }
    }

    fn e(curve: &Curve, today: &str) -> Outcome {
        let period = Period { first: day("2026-04-01"), last: day("2026-05-11") };
        expected(curve, period, day(today)).result
    }

    #[test]
    fn linear_and_back_loaded_follow_time() {
        for (today, linear, back_loaded) in [
            ("2026-03-01", "0", "0"),
            ("2026-04-01", "0", "0"),
            ("2026-04-11", "0.25", "0.0625"),
            ("2026-04-21", "0.5", "0.25"),
            ("2026-05-11", "1", "1"),
            ("2027-01-01", "1", "1"),
        ] {
            assert_eq!(e(&Curve::Linear, today), Outcome::Known(d(linear)), "{today}");
            assert_eq!(e(&Curve::BackLoaded, today), Outcome::Known(d(back_loaded)), "{today}");
        }
    }

    #[test]
    fn a_plan_steps_on_its_days_inside_the_period() {
        let steps = vec![step("2026-05-20", "1"), step("2026-03-20", "0.1"), step("2026-04-20", "0.6")];
        let plan = Curve::Stepped(Plan::new(steps).unwrap());
        for (today, expected) in [
            ("2026-03-25", "0"),
            ("2026-04-01", "0.1"),
            ("2026-04-19", "0.1"),
            ("2026-04-20", "0.6"),
            ("2026-06-01", "0.6"),
        ] {
            assert_eq!(e(&plan, today), Outcome::Known(d(expected)), "{today}");
        }
        assert_eq!(e(&Curve::Stepped(Plan::new(vec![]).unwrap()), "2026-05-11"), Outcome::Known(Decimal::ZERO));
    }

    #[test]
    fn plans_that_fall_or_repeat_are_refused() {
        assert_eq!(Plan::new(vec![step("2026-04-02", "0.5"), step("2026-04-09", "0.4")]), Err(PlanError::NotMonotone));
        assert_eq!(Plan::new(vec![step("2026-04-02", "0.5"), step("2026-04-02", "0.5")]), Err(PlanError::SameDay));
        assert_eq!(Plan::new(vec![step("2026-04-02", "1.1")]), Err(PlanError::ProgressOutside));
    }

    #[test]
    fn a_period_without_length_expects_nothing_known() {
        let period = Period { first: day("2026-04-01"), last: day("2026-04-01") };
        assert_eq!(expected(&Curve::Linear, period, day("2026-04-01")).result, Outcome::Unknown(Unknown::NoPeriod));
        assert_eq!(expected(&Curve::Level, period, day("2026-04-01")).result, Outcome::Known(Decimal::ONE));
        assert_eq!(expected(&Curve::Level, period, day("2026-03-31")).result, Outcome::Known(Decimal::ZERO));
    }

    #[test]
    fn periods_overlap_when_they_share_a_day() {
        let period = |first, last| Period { first: day(first), last: day(last) };
        let quarter = period("2026-04-01", "2026-06-30");
        assert!(quarter.contains(&quarter) && period("2026-01-01", "2026-12-31").contains(&quarter));
        assert!(!quarter.contains(&period("2026-01-01", "2026-12-31")));
        assert!(!quarter.contains(&period("2026-06-30", "2026-07-31")));
        assert!(quarter.overlaps(&period("2026-06-30", "2026-07-31")));
        assert!(quarter.overlaps(&period("2026-01-01", "2026-12-31")));
        assert!(!quarter.overlaps(&period("2026-07-01", "2026-09-30")));
        assert!(!quarter.overlaps(&period("2026-01-01", "2026-03-31")));
    }
}
