//! When a check-in is due: on a weekday, every week, every second week, or on the last such day of each month.
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::maths::Period;

/// How often people check in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    Weekly,
    Biweekly,
    Monthly,
}

impl Rhythm {
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "weekly" => Some(Self::Weekly),
            "biweekly" => Some(Self::Biweekly),
            "monthly" => Some(Self::Monthly),
            _ => None,
        }
    }

    /// Nominal length in days.
    pub fn days(self) -> u32 {
        match self {
            Self::Weekly => 7,
            Self::Biweekly => 14,
            Self::Monthly => 30,
        }
    }
}

/// A rhythm with the weekday on which check-ins are due (1 = Monday … 7 = Sunday).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    pub rhythm: Rhythm,
    pub weekday: u8,
}

impl Schedule {
    /// The due dates of a period, in order.
    pub fn due_dates(self, first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
        let mut dates = Vec::new();
        let mut next = self.first_on_or_after(first);
        while let Some(date) = next.filter(|date| *date <= last) {
            dates.push(date);
            next = self.after(date);
        }
        dates
    }

    /// The earliest due date of the period on or after `from`, the day since which check-ins are expected, that no check-in has
    /// answered. A check-in answers the first due date on or after its own day.
    pub fn next_due(self, period: Period, from: NaiveDate, last_check_in: Option<NaiveDate>) -> Option<NaiveDate> {
        let answered = |due: &NaiveDate| last_check_in.is_some_and(|day| *due < day);
        self.due_dates(period.first, period.last)
            .into_iter()
            .skip_while(answered)
            .skip(usize::from(last_check_in.is_some()))
            .find(|due| *due >= from)
    }

    fn first_on_or_after(self, day: NaiveDate) -> Option<NaiveDate> {
        match self.rhythm {
            Rhythm::Weekly | Rhythm::Biweekly => {
                let ahead = (i64::from(self.weekday) - i64::from(day.weekday().number_from_monday())).rem_euclid(7);
                day.checked_add_days(Days::new(ahead.unsigned_abs()))
            }
            Rhythm::Monthly => self.last_of_month(day).and_then(|date| {
                if date >= day {
                    Some(date)
                } else {
                    self.last_of_month(day.with_day(1)?.checked_add_months(Months::new(1))?)
                }
            }),
        }
    }

    fn after(self, due: NaiveDate) -> Option<NaiveDate> {
        match self.rhythm {
            Rhythm::Weekly => due.checked_add_days(Days::new(7)),
            Rhythm::Biweekly => due.checked_add_days(Days::new(14)),
            Rhythm::Monthly => self.last_of_month(due.with_day(1)?.checked_add_months(Months::new(1))?),
        }
    }

    /// The last of its weekday in the month of `day`.
    fn last_of_month(self, day: NaiveDate) -> Option<NaiveDate> {
        let end = day.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()?;
        let wanted = Weekday::try_from(self.weekday.saturating_sub(1)).ok()?;
        let back =
            (i64::from(end.weekday().num_days_from_monday()) - i64::from(wanted.num_days_from_monday())).rem_euclid(7);
        end.checked_sub_days(Days::new(back.unsigned_abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const FRIDAYS: Schedule = Schedule { rhythm: Rhythm::Weekly, weekday: 5 };
    const QUARTER: Period = Period {
        first: NaiveDate::from_ymd_opt(2026, 10, 1).unwrap(),
        last: NaiveDate::from_ymd_opt(2026, 12, 31).unwrap(),
    };

    #[test]
    fn weekly_on_fridays() {
        let dates = FRIDAYS.due_dates(day("2026-10-01"), day("2026-12-31"));
        assert_eq!(
            (dates.first(), dates.last(), dates.len()),
            (Some(&day("2026-10-02")), Some(&day("2026-12-25")), 13)
        );
    }

    #[test]
    fn a_check_in_answers_the_due_date_ahead() {
        let next = |on: Option<&str>| FRIDAYS.next_due(QUARTER, QUARTER.first, on.map(day));
        assert_eq!(next(None), Some(day("2026-10-02")));
        assert_eq!(next(Some("2026-11-18")), Some(day("2026-11-27")));
        assert_eq!(next(Some("2026-11-20")), Some(day("2026-11-27")));
        assert_eq!(next(Some("2026-11-21")), Some(day("2026-12-04")));
        assert_eq!(next(Some("2026-12-24")), None);
        assert_eq!(next(Some("2026-12-30")), None);
    }

    #[test]
    fn nothing_is_due_of_the_time_before_check_ins_are_expected() {
        let next = |from: &str, on: Option<&str>| FRIDAYS.next_due(QUARTER, day(from), on.map(day));
        assert_eq!(next("2026-11-21", None), Some(day("2026-11-27")));
        assert_eq!(next("2026-11-20", None), Some(day("2026-11-20")));
        // who checked in since owes the one after, who did before owes the first
        assert_eq!(next("2026-11-21", Some("2026-11-21")), Some(day("2026-12-04")));
        assert_eq!(next("2026-11-21", Some("2026-10-12")), Some(day("2026-11-27")));
        assert_eq!(next("2026-12-26", None), None);
        // every second week keeps the beat of the period
        let biweekly = Schedule { rhythm: Rhythm::Biweekly, ..FRIDAYS };
        assert_eq!(biweekly.next_due(QUARTER, day("2026-11-21"), None), Some(day("2026-11-27")));
        assert_eq!(biweekly.next_due(QUARTER, day("2026-11-28"), None), Some(day("2026-12-11")));
    }

    #[test]
    fn monthly_on_the_last_friday() {
        let schedule = Schedule { rhythm: Rhythm::Monthly, weekday: 5 };
        assert_eq!(schedule.due_dates(day("2026-10-31"), day("2026-12-31")), [day("2026-11-27"), day("2026-12-25")]);
    }

    #[test]
    fn every_second_week() {
        let schedule = Schedule { rhythm: Rhythm::Biweekly, weekday: 1 };
        assert_eq!(schedule.due_dates(day("2026-10-01"), day("2026-10-31")), [day("2026-10-05"), day("2026-10-19")]);
    }
}
