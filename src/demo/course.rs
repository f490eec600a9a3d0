//! How the value of a demo key result went, check-in by check-in: invented, but the same each time.
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::content::Pace;
use crate::okr::key_results::model::{Definition, Kind};
use crate::okr::maths::{Period, expected};

/// What is needed to tell the course of one key result.
pub(super) struct Course<'a> {
    pub definition: &'a Definition,
    pub pace: Pace,
    pub digits: u32,
    pub period: Period,
    /// The newest day that may have a value.
    pub until: NaiveDate,
    /// The day on which the pace shows, whenever the newest value is from.
    pub today: NaiveDate,
    /// Makes key results differ from each other.
    pub salt: u32,
}

/// A value on a day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Point {
    pub on: NaiveDate,
    pub value: Decimal,
    pub confidence: i16,
}

impl Course<'_> {
    /// One point for each of the due dates, up to three days before it.
    pub(super) fn points(&self, due: &[NaiveDate]) -> Vec<Point> {
        if self.pace == Pace::Silent {
            return Vec::new();
        }
        let early = Days::new(u64::from(self.salt % 4));
        let days = due
            .iter()
            .filter_map(|due| due.checked_sub_days(early))
            .filter(|on| (self.period.first..=self.until).contains(on));
        days.zip(0_u32..)
            .map(|(on, nth)| Point { on, value: self.value(on, nth), confidence: self.confidence(on) })
            .collect()
    }

    fn value(&self, on: NaiveDate, nth: u32) -> Decimal {
        let expected = self.expected(on);
        let wobble = (f64::from((nth * 7 + self.salt * 13) % 11) - 5.0) / 400.0;
        let gap = self.final_gap() * self.share_of_time(on);
        self.at((expected - gap + wobble).clamp(0.0, 1.08), expected)
    }

    fn expected(&self, on: NaiveDate) -> f64 {
        expected(&self.definition.curve(), self.period, on)
            .result
            .known()
            .and_then(|share| share.to_f64())
            .unwrap_or_default()
    }

    /// How far progress is from the expected with the newest value; the limits are 0.10 and 0.25.
    fn final_gap(&self) -> f64 {
        let since = self.expected(self.today) - self.expected(self.until);
        let gap = match self.pace {
            Pace::Ahead => -0.09,
            Pace::OnTrack | Pace::Stale | Pace::Silent => 0.01,
            Pace::Behind => 0.17,
            Pace::AtRisk => 0.37,
        };
        if self.pace == Pace::Stale { gap } else { gap - since }
    }

    fn share_of_time(&self, on: NaiveDate) -> f64 {
        let days = |from: NaiveDate, to: NaiveDate| i32::try_from((to - from).num_days()).map_or(0.0, f64::from);
        (days(self.period.first, on) / days(self.period.first, self.until).max(1.0)).clamp(0.0, 1.0)
    }

    fn is_good(&self) -> bool {
        !matches!(self.pace, Pace::Behind | Pace::AtRisk)
    }

    /// The value whose progress is about `share`.
    fn at(&self, share: f64, expected: f64) -> Decimal {
        let definition = self.definition;
        let number = |value: Option<Decimal>| value.and_then(|value| value.to_f64()).unwrap_or_default();
        let value = match definition.kind {
            Kind::Binary => f64::from(u8::from(self.is_good() && expected >= 1.0)),
            Kind::Scale => f64::from(self.step(share, definition.levels.len().saturating_sub(1))) + 1.0,
            Kind::Milestones => {
                let count = definition.milestones.len();
                return Decimal::from(self.step(share, count))
                    .checked_div(Decimal::from(count))
                    .unwrap_or_default()
                    .round_dp(10);
            }
            Kind::Band => {
                let (low, high) = (number(definition.band_low), number(definition.band_high));
                if share >= 0.97 {
                    f64::midpoint(low, high) + (high - low) * (share - 1.0)
                } else {
                    high + number(definition.tolerance) * (1.0 - share)
                }
            }
            Kind::AtLeast | Kind::AtMost => {
                let floor = number(definition.red_line);
                floor + (number(definition.target) - floor) * share
            }
            Kind::Percentage | Kind::Absolute => self.on_the_way(share),
        };
        Decimal::from_f64(value).unwrap_or_default().round_dp(self.digits)
    }

    /// Between baseline, checkpoints and target.
    fn on_the_way(&self, share: f64) -> f64 {
        let pair = |value: Decimal, progress: Decimal| Some((value.to_f64()?, progress.to_f64()?));
        let mut stops: Vec<(f64, f64)> =
            self.definition.checkpoints.iter().filter_map(|stop| pair(stop.value, stop.progress)).collect();
        stops.extend(self.definition.baseline.and_then(|baseline| pair(baseline, Decimal::ZERO)));
        stops.extend(self.definition.target.and_then(|target| pair(target, Decimal::ONE)));
        stops.sort_by(|one, other| one.1.total_cmp(&other.1));
        let segment = stops
            .iter()
            .zip(stops.iter().skip(1))
            .find(|(_, to)| share <= to.1)
            .or_else(|| stops.iter().zip(stops.iter().skip(1)).next_back());
        match segment {
            Some((from, to)) if to.1 > from.1 => from.0 + (to.0 - from.0) * (share - from.1) / (to.1 - from.1),
            _ => 0.0,
        }
    }

    /// How many of `count` steps are done.
    fn step(&self, share: f64, count: usize) -> u32 {
        let exact = share.min(1.0) * count.to_f64().unwrap_or_default();
        let done = if self.is_good() { exact.ceil() } else { exact.floor() };
        done.to_u32().unwrap_or_default().min(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Low, medium and high are 20, 50 and 80; doubts come before they show in the number.
    fn confidence(&self, on: NaiveDate) -> i16 {
        match (self.pace, self.share_of_time(on)) {
            (Pace::AtRisk, late) if late > 0.7 => 20,
            (Pace::AtRisk | Pace::Behind, late) if late > 0.3 => 50,
            (Pace::OnTrack, _) if self.salt.is_multiple_of(5) => 50,
            _ => 80,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn course(definition: &Definition, pace: Pace) -> Vec<Point> {
        let period = Period { first: day("2026-10-01"), last: day("2026-12-31") };
        let due = [day("2026-10-09"), day("2026-10-23"), day("2026-11-06"), day("2026-11-20"), day("2026-11-27")];
        Course { definition, pace, digits: 0, period, until: day("2026-11-20"), today: day("2026-11-20"), salt: 4 }
            .points(&due)
    }

    #[test]
    fn ends_where_its_pace_says_and_never_after_the_last_day() {
        let definition = Definition {
            baseline: Some(Decimal::ZERO),
            target: Some(Decimal::from(100)),
            ..Definition::of(Kind::Absolute)
        };
        let last = |pace| course(&definition, pace).last().map(|point| (point.on, point.value.to_i32().unwrap()));
        let (on, value) = last(Pace::OnTrack).unwrap();
        assert_eq!(on, day("2026-11-20"));
        assert!((50..=60).contains(&value), "{value}");
        assert!(last(Pace::Ahead).unwrap().1 > 60);
        assert!((33..=45).contains(&last(Pace::Behind).unwrap().1));
        assert!(last(Pace::AtRisk).unwrap().1 < 25);
        assert_eq!(last(Pace::Silent), None);
    }

    #[test]
    fn falls_towards_a_lower_target_through_a_checkpoint() {
        let checkpoints =
            vec![crate::okr::maths::Checkpoint { value: Decimal::from(80), progress: Decimal::new(5, 1) }];
        let definition = Definition {
            baseline: Some(Decimal::from(100)),
            target: Some(Decimal::from(10)),
            checkpoints,
            ..Definition::of(Kind::Absolute)
        };
        let value = course(&definition, Pace::OnTrack).last().unwrap().value;
        assert!(value < Decimal::from(80) && value > Decimal::from(50), "{value}");
    }
}
