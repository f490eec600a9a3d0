//! Dates as people write them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::words::month;
use super::words_of;

/// What the first number of `03/04/2019` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Told by each date itself; `03/04/2019` is refused, for it can mean two things.
    #[default]
    Auto,
    /// The day.
    DayFirst,
    /// The month.
    MonthFirst,
}

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFault {
    /// It is not one.
    NotADate,
    /// Day and month may be the other way round.
    Ambiguous,
}

/// Reads a date between the years 1900 and 2200; a time of day behind it is left out.
pub fn parse(text: &str, order: DateOrder) -> Result<NaiveDate, DateFault> {
    let text = text.trim();
    let day_part = text.split_once(['T', 't']).map_or(text, |(day, time)| {
        match time.starts_with(|c: char| c.is_ascii_digit()) && day.ends_with(|c: char| c.is_ascii_digit()) {
            true => day,
            false => text,
        }
    });
    let words = words_of(day_part);
    let parts: Vec<&str> = words.iter().map(String::as_str).filter(|word| !matches!(*word, "г" | "года")).collect();
    let with_dots = day_part.matches('.').count() >= 2;
    match parts.as_slice() {
        [a, b, c, time @ ..] if a.len() == 4 && time.iter().all(|p| is_number(p)) => date(c, b, a),
        [a, b, c, time @ ..] if c.len() == 4 && [a, b].into_iter().chain(time).all(|p| is_number(p)) => {
            numeric(a, b, c, order, with_dots)
        }
        [a, b, c] if c.len() == 4 => match (month(a), month(b)) {
            (Some(number), _) => date(b, &number.to_string(), c),
            (_, Some(number)) => date(a, &number.to_string(), c),
            _ => Err(DateFault::NotADate),
        },
        _ => Err(DateFault::NotADate),
    }
}

fn numeric(a: &str, b: &str, year: &str, order: DateOrder, with_dots: bool) -> Result<NaiveDate, DateFault> {
    match order {
        DateOrder::DayFirst => date(a, b, year),
        DateOrder::MonthFirst => date(b, a, year),
        DateOrder::Auto if with_dots => date(a, b, year),
        DateOrder::Auto => match (date(a, b, year), date(b, a, year)) {
            (Ok(one), Ok(other)) if one != other => Err(DateFault::Ambiguous),
            (Ok(one), _) | (_, Ok(one)) => Ok(one),
            _ => Err(DateFault::NotADate),
        },
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn date(day: &str, month: &str, year: &str) -> Result<NaiveDate, DateFault> {
    let number = |text: &str| text.parse::<u32>().map_err(|_| DateFault::NotADate);
    let year = i32::try_from(number(year)?).map_err(|_| DateFault::NotADate)?;
    if !(1900..=2200).contains(&year) {
        return Err(DateFault::NotADate);
    }
    NaiveDate::from_ymd_opt(year, number(month)?, number(day)?).ok_or(DateFault::NotADate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateOrder::*;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read_in_the_usual_forms() {
        for (text, order, date) in [
            ("2019-05-15", Auto, "2019-05-15"),
            ("2019-05-15T10:20:30", Auto, "2019-05-15"),
            ("2019-05-15 10:20", Auto, "2019-05-15"),
            ("2019/05/15", MonthFirst, "2019-05-15"),
            ("15.05.2019", Auto, "2019-05-15"),
            ("03.04.2019", Auto, "2019-04-03"),
            ("15/5/2019", Auto, "2019-05-15"),
            ("15.05.2019 10:20", Auto, "2019-05-15"),
            ("5/15/2019", Auto, "2019-05-15"),
            ("03/04/2019", DayFirst, "2019-04-03"),
            ("03/04/2019", MonthFirst, "2019-03-04"),
            ("4/4/2019", Auto, "2019-04-04"),
            ("15 мая 2019 г.", Auto, "2019-05-15"),
            ("1 августа 2019", Auto, "2019-08-01"),
            ("May 15, 2019", Auto, "2019-05-15"),
            ("15 Sept 2019", Auto, "2019-09-15"),
        ] {
            assert_eq!(parse(text, order).map(|d| d.to_string()).as_deref(), Ok(date), "{text}");
        }
        assert_eq!(parse("03/04/2019", Auto), Err(DateFault::Ambiguous));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in
            ["", "2019", "2019-13-01", "31.02.2019", "5/15/19", "tomorrow", "15 foo 2019", "0001-01-01", "2019-05-15x"]
        {
            assert_eq!(parse(text, Auto), Err(DateFault::NotADate), "{text}");
        }
        assert_eq!(parse("5/15/2019", DayFirst), Err(DateFault::NotADate));
    }

    proptest! {
        #[test]
        fn arbitrary_text_never_panics(text in "\\PC{0,16}", dense in "[0-9./: T-]{0,16}") {
            parse(&text, Auto).ok();
            parse(&dense, MonthFirst).ok();
        }
    }
}
