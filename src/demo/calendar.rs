//! The demo's periods around today: the year, the finished quarter, the running one and the next.
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};

use super::content::When;
use crate::kernel::Locale;
use crate::okr::maths::Period;

/// One period that the demo makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    pub when: Option<When>,
    pub kind: &'static str,
    pub name: String,
    pub span: Period,
    pub state: &'static str,
}

/// Years before the quarters within them.
pub(super) fn slots(today: NaiveDate, locale: Locale) -> Vec<Slot> {
    let Some(running) = quarter(today) else { return Vec::new() };
    let before = running.first.pred_opt().and_then(quarter);
    let after = running.last.succ_opt().and_then(quarter);
    let mut slots = Vec::new();
    for span in [before, Some(running), after].into_iter().flatten() {
        let number = span.first.year();
        if !slots.iter().any(|slot: &Slot| slot.kind == "year" && slot.span.first.year() == number)
            && let (Some(first), Some(last)) =
                (NaiveDate::from_ymd_opt(number, 1, 1), NaiveDate::from_ymd_opt(number, 12, 31))
        {
            let when = (number == today.year()).then_some(When::Year);
            slots.push(Slot {
                when,
                kind: "year",
                name: number.to_string(),
                span: Period { first, last },
                state: state(Period { first, last }, today),
            });
        }
    }
    for (when, span) in [(When::Finished, before), (When::Running, Some(running)), (When::Next, after)] {
        let Some(span) = span else { continue };
        let number = span.first.month0() / 3 + 1;
        let name = match locale {
            Locale::En => format!("{} Q{number}", span.first.year()),
            Locale::Ru => format!("{number} кв. {}", span.first.year()),
        };
        slots.push(Slot { when: Some(when), kind: "quarter", name, span, state: state(span, today) });
    }
    slots
}

fn state(span: Period, today: NaiveDate) -> &'static str {
    if span.last < today {
        "closed"
    } else if span.first > today {
        "planning"
    } else {
        "active"
    }
}

fn quarter(day: NaiveDate) -> Option<Period> {
    let first = NaiveDate::from_ymd_opt(day.year(), day.month0() / 3 * 3 + 1, 1)?;
    Some(Period { first, last: first.checked_add_months(Months::new(3))?.pred_opt()? })
}

/// The Monday of the week of `day`.
pub(super) fn monday(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())).unwrap_or(day)
}

/// Day and time at which something happened on a day, never after `now`.
pub(super) fn moment(day: NaiveDate, minute: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    day.and_hms_opt(8 + minute / 60 % 9, minute % 60, 0).map_or(now, |at| at.and_utc()).min(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(today: &str) -> Vec<(String, &'static str)> {
        slots(today.parse().unwrap(), Locale::En).into_iter().map(|slot| (slot.name, slot.state)).collect()
    }

    #[test]
    fn quarters_lie_around_today() {
        let names = |list: &[(&str, &'static str)]| {
            list.iter().map(|(name, state)| ((*name).to_owned(), *state)).collect::<Vec<_>>()
        };
        assert_eq!(
            found("2026-05-10"),
            names(&[("2026", "active"), ("2026 Q1", "closed"), ("2026 Q2", "active"), ("2026 Q3", "planning")])
        );
        assert_eq!(
            found("2026-01-01"),
            names(&[
                ("2025", "closed"),
                ("2026", "active"),
                ("2025 Q4", "closed"),
                ("2026 Q1", "active"),
                ("2026 Q2", "planning")
            ])
        );
        assert_eq!(
            found("2026-12-31"),
            names(&[
                ("2026", "active"),
                ("2027", "planning"),
                ("2026 Q3", "closed"),
                ("2026 Q4", "active"),
                ("2027 Q1", "planning")
            ])
        );
    }

    #[test]
    fn weeks_begin_on_monday() {
        assert_eq!(monday("2026-11-22".parse().unwrap()), "2026-11-16".parse().unwrap());
        assert_eq!(monday("2026-11-16".parse().unwrap()), "2026-11-16".parse().unwrap());
    }
}
