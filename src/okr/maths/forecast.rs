//! What is needed to reach the target, and where the last readings lead.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::exact::{Answer, add, clamp, div, mul, sub};
use super::explanation::{Explanation, Input, Outcome};
use super::names::{Formula, Name, Status, Unknown};
use super::pace::Limits;

/// Fewest readings that make a forecast.
const FEWEST: usize = 3;
/// Readings that a forecast looks back at.
const LOOK_BACK: usize = 5;

/// `(t − v) / periods left`, in units per rhythm; unknown when none is left. Negative when the value has to fall, or is beyond an upward target.
pub fn required_rate(target: Decimal, value: Decimal, periods_left: u32) -> Explanation {
    let left = Decimal::from(periods_left);
    let answer =
        if periods_left == 0 { Err(Unknown::NothingDue) } else { sub(target, value).and_then(|way| div(way, left)) };
    let inputs = [(Name::Target, target), (Name::Value, value), (Name::PeriodsLeft, left)];
    Explanation::new(Formula::RequiredRate, inputs.map(|(name, number)| Input::new(name, number)).to_vec(), answer)
}

/// Where the readings lead by the last day, in the unit of the readings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// The overall rate goes on.
    pub likely: Explanation,
    /// The lowest rate between two readings goes on.
    pub low: Outcome,
    /// The highest rate between two readings goes on.
    pub high: Outcome,
}

/// Projects the last 3 to 5 readings (one per day, the last of a day counts; in order of effective date) to the last day.
/// Fewer than 3 give no forecast. After the last day it is the last reading.
pub fn forecast(readings: &[(NaiveDate, Decimal)], last_day: NaiveDate) -> Forecast {
    // Collecting keeps the last reading of a day, and orders the days.
    let days: Vec<_> = readings.iter().copied().collect::<BTreeMap<_, _>>().into_iter().collect();
    let recent = days.get(days.len().saturating_sub(LOOK_BACK)..).unwrap_or_default();
    let [first, .., last] = recent else {
        return none(Unknown::TooFewReadings);
    };
    if recent.len() < FEWEST {
        return none(Unknown::TooFewReadings);
    }
    match rates(recent) {
        Err(reason) => none(reason),
        Ok((lowest, highest)) => {
            let ahead = Decimal::from((last_day - last.0).num_days().max(0));
            let at = |rate: Decimal| mul(rate, ahead).and_then(|way| add(last.1, way));
            let likely = sub(last.1, first.1)
                .and_then(|change| mul(change, ahead))
                .and_then(|change| div(change, days_between(first.0, last.0)))
                .and_then(|way| add(last.1, way));
            let inputs = vec![
                Input::new(Name::FirstReadingDay, first.0),
                Input::new(Name::FirstReading, first.1),
                Input::new(Name::LastReadingDay, last.0),
                Input::new(Name::LastReading, last.1),
                Input::new(Name::LowestRate, lowest),
                Input::new(Name::HighestRate, highest),
                Input::new(Name::LastDay, last_day),
            ];
            Forecast {
                likely: Explanation::new(Formula::Forecast, inputs, likely),
                low: at(lowest).into(),
                high: at(highest).into(),
            }
        }
    }
}

/// Whether an on-track key result is heading for a gap at the end of the period: told before the status flips.
/// `likely` is a forecast over readings of progress, `expected` the expected progress on the last day.
pub fn is_trending_off(status: Status, likely: Outcome, expected: Outcome, limits: &Limits) -> bool {
    let gap = likely.known().zip(expected.known()).and_then(|(likely, expected)| sub(expected, clamp(likely)).ok());
    status == Status::OnTrack && gap.is_some_and(|gap| gap > limits.on_track)
}

fn none(reason: Unknown) -> Forecast {
    let unknown = Outcome::Unknown(reason);
    Forecast { likely: Explanation::new(Formula::Forecast, Vec::new(), Err(reason)), low: unknown, high: unknown }
}

fn days_between(from: NaiveDate, to: NaiveDate) -> Decimal {
    Decimal::from((to - from).num_days())
}

/// Lowest and highest change per day between neighbours.
fn rates(readings: &[(NaiveDate, Decimal)]) -> Result<(Decimal, Decimal), Unknown> {
    let steps = readings.iter().zip(readings.iter().skip(1));
    let rate = |((from, a), (to, b)): (&(NaiveDate, Decimal), &(NaiveDate, Decimal))| -> Answer {
        div(sub(*b, *a)?, days_between(*from, *to))
    };
    let rates = steps.map(rate).collect::<Result<Vec<_>, _>>()?;
    let (lowest, highest) = (rates.iter().min(), rates.iter().max());
    lowest.copied().zip(highest.copied()).ok_or(Unknown::TooFewReadings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn readings(list: &[(&str, &str)]) -> Vec<(NaiveDate, Decimal)> {
        list.iter().map(|(on, value)| (day(on), d(value))).collect()
    }

    #[test]
    fn a_forecast_is_a_range_from_the_last_readings() {
        let list = readings(&[("2026-04-01", "0"), ("2026-04-11", "10"), ("2026-04-21", "40")]);
        let forecast = forecast(&list, day("2026-05-01"));
        assert_eq!(forecast.likely.result, Outcome::Known(d("60")));
        assert_eq!((forecast.low, forecast.high), (Outcome::Known(d("50")), Outcome::Known(d("70"))));
    }

    #[test]
    fn readings_of_one_day_are_one_and_old_ones_are_forgotten() {
        let two_days = readings(&[("2026-04-01", "0"), ("2026-04-11", "10"), ("2026-04-11", "12")]);
        assert_eq!(forecast(&two_days, day("2026-05-01")).likely.result, Outcome::Unknown(Unknown::TooFewReadings));
        assert_eq!(forecast(&[], day("2026-05-01")).low, Outcome::Unknown(Unknown::TooFewReadings));
        let six = readings(&[
            ("2026-04-01", "900"),
            ("2026-04-02", "0"),
            ("2026-04-03", "1"),
            ("2026-04-04", "2"),
            ("2026-04-05", "3"),
            ("2026-04-06", "4"),
        ]);
        assert_eq!(forecast(&six, day("2026-04-10")).low, Outcome::Known(d("8")));
        assert_eq!(forecast(&six, day("2026-04-01")).likely.result, Outcome::Known(d("4")));
    }

    #[test]
    fn the_required_rate_needs_time_left() {
        assert_eq!(required_rate(d("20"), d("80"), 4).result, Outcome::Known(d("-15")));
        assert_eq!(required_rate(d("20"), d("80"), 0).result, Outcome::Unknown(Unknown::NothingDue));
        assert_eq!(required_rate(Decimal::MAX, Decimal::MIN, 1).result, Outcome::Unknown(Unknown::OutOfRange));
    }

    #[test]
    fn trending_off_is_told_only_while_on_track() {
        let off = |status, likely| {
            is_trending_off(status, Outcome::Known(d(likely)), Outcome::Known(Decimal::ONE), &Limits::default())
        };
        assert!(off(Status::OnTrack, "0.89"));
        assert!(!off(Status::OnTrack, "0.90"));
        assert!(!off(Status::Behind, "0.5"));
        assert!(!is_trending_off(
            Status::OnTrack,
            Outcome::Unknown(Unknown::TooFewReadings),
            Outcome::Known(Decimal::ONE),
            &Limits::default()
        ));
    }
}
