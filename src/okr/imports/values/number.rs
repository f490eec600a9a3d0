//! Numbers as people write them: decimal point or comma, thousands apart, a percent sign.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Which mark stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    /// Told by each number itself; `1,234` is refused, for it can mean two things.
    #[default]
    Auto,
    /// `1,234.5`
    Point,
    /// `1.234,5`
    Comma,
}

/// A number, and whether a percent sign stood behind it; `60%` has the value 60.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// The number before the percent sign.
    pub value: Decimal,
    /// Whether it is a percentage.
    pub percent: bool,
}

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFault {
    /// It is not one.
    NotANumber,
    /// It may be a thousand or a decimal.
    Ambiguous,
}

/// Reads a number.
pub fn parse(text: &str, mark: DecimalMark) -> Result<Number, NumberFault> {
    let text = text.trim();
    let (text, percent) = match text.strip_suffix('%') {
        Some(number) => (number.trim_end(), true),
        None => (text, false),
    };
    let (digits, negative) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => (digits, true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    };
    let plain = plain(digits, mark)?;
    let mut value: Decimal = plain.parse().map_err(|_| NumberFault::NotANumber)?;
    value.set_sign_negative(negative && !value.is_zero());
    Ok(Number { value, percent })
}

/// Digits with a point before the decimals and nothing else.
fn plain(text: &str, mark: DecimalMark) -> Result<String, NumberFault> {
    let is_space = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}');
    let lawful = |c: char| c.is_ascii_digit() || is_space(c) || matches!(c, '.' | ',');
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',')) || !text.chars().all(lawful) {
        return Err(NumberFault::NotANumber);
    }
    let (whole, decimals) = match decimal_mark(text, mark)? {
        Some(mark) => text.rsplit_once(mark).ok_or(NumberFault::NotANumber)?,
        None => (text, ""),
    };
    let groups: Vec<&str> = whole.split(|c: char| is_space(c) || matches!(c, '.' | ',')).collect();
    let separators: Vec<char> = whole.chars().filter(|c| !c.is_ascii_digit()).collect();
    let one_separator = separators.windows(2).all(|pair| pair.first() == pair.last());
    let even_groups = groups.iter().skip(1).all(|group| group.len() == 3)
        && (groups.len() == 1 || groups.first().is_some_and(|group| (1..=3).contains(&group.len())));
    let bare_decimals = decimals.chars().all(|c| c.is_ascii_digit());
    if !one_separator || !even_groups || !bare_decimals || (whole.is_empty() && decimals.is_empty()) {
        return Err(NumberFault::NotANumber);
    }
    let whole = match groups.concat() {
        empty if empty.is_empty() => "0".to_owned(),
        digits => digits,
    };
    Ok(match decimals {
        "" => whole,
        decimals => format!("{whole}.{decimals}"),
    })
}

/// The mark before the decimals; nothing when the number has none.
fn decimal_mark(text: &str, mark: DecimalMark) -> Result<Option<char>, NumberFault> {
    let points = text.matches('.').count();
    let commas = text.matches(',').count();
    let asked = match mark {
        DecimalMark::Auto => None,
        DecimalMark::Point => Some(('.', points)),
        DecimalMark::Comma => Some((',', commas)),
    };
    if let Some((mark, count)) = asked {
        return match count {
            0 => Ok(None),
            1 => Ok(Some(mark)),
            _ => Err(NumberFault::NotANumber),
        };
    }
    match (points, commas) {
        (0, 0) => Ok(None),
        (0, 1) => {
            let (whole, decimals) = text.split_once(',').unwrap_or_default();
            let grouped = decimals.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
            match grouped {
                true => Err(NumberFault::Ambiguous),
                false => Ok(Some(',')),
            }
        }
        (1, 0) => Ok(Some('.')),
        (_, 0) | (0, _) => Ok(None),
        _ => {
            let last = text.rfind(['.', ',']).and_then(|at| text.get(at..)?.chars().next());
            match last {
                Some('.') if points == 1 => Ok(Some('.')),
                Some(',') if commas == 1 => Ok(Some(',')),
                _ => Err(NumberFault::NotANumber),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DecimalMark::*;
    use proptest::prelude::*;

    fn read(text: &str, mark: DecimalMark) -> Result<String, NumberFault> {
        parse(text, mark).map(|number| {
            let sign = if number.percent { "%" } else { "" };
            format!("{}{sign}", number.value)
        })
    }

    #[test]
    fn numbers_are_read_as_written() {
        for (text, mark, value) in [
            ("0", Auto, "0"),
            (" 0.60 ", Auto, "0.60"),
            ("0,6", Auto, "0.6"),
            ("0,125", Auto, "0.125"),
            (",5", Auto, "0.5"),
            ("5.", Auto, "5"),
            ("-0", Auto, "0"),
            ("−5", Auto, "-5"),
            ("+5", Auto, "5"),
            ("60%", Auto, "60%"),
            ("12,5 %", Auto, "12.5%"),
            ("1 000 000,5", Auto, "1000000.5"),
            ("1\u{202f}000", Auto, "1000"),
            ("1,234.5", Auto, "1234.5"),
            ("1.234,5", Auto, "1234.5"),
            ("1,234,567", Auto, "1234567"),
            ("1,2345", Auto, "1.2345"),
            ("1.234", Auto, "1.234"),
            ("1,234", Point, "1234"),
            ("1,234", Comma, "1.234"),
            ("1.234", Comma, "1234"),
        ] {
            assert_eq!(read(text, mark).as_deref(), Ok(value), "{text} {mark:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for (text, mark) in [
            ("", Auto),
            ("-", Auto),
            ("%", Auto),
            (".", Auto),
            ("abc", Auto),
            ("1e3", Auto),
            ("1 2", Auto),
            ("12,34,5", Auto),
            ("1.2.3", Auto),
            ("1,5", Point),
            ("1.5", Comma),
            ("1,2,3", Comma),
            ("١٢", Auto),
            ("--1", Auto),
            ("1 %%", Auto),
            ("1 000,000", Point),
            ("=1+1", Auto),
            ("NaN", Auto),
            ("99999999999999999999999999999999", Auto),
        ] {
            assert_eq!(read(text, mark), Err(NumberFault::NotANumber), "{text} {mark:?}");
        }
        assert_eq!(read("1,234", Auto), Err(NumberFault::Ambiguous));
    }

    proptest! {
        #[test]
        fn any_decimal_is_read_back_with_either_mark(units in -1_000_000_000i64..1_000_000_000, scale in 0u32..6) {
            let value = Decimal::new(units, scale);
            let point = value.to_string();
            prop_assert_eq!(parse(&point, Point).unwrap().value, value);
            prop_assert_eq!(parse(&point.replace('.', ","), Comma).unwrap().value, value);
            prop_assert_eq!(parse(&point, Auto).unwrap().value, value);
        }

        #[test]
        fn arbitrary_text_never_panics(text in "\\PC{0,12}", dense in "[-+0-9., %\u{a0}]{0,12}") {
            for mark in [Auto, Point, Comma] {
                parse(&text, mark).ok();
                parse(&dense, mark).ok();
            }
        }
    }
}
