//! Names of periods: `2019 Q2`, `Q2 2019`, `II квартал 2019`, `1 полугодие 2019`, `2019`, or a name of the company's own.

use chrono::{Days, Months, NaiveDate};

use super::{normalise, words_of};

/// A part of a calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// The whole year.
    Year,
    /// Half 1 or 2.
    Half(u8),
    /// Quarter 1 to 4.
    Quarter(u8),
}

/// A period as a file or a person named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodName {
    /// As written, spaces tidied.
    pub label: String,
    /// Year and part, when the name tells them.
    pub calendar: Option<(i32, Span)>,
    /// Kind and days, when the file has them besides the name.
    pub days: Option<CalendarDays>,
}

/// What a period is besides its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CalendarDays {
    /// `quarter`, `half_year`, `year` or `custom`.
    pub kind: &'static str,
    pub first: NaiveDate,
    pub last: NaiveDate,
}

impl PeriodName {
    /// Reads a name; any text is one.
    pub fn parse(text: &str) -> Self {
        Self {
            label: text.split_whitespace().collect::<Vec<_>>().join(" "),
            calendar: calendar(&words_of(text)),
            days: None,
        }
    }

    /// What two names of the same period have in common: `2019 Q2`, or the own name without case.
    pub fn canonical(&self) -> String {
        match self.calendar {
            Some((year, Span::Year)) => year.to_string(),
            Some((year, Span::Half(half))) => format!("{year} H{half}"),
            Some((year, Span::Quarter(quarter))) => format!("{year} Q{quarter}"),
            None => normalise(&self.label),
        }
    }

    /// First and last day when the fiscal year is the calendar year; nothing for a name of the company's own.
    pub fn calendar_days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let (year, span) = self.calendar?;
        let (month, length) = match span {
            Span::Year => (1, 12),
            Span::Half(half) => (u32::from(half) * 6 - 5, 6),
            Span::Quarter(quarter) => (u32::from(quarter) * 3 - 2, 3),
        };
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let last = first.checked_add_months(Months::new(length))?.pred_opt()?;
        Some((first, last))
    }
}

/// The middle day of a period; of an even number of days, the earlier of the two.
pub fn middle_day(first: NaiveDate, last: NaiveDate) -> NaiveDate {
    let days = u64::try_from((last - first).num_days()).unwrap_or_default();
    first.checked_add_days(Days::new(days / 2)).unwrap_or(first)
}

fn calendar(words: &[String]) -> Option<(i32, Span)> {
    let full_year = |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    let short_year = |word: &str| word.len() == 2 && word.bytes().all(|b| b.is_ascii_digit());
    let at =
        words.iter().position(|word| full_year(word)).or_else(|| words.iter().rposition(|word| short_year(word)))?;
    let year: i32 = words.get(at)?.parse().ok()?;
    let year = if year < 100 { year + 2000 } else { year };
    let rest: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(index, word)| *index != at && !matches!(word.as_str(), "г" | "год" | "года" | "the" | "of" | "year"))
        .map(|(_, word)| word.as_str())
        .collect();
    let span = match rest.as_slice() {
        [] if words.get(at).is_some_and(|word| word.len() == 4) => Span::Year,
        [name, number] | [number, name] if is_quarter(name) => Span::Quarter(ordinal(number, 4)?),
        [name, number] | [number, name] if is_half(name) => Span::Half(ordinal(number, 2)?),
        [number, ending, name] if is_ending(ending) && is_quarter(name) => Span::Quarter(ordinal(number, 4)?),
        [number, ending, name] if is_ending(ending) && is_half(name) => Span::Half(ordinal(number, 2)?),
        _ => return None,
    };
    Some((year, span))
}

fn is_quarter(word: &str) -> bool {
    matches!(word, "q" | "qtr" | "quarter" | "кв" | "к" | "квартал")
}

fn is_half(word: &str) -> bool {
    matches!(word, "h" | "half" | "п" | "полугодие" | "пг")
}

/// The ending of an ordinal: 2nd, 2-й, 1-е.
fn is_ending(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "й" | "ый" | "ой" | "е" | "ое")
}

fn ordinal(word: &str, most: u8) -> Option<u8> {
    let number = match word {
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        digits => digits.parse().ok()?,
    };
    (1..=most).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_period_has_many_names() {
        for name in [
            "2019 Q2",
            "Q2 2019",
            "2019Q2",
            "2019-q2",
            "Q2'19",
            "q2/2019",
            "2 кв. 2019 г.",
            "II квартал 2019",
            "2-й квартал 2019 года",
            "2nd quarter of 2019",
        ] {
            assert_eq!(PeriodName::parse(name).canonical(), "2019 Q2", "{name}");
        }
        for (name, canonical) in [
            ("2019", "2019"),
            ("2019 год", "2019"),
            ("1 полугодие 2019", "2019 H1"),
            ("H2 2019", "2019 H2"),
            ("2019 Q5", "2019 q5"),
            ("  Весна   2019 ", "весна 2019"),
            ("FY 2019", "fy 2019"),
            ("19", "19"),
        ] {
            assert_eq!(PeriodName::parse(name).canonical(), canonical, "{name}");
        }
    }

    #[test]
    fn days_of_a_period_and_its_middle() {
        let days = |name: &str| {
            PeriodName::parse(name)
                .calendar_days()
                .map(|(a, b)| (a.to_string(), b.to_string(), middle_day(a, b).to_string()))
        };
        let expect = |a: &str, b: &str, c: &str| Some((a.to_owned(), b.to_owned(), c.to_owned()));
        assert_eq!(days("2019 Q2"), expect("2019-04-01", "2019-06-30", "2019-05-16"));
        assert_eq!(days("2019 Q1"), expect("2019-01-01", "2019-03-31", "2019-02-14"));
        assert_eq!(days("2020 H2"), expect("2020-07-01", "2020-12-31", "2020-09-30"));
        assert_eq!(days("2020"), expect("2020-01-01", "2020-12-31", "2020-07-01"));
        assert_eq!(days("Весна"), None);
    }
}
