//! The table as CSV, with the decimal mark of the language.
use rust_decimal::Decimal;

use super::cells::Cell;
use super::table::Format;
use crate::kernel::{Locale, Result};
use crate::okr::imports::values::number::{self, DecimalMark};
use crate::web::csv;
use crate::web::guard::guard;

pub struct Csv {
    locale: Locale,
}

impl Csv {
    pub fn new(locale: Locale) -> Self {
        Self { locale }
    }

    fn text(&self, cell: Cell) -> String {
        match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => guard(&text).into_owned(),
            Cell::Number(value) => written(self.locale, value),
            Cell::Percent(value) => format!("{}%", written(self.locale, value)),
            Cell::Day(day) => day.to_string(),
            Cell::Truth(truth) => u8::from(truth).to_string(),
        }
    }
}

impl Format for Csv {
    fn begin(&mut self, heads: Vec<String>) -> Result<Vec<u8>> {
        csv::begin(self.locale, heads)
    }

    fn lines(&mut self, lines: Vec<Vec<Cell>>) -> Result<Vec<u8>> {
        csv::rows(self.locale, lines.into_iter().map(|line| line.into_iter().map(|cell| self.text(cell)).collect()))
    }

    fn end(self) -> Result<Vec<u8>> {
        Ok(Vec::new())
    }
}

/// A number with the decimal mark of a language and nothing between thousands. Three decimals behind a comma could be a thousand,
/// so they get a zero more.
pub fn written(locale: Locale, value: Decimal) -> String {
    let plain = value.normalize().to_string();
    let mut text = match locale {
        Locale::En => return plain,
        Locale::Ru => plain.replace('.', ","),
    };
    if number::parse(&text, DecimalMark::Auto).is_err() {
        text.push('0');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(locale: Locale, line: Vec<Cell>) -> String {
        String::from_utf8(Csv::new(locale).lines(vec![line]).unwrap()).unwrap()
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let line = ["a,b", "a;b", "say \"hi\"\nthere", "Кофе", "=1+1"].map(|text| Cell::Text(text.into())).to_vec();
        assert_eq!(lines(Locale::En, line.clone()), "\"a,b\",a;b,\"say \"\"hi\"\"\nthere\",Кофе,'=1+1\n");
        assert_eq!(lines(Locale::Ru, line), "a,b;\"a;b\";\"say \"\"hi\"\"\nthere\";Кофе;'=1+1\n");
    }

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        let number = |text: &str| Cell::Number(text.parse().unwrap());
        let line = || {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
            vec![
                number("-12.50"),
                number("1.234"),
                Cell::Percent("41.5".parse().unwrap()),
                Cell::Day(day),
                Cell::Truth(true),
            ]
        };
        assert_eq!(lines(Locale::En, line()), "-12.5,1.234,41.5%,2026-11-02,1\n");
        assert_eq!(lines(Locale::Ru, line()), "-12,5;1,2340;41,5%;2026-11-02;1\n");
    }

    proptest! {
        #[test]
        fn any_number_is_read_back_without_being_told_the_mark(units in any::<i64>(), scale in 0u32..=10) {
            let value = Decimal::new(units, scale);
            for locale in Locale::ALL {
                prop_assert_eq!(number::parse(&written(locale, value), DecimalMark::Auto).unwrap().value, value);
            }
        }
    }
}
