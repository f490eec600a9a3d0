//! A week of the calendar, Monday to Sunday, named as in addresses: `2026-48`.
use std::fmt;

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// A week by the number that calendars print; the year is that of its Thursday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl Week {
    /// The week of a day. Nothing at the ends of the calendar.
    pub fn of(day: NaiveDate) -> Option<Self> {
        let first = day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))?;
        Some(Self { first, last: first.checked_add_days(Days::new(6))? })
    }

    /// Reads `2026-48` or `2026-W48`; only weeks that exist.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, number) = text.split_once('-')?;
        let number = number.strip_prefix(['W', 'w']).unwrap_or(number);
        let is_plain =
            |digits: &str, length| digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_plain(year, 4) || !is_plain(number, 2) {
            return None;
        }
        Self::of(NaiveDate::from_isoywd_opt(year.parse().ok()?, number.parse().ok()?, Weekday::Mon)?)
    }

    pub fn number(self) -> u32 {
        self.first.iso_week().week()
    }

    pub fn contains(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }

    pub fn previous(self) -> Option<Self> {
        Self::of(self.first.pred_opt()?)
    }

    /// The day of this week on which check-ins are due (1 = Monday … 7 = Sunday).
    pub fn day(self, weekday: u8) -> NaiveDate {
        self.first.checked_add_days(Days::new(u64::from(weekday.saturating_sub(1)))).unwrap_or(self.last).min(self.last)
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = self.first.iso_week();
        write!(f, "{}-{:02}", week.year(), week.week())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_runs_from_monday_to_sunday() {
        let week = Week::of(day("2026-11-25")).unwrap();
        assert_eq!((week.first, week.last, week.number()), (day("2026-11-23"), day("2026-11-29"), 48));
        assert_eq!(week.to_string(), "2026-48");
        assert_eq!(week.day(5), day("2026-11-27"));
        assert_eq!(week.previous().unwrap().to_string(), "2026-47");
        assert!(week.contains(day("2026-11-29")) && !week.contains(day("2026-11-30")));
    }

    #[test]
    fn the_year_is_that_of_its_thursday() {
        assert_eq!(Week::of(day("2027-01-03")).unwrap().to_string(), "2026-53");
        assert_eq!(Week::parse("2026-53"), Week::of(day("2026-12-31")));
    }

    #[test]
    fn only_weeks_that_exist_are_read() {
        assert_eq!(Week::parse("2026-W48"), Week::parse("2026-48"));
        for text in [
            "2025-53",
            "2026-54",
            "2026-00",
            "2026-1",
            "26-48",
            "2026",
            "2026-4 ",
            "+026-48",
            "2026-48-1",
            "",
            "preview",
            "９９９９-48",
        ] {
            assert_eq!(Week::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn its_name_leads_back(offset in 0_u64..400_000) {
            let week = Week::of(day("1900-01-01") + Days::new(offset)).unwrap();
            prop_assert_eq!(Week::parse(&week.to_string()), Some(week));
        }
    }
}
