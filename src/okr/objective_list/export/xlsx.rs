//! The table as a workbook, where numbers, days, shares and truths are what they are, and text is never a formula.
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::cells::{COLUMNS, Cell};
use super::csv::written;
use super::sheet::{Column, MAX_DECIMALS, Sheet, Style, Value};
use super::table::Format;
use crate::i18n::Lang;
use crate::kernel::{Locale, Result};
use crate::web::guard::{guard, unguard};

/// The digits of a number that spreadsheet programs keep.
const KEPT_DIGITS: u32 = 15;

pub struct Xlsx {
    locale: Locale,
    name: String,
    sheet: Option<Sheet>,
}

impl Xlsx {
    pub fn new(l: &Lang) -> Self {
        Self { locale: l.locale, name: l.say("export-sheet"), sheet: None }
    }
}

impl Format for Xlsx {
    fn begin(&mut self, heads: Vec<String>) -> Result<Vec<u8>> {
        let columns = heads.into_iter().zip(COLUMNS).map(|(name, (_, width))| Column { name, width }).collect();
        let sheet = Sheet::begin(&self.name, columns)?;
        let bytes = sheet.take();
        self.sheet = Some(sheet);
        Ok(bytes)
    }

    fn lines(&mut self, lines: Vec<Vec<Cell>>) -> Result<Vec<u8>> {
        let Some(sheet) = &mut self.sheet else { return Ok(Vec::new()) };
        for line in lines {
            sheet.row(line.into_iter().map(|cell| value(self.locale, cell)).collect())?;
        }
        Ok(sheet.take())
    }

    fn end(self) -> Result<Vec<u8>> {
        self.sheet.map_or(Ok(Vec::new()), Sheet::end)
    }
}

fn value(locale: Locale, cell: Cell) -> Option<(Value, Style)> {
    Some(match cell {
        Cell::Empty => return None,
        // a cell of text is no formula; only what our import would take for a guarded one is guarded
        Cell::Text(text) if unguard(&text) != text => (Value::Text(guard(&text).into_owned()), Style::Text),
        Cell::Text(text) => (Value::Text(text), Style::Text),
        Cell::Number(number) => {
            let number = number.normalize();
            if is_kept(number) {
                (Value::Number(number.to_string()), Style::Number(number.scale().min(MAX_DECIMALS)))
            } else {
                (Value::Text(written(locale, number)), Style::Text)
            }
        }
        Cell::Percent(percent) => {
            let decimals = u32::from(!percent.is_integer());
            let share = percent.checked_div(Decimal::ONE_HUNDRED).unwrap_or_default().normalize();
            (Value::Number(share.to_string()), Style::Percent(decimals))
        }
        Cell::Day(day) => (Value::Number(serial(day).to_string()), Style::Day),
        Cell::Truth(truth) => (Value::Truth(truth), Style::Plain),
    })
}

/// Whether a sheet keeps every digit of a number; one of more digits would come back as another, so it is written as text.
fn is_kept(number: Decimal) -> bool {
    let mut digits = number.mantissa().unsigned_abs();
    while digits != 0 && digits.is_multiple_of(10) {
        digits /= 10;
    }
    digits < 10u128.pow(KEPT_DIGITS)
}

/// The day as sheets count it: 1 March 1900 is day 61.
fn serial(day: NaiveDate) -> i64 {
    (day - NaiveDate::default()).num_days() + 25_569
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cell: Cell) -> (Value, Style) {
        value(Locale::Ru, cell).unwrap()
    }

    fn number(text: &str) -> (Value, Style) {
        of(Cell::Number(text.parse().unwrap()))
    }

    #[test]
    fn numbers_are_numbers_with_the_decimals_they_have() {
        let plain = |text: &str, decimals| (Value::Number(text.into()), Style::Number(decimals));
        assert_eq!(number("1200"), plain("1200", 0));
        assert_eq!(number("-12.50"), plain("-12.5", 1));
        assert_eq!(number("0.0000000001"), plain("0.0000000001", 10));
        assert_eq!(number("123456789012.345"), plain("123456789012.345", 3));
        assert_eq!(number("1000000000000000"), plain("1000000000000000", 0));
    }

    #[test]
    fn a_number_that_a_sheet_would_change_is_text() {
        assert_eq!(number("123456789012345.6789"), (Value::Text("123456789012345,6789".into()), Style::Text));
    }

    #[test]
    fn shares_days_and_truths_are_what_they_are() {
        let percent = |text: &str| of(Cell::Percent(text.parse().unwrap()));
        assert_eq!(percent("41.5"), (Value::Number("0.415".into()), Style::Percent(1)));
        assert_eq!(percent("100"), (Value::Number("1".into()), Style::Percent(0)));
        let day = |year, month, day| of(Cell::Day(NaiveDate::from_ymd_opt(year, month, day).unwrap())).0;
        assert_eq!(day(2026, 11, 2), Value::Number("46328".into()));
        assert_eq!(day(1900, 3, 1), Value::Number("61".into()));
        assert_eq!(of(Cell::Truth(false)), (Value::Truth(false), Style::Plain));
        assert_eq!(value(Locale::En, Cell::Empty), None);
    }

    #[test]
    fn text_stays_text_and_comes_back_as_it_was() {
        for (text, cell) in [("=1+1", "=1+1"), ("-5", "-5"), ("'tis", "'tis"), ("'=1+1", "''=1+1")] {
            assert_eq!(of(Cell::Text(text.into())), (Value::Text(cell.into()), Style::Text));
            assert_eq!(unguard(cell), text);
        }
    }
}
