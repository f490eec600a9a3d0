//! Numbers, percentages and dates as each language writes them, and numbers as people type them.
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use rust_decimal::{Decimal, RoundingStrategy};

use super::Lang;
use crate::kernel::Locale;
use crate::kernel::failure::Arg;

const NARROW_SPACE: char = '\u{202f}';
const NO_BREAK_SPACE: char = '\u{a0}';

impl Lang {
    /// A number with all its digits, grouped by thousands: `12,500.5` or `12 500,5`.
    pub fn number(&self, value: &Decimal) -> String {
        number(self.locale, value)
    }

    /// How many there are, as a message would write it.
    pub fn count(&self, count: impl Into<Arg>) -> String {
        match count.into() {
            Arg::Number(count) => number(self.locale, &count.into()),
            Arg::Text(text) => text,
        }
    }

    /// A number as an input field holds it: no grouping, the locale's point.
    pub fn input_number(&self, value: &Decimal) -> String {
        let plain = value.normalize().to_string();
        match self.locale {
            Locale::En => plain,
            Locale::Ru => plain.replace('.', ","),
        }
    }

    /// A day as a field of text holds it.
    pub fn input_day(&self, day: NaiveDate) -> String {
        match self.locale {
            Locale::En => day.to_string(),
            Locale::Ru => day.format("%d.%m.%Y").to_string(),
        }
    }

    /// A number rounded half-even to `digits` decimals.
    pub fn rounded(&self, value: &Decimal, digits: u32) -> String {
        self.number(&value.round_dp_with_strategy(digits, RoundingStrategy::MidpointNearestEven))
    }

    /// A number with its unit behind an unbreakable space where that is a sign, such as `%` or `₽`. A word is left out: it stands
    /// with the name of what is measured, see [`Self::named`].
    pub fn with_unit(&self, value: &Decimal, unit: &str) -> String {
        let mut text = self.number(value);
        if !unit.is_empty() && unit_word(unit).is_none() {
            text.push(NO_BREAK_SPACE);
            text.push_str(unit);
        }
        text
    }

    /// The name of what is measured, with the unit of its numbers where that is a word: «Value», «Value, days».
    pub fn named(&self, name: String, unit: &str) -> String {
        match unit_word(unit) {
            Some(unit) => self.tr("name-in-unit").arg("name", name).arg("unit", unit).to_string(),
            None => name,
        }
    }

    /// A day: `21 Nov 2026`, `21 ноя 2026`; the year is left out when it is this one.
    pub fn day(&self, date: NaiveDate) -> String {
        let month = self.t(match date.month() {
            1 => "month-1",
            2 => "month-2",
            3 => "month-3",
            4 => "month-4",
            5 => "month-5",
            6 => "month-6",
            7 => "month-7",
            8 => "month-8",
            9 => "month-9",
            10 => "month-10",
            11 => "month-11",
            _ => "month-12",
        });
        if date.year() == self.today.year() {
            format!("{}{NO_BREAK_SPACE}{month}", date.day())
        } else {
            format!("{}{NO_BREAK_SPACE}{month}{NO_BREAK_SPACE}{}", date.day(), date.year())
        }
    }

    /// A moment in the reader's zone: «today, 14:02», «21 Nov, 14:02».
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.zone);
        format!("{}, {}", self.recent(local.date_naive()), local.format("%H:%M"))
    }

    /// A day near today by its word, others by date.
    pub fn recent(&self, date: NaiveDate) -> String {
        match (self.today - date).num_days() {
            0 => self.say("day-today"),
            1 => self.say("day-yesterday"),
            _ => self.day(date),
        }
    }
}

/// The unit where it is a word. People type it in one form, which does not fit every number: «1 days», «4 дней».
pub fn unit_word(unit: &str) -> Option<&str> {
    unit.chars().any(char::is_alphanumeric).then_some(unit)
}

/// A number as [`Lang::number`] writes it; also how it reads inside a message.
pub(super) fn number(locale: Locale, value: &Decimal) -> String {
    let plain = value.normalize().to_string();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("\u{2212}", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    // digits of a whole number from which groups are set apart
    let (group, grouped_from, point) = match locale {
        Locale::En => (',', 4, '.'),
        Locale::Ru => (NARROW_SPACE, 5, ','),
    };
    // room for groups and a unit
    let mut text = String::with_capacity(plain.len() + 16);
    text.push_str(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 && whole.len() >= grouped_from {
            text.push(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

/// Reads a number as people type it in either language: `42.5`, `42,5`, `1 000`, `12,500.5`, `−3`, `64 %`.
///
/// A lone comma or point is a decimal mark; when both stand there, the last one is. In English a comma before three last digits,
/// as in `1,240`, groups them, as numbers are shown there. `None` when it is no number.
pub fn parse_decimal(text: &str, locale: Locale) -> Option<Decimal> {
    let cleaned: String =
        text.trim().trim_end_matches('%').chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let cleaned = cleaned.replace('\u{2212}', "-");
    let decimal_mark = cleaned.rfind([',', '.']).filter(|_| locale != Locale::En || !is_grouped(&cleaned));
    let mut plain = String::with_capacity(cleaned.len());
    for (index, character) in cleaned.char_indices() {
        match character {
            ',' | '.' if Some(index) == decimal_mark => {
                let marks = cleaned.matches(character).count();
                if marks == 1 {
                    plain.push('.');
                }
            }
            ',' | '.' => {}
            _ => plain.push(character),
        }
    }
    let digits = plain.trim_start_matches(['-', '+']);
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return None;
    }
    plain.parse().ok()
}

/// Whether the only mark is a comma with three digits behind it and one to three before, not led by a zero.
fn is_grouped(number: &str) -> bool {
    let Some((before, behind)) = number.trim_start_matches(['-', '+']).split_once(',') else { return false };
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    behind.len() == 3
        && (1..=3).contains(&before.len())
        && are_digits(before)
        && are_digits(behind)
        && !before.starts_with('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(locale: Locale) -> Lang {
        Lang { locale, zone: chrono_tz::UTC, today: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap() }
    }

    #[test]
    fn numbers_are_written_by_locale() {
        let value = Decimal::new(-123_456_780, 2);
        assert_eq!(lang(Locale::En).number(&value), "\u{2212}1,234,567.8");
        assert_eq!(lang(Locale::Ru).number(&value), "\u{2212}1\u{202f}234\u{202f}567,8");
        assert_eq!(lang(Locale::Ru).number(&Decimal::new(1500, 0)), "1500");
        assert_eq!(lang(Locale::En).number(&Decimal::new(1500, 0)), "1,500");
        assert_eq!(lang(Locale::En).number(&Decimal::new(999, 0)), "999");
    }

    #[test]
    fn signs_stand_behind_numbers_and_words_with_the_name() {
        for (unit, number, en, ru) in [
            ("%", "1\u{a0}%", "Value", "Значение"),
            ("₽", "1\u{a0}₽", "Value", "Значение"),
            ("days", "1", "Value, days", "Значение, days"),
            ("дней", "1", "Value, дней", "Значение, дней"),
            ("/5", "1", "Value, /5", "Значение, /5"),
            ("", "1", "Value", "Значение"),
        ] {
            for (locale, name) in [(Locale::En, en), (Locale::Ru, ru)] {
                let l = lang(locale);
                assert_eq!(l.with_unit(&Decimal::ONE, unit), number);
                assert_eq!(l.named(l.say("why-input-value"), unit), name);
            }
        }
    }

    #[test]
    fn numbers_in_messages_are_written_by_locale() {
        for (locale, rows, few) in
            [(Locale::En, "100,000 rows", "2 rows"), (Locale::Ru, "100\u{202f}000 строк", "2 строки")]
        {
            let said = |n: u32| lang(locale).tr("imports-bad-rows").arg("n", n).to_string();
            assert!(said(100_000).contains(rows), "{}", said(100_000));
            assert!(said(2).contains(few), "{}", said(2));
            assert!(rows.starts_with(&lang(locale).count(100_000)));
        }
    }

    #[test]
    fn numbers_are_read_as_typed() {
        for (text, expected) in [
            ("42.5", "42.5"),
            ("42,5", "42.5"),
            ("1 000", "1000"),
            ("12,500.5", "12500.5"),
            ("12.500,5", "12500.5"),
            ("−3", "-3"),
            ("64 %", "64"),
            ("1,234,567", "1234567"),
            ("+7", "7"),
            (".5", "0.5"),
        ] {
            for locale in [Locale::En, Locale::Ru] {
                assert_eq!(parse_decimal(text, locale), Some(expected.parse().unwrap()), "{text}");
            }
        }
        for text in ["", "abc", "1e5", "--1", "1-2", "%", "12a", "NaN"] {
            assert_eq!(parse_decimal(text, Locale::En), None, "{text}");
        }
    }

    #[test]
    fn a_comma_before_three_digits_groups_in_english_only() {
        for (text, english, russian) in [
            ("1,240", "1240", "1.240"),
            ("\u{2212}12,500", "-12500", "-12.500"),
            ("999,999 %", "999999", "999.999"),
            // nobody groups like this
            ("0,125", "0.125", "0.125"),
            ("1234,567", "1234.567", "1234.567"),
            ("1,2400", "1.24", "1.24"),
            ("1.240", "1.24", "1.24"),
        ] {
            assert_eq!(parse_decimal(text, Locale::En), Some(english.parse().unwrap()), "{text}");
            assert_eq!(parse_decimal(text, Locale::Ru), Some(russian.parse().unwrap()), "{text}");
        }
    }

    /// What is shown can be typed again.
    #[test]
    fn numbers_are_read_as_they_are_written() {
        for value in ["0", "0.5", "-7.25", "1500", "12500", "1234567.125", "0.001"] {
            let value: Decimal = value.parse().unwrap();
            for l in [lang(Locale::En), lang(Locale::Ru)] {
                assert_eq!(parse_decimal(&l.number(&value), l.locale), Some(value));
                assert_eq!(parse_decimal(&l.input_number(&value), l.locale), Some(value));
            }
        }
    }
}
