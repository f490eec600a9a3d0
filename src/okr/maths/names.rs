//! The closed lists of names that explanations, stored rows and texts share.

use serde::{Deserialize, Serialize};

/// An enum whose values have a stable id: the same in JSON, in the database and as the stem of a message id.
macro_rules! named {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $value:ident = $id:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $id)] $value,)* }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$value,)*];

            /// The stable id, in snake case.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$value => $id,)* }
            }

            /// The value with this id.
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$value),)* _ => None }
            }
        }
    };
}

pub(super) use named;

named! {
    /// How a number was computed. Letters: b baseline, t target, v value, w weight, p progress, e expected progress.
    Formula {
        /// `(v − b) / (t − b)`, held in 0..=1; serves both directions.
        Linear = "linear",
        /// Between the two neighbouring checkpoints `(x0, p0)`, `(x1, p1)`: `p0 + (p1 − p0) · (v − x0) / (x1 − x0)`.
        Checkpoints = "checkpoints",
        /// Imported with b = t: 1 if v reaches t in the stated direction, otherwise 0.
        Reached = "reached",
        /// 1 if v ≥ t, otherwise 0.
        AtLeast = "at_least",
        /// 1 if v ≥ t, otherwise `1 − (t − v) / (t − floor)`, held in 0..=1.
        AtLeastFloor = "at_least_floor",
        /// 1 if v ≤ t, otherwise 0.
        AtMost = "at_most",
        /// 1 if v ≤ t, otherwise `1 − (v − t) / (floor − t)`, held in 0..=1.
        AtMostFloor = "at_most_floor",
        /// 1 inside the band, outside `1 − distance / tolerance`, held in 0..=1.
        Band = "band",
        /// The progress stored for the level reached.
        Scale = "scale",
        /// `Σ(w of done) / Σw`.
        Milestones = "milestones",
        /// 1 if v ≥ 1, otherwise 0.
        Binary = "binary",
        /// `hits / due check-ins`.
        Hits = "hits",
        /// Objective: `Σ(w·p) / Σw` over the known contributing children.
        RollUp = "roll_up",
        /// Workspace: the same mean over its own objectives.
        WorkspaceMean = "workspace_mean",
        /// `(today − T0) / (T1 − T0)`, held in 0..=1.
        ExpectedLinear = "expected_linear",
        /// The square of the linear share: little is expected early, much late.
        ExpectedBackLoaded = "expected_back_loaded",
        /// The progress of the latest step of the plan.
        ExpectedStepped = "expected_stepped",
        /// 1 from the first day of the period: a level has to hold all the time.
        ExpectedLevel = "expected_level",
        /// `e − p`.
        Gap = "gap",
        /// `(t − v) / periods left`.
        RequiredRate = "required_rate",
        /// `v + (v − v0) / (d − d0) · (T1 − d)` over the last readings.
        Forecast = "forecast",
        /// `Σ(w·confidence) / Σw` over key results with a fresh value.
        Confidence = "confidence",
        /// Mean of the scores that came with the data, each as it came.
        RecordedScores = "recorded_scores",
        /// Progress rounded half-even to 0.01.
        AutomaticScore = "automatic_score",
    }
}

named! {
    /// What an input of a formula is.
    Name {
        Baseline = "baseline",
        Target = "target",
        Value = "value",
        Floor = "floor",
        Lower = "lower",
        Upper = "upper",
        Tolerance = "tolerance",
        /// 1 upwards, −1 downwards.
        Direction = "direction",
        FromValue = "from_value",
        FromProgress = "from_progress",
        ToValue = "to_value",
        ToProgress = "to_progress",
        /// 1-based number of a level.
        Level = "level",
        LevelCount = "level_count",
        LevelProgress = "level_progress",
        Hits = "hits",
        Due = "due",
        Today = "today",
        FirstDay = "first_day",
        LastDay = "last_day",
        StepDay = "step_day",
        StepProgress = "step_progress",
        Expected = "expected",
        Progress = "progress",
        /// Largest gap that is still on track.
        OnTrackLimit = "on_track_limit",
        /// Largest gap that is still behind.
        BehindLimit = "behind_limit",
        /// Expected progress below which nothing is at risk by itself.
        AtRiskFrom = "at_risk_from",
        Confidence = "confidence",
        NextDue = "next_due",
        GraceDays = "grace_days",
        StaleOn = "stale_on",
        EndsOn = "ends_on",
        PeriodsLeft = "periods_left",
        FirstReadingDay = "first_reading_day",
        FirstReading = "first_reading",
        LastReadingDay = "last_reading_day",
        LastReading = "last_reading",
        /// Change per day between two neighbouring readings, the smallest.
        LowestRate = "lowest_rate",
        /// Change per day between two neighbouring readings, the largest.
        HighestRate = "highest_rate",
    }
}

named! {
    /// Why there is no number.
    Unknown {
        /// Nothing has been recorded yet, and there is no value to start from.
        NoReading = "no_reading",
        /// A linear key result without a baseline.
        NeedsBaseline = "needs_baseline",
        /// The result does not fit into an exact decimal.
        OutOfRange = "out_of_range",
        /// Every weight is zero.
        NoWeight = "no_weight",
        /// Nothing contributes.
        NothingContributes = "nothing_contributes",
        /// Something contributes, but none of it is known.
        NothingKnown = "nothing_known",
        /// The value is not a level of the scale.
        NoSuchLevel = "no_such_level",
        /// The period has no length: its last day is not after its first.
        NoPeriod = "no_period",
        /// No check-in has been due, or no period is left.
        NothingDue = "nothing_due",
        /// This figure does not exist for the kind of the key result.
        OtherKind = "other_kind",
        /// Fewer than three readings on different days.
        TooFewReadings = "too_few_readings",
        /// Nobody stated a confidence.
        NoConfidence = "no_confidence",
        /// The value is older than two rhythms.
        TooOld = "too_old",
        /// No score was recorded.
        NotScored = "not_scored",
    }
}

named! {
    /// Why a child is shown but does not count.
    LeftOut {
        Cancelled = "cancelled",
        Postponed = "postponed",
        /// Tracked only.
        ZeroWeight = "zero_weight",
        /// The objective counts its other kind of children.
        OtherMode = "other_mode",
        /// Its key result is already counted here.
        Cascaded = "cascaded",
        /// Its period does not overlap, and nobody confirmed it.
        OtherPeriod = "other_period",
        /// A link that was not stated as contributing.
        NotContributing = "not_contributing",
    }
}

named! {
    /// What a raw progress outside 0..=1 tells.
    Badge {
        OverAchieved = "over_achieved",
        Regressed = "regressed",
    }
}

named! {
    /// Where a key result or an objective stands. Ordered from calm to urgent: the weakest of several is the greatest.
    Status {
        Cancelled = "cancelled",
        Postponed = "postponed",
        Closed = "closed",
        Done = "done",
        /// No check-in yet, and none overdue.
        NotStarted = "not_started",
        OnTrack = "on_track",
        /// There is data, but pace cannot be computed (no baseline, no period).
        Unknown = "unknown",
        /// A check-in is overdue beyond the grace days.
        Stale = "stale",
        /// The last refresh from a source failed.
        DataFailure = "data_failure",
        Behind = "behind",
        AtRisk = "at_risk",
    }
}

named! {
    /// What decided a status, from the strongest.
    Because {
        Settled = "settled",
        DataFailure = "data_failure",
        Overdue = "overdue",
        Manual = "manual",
        NoCheckIn = "no_check_in",
        PaceUnknown = "pace_unknown",
        /// The gap alone would be at risk, but it is too early in the period to say so.
        TooEarly = "too_early",
        Pace = "pace",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::okr::maths::{MeasureError, PlanError};

    fn stable<T: Copy + PartialEq + std::fmt::Debug + Serialize + for<'a> Deserialize<'a>>(
        all: &[T],
        id: fn(T) -> &'static str,
        from_id: fn(&str) -> Option<T>,
    ) {
        for value in all {
            let json = serde_json::to_string(value).unwrap();
            assert_eq!(json, format!("\"{}\"", id(*value)));
            assert_eq!(from_id(id(*value)), Some(*value));
            assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *value);
        }
        assert_eq!(from_id("something else"), None);
    }

    #[test]
    fn ids_are_the_same_in_json_and_in_code() {
        stable(Formula::ALL, Formula::id, Formula::from_id);
        stable(Name::ALL, Name::id, Name::from_id);
        stable(Unknown::ALL, Unknown::id, Unknown::from_id);
        stable(LeftOut::ALL, LeftOut::id, LeftOut::from_id);
        stable(Badge::ALL, Badge::id, Badge::from_id);
        stable(Status::ALL, Status::id, Status::from_id);
        stable(Because::ALL, Because::id, Because::from_id);
        stable(MeasureError::ALL, MeasureError::id, MeasureError::from_id);
        stable(PlanError::ALL, PlanError::id, PlanError::from_id);
    }
}
