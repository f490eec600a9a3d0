//! Rows of one sheet of a workbook, cell by cell.

use chrono::{Duration, NaiveDate};
use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;

use super::failure::{ReadError, ReadErrorKind};
use super::strings::{self, SharedTexts};
use super::styles::{Format, Styles};
use super::xml::{self, Xml};
use super::{Cell, Row};
use crate::okr::imports::limits::{MAX_CELL_CHARS, MAX_COLUMNS};

/// The last row that the format knows.
const LAST_ROW: u32 = 1_048_576;

/// Rows that hold something, in the order of the sheet.
pub struct WorksheetRows<'a> {
    xml: Xml<'a>,
    texts: &'a SharedTexts,
    styles: &'a Styles,
    since_1904: bool,
    line: u32,
    ended: bool,
}

/// Where a cell stands and how its value is to be read.
struct CellHead {
    column: usize,
    style: usize,
    kind: String,
}

impl<'a> WorksheetRows<'a> {
    pub(super) fn new(xml: Xml<'a>, texts: &'a SharedTexts, styles: &'a Styles, since_1904: bool) -> Self {
        Self { xml, texts, styles, since_1904, line: 0, ended: false }
    }

    fn next_row(&mut self) -> Result<Option<Row>, ReadError> {
        loop {
            let next_line = match self.xml.next()? {
                Event::Start(start) if xml::name(&start) == "row" => Some(row_line(&start, self.line)?),
                Event::Eof => return Ok(None),
                _ => None,
            };
            if let Some(line) = next_line {
                self.line = line;
                let cells = self.cells()?;
                if cells.iter().any(|cell| !cell.is_blank()) {
                    return Ok(Some(Row { line, cells }));
                }
            }
        }
    }

    fn cells(&mut self) -> Result<Vec<Cell>, ReadError> {
        let mut cells: Vec<Cell> = Vec::new();
        let mut next_column = 0;
        loop {
            let head = match self.xml.next()? {
                Event::Start(start) if xml::name(&start) == "c" => Some(cell_head(&start, next_column, self.line)?),
                Event::End(end) if end.local_name().into_inner() == "row" => return Ok(cells),
                Event::Eof => return Err(ReadErrorKind::Broken.into()),
                _ => None,
            };
            let Some(head) = head else { continue };
            next_column = head.column + 1;
            let cell = self.cell(&head)?;
            if cell == Cell::Empty {
                continue;
            }
            if head.column >= MAX_COLUMNS {
                if cell.is_blank() {
                    continue;
                }
                return Err(ReadError::at_cell(ReadErrorKind::TooManyColumns, self.line, head.column));
            }
            cells.resize(head.column, Cell::Empty);
            cells.push(cell);
        }
    }

    fn cell(&mut self, head: &CellHead) -> Result<Cell, ReadError> {
        let mut value: Option<String> = None;
        let mut inline: Option<String> = None;
        let mut formula = false;
        loop {
            let step = match self.xml.next()? {
                Event::Start(start) => Some(xml::name(&start).to_owned()),
                Event::End(end) if end.local_name().into_inner() == "c" => break,
                Event::Eof => return Err(ReadErrorKind::Broken.into()),
                _ => None,
            };
            match step.as_deref() {
                Some("v") => value = Some(self.plain_text("v")?),
                Some("is") => inline = Some(strings::read_text(&mut self.xml, "is")?),
                Some("f") => {
                    self.plain_text("f")?;
                    formula = true;
                }
                _ => {}
            }
        }
        let cell = match (value, inline) {
            (_, Some(text)) => Cell::Text(text),
            (Some(value), None) => self.meaning(head, value)?,
            (None, None) if formula => Cell::Uncalculated,
            (None, None) => Cell::Empty,
        };
        match &cell {
            Cell::Text(text) if text.is_empty() => Ok(Cell::Empty),
            Cell::Text(text) if text.chars().count() > MAX_CELL_CHARS => {
                Err(ReadError::at_cell(ReadErrorKind::CellTooLong, self.line, head.column))
            }
            _ => Ok(cell),
        }
    }

    /// Text directly inside an element that has just begun.
    fn plain_text(&mut self, element: &str) -> Result<String, ReadError> {
        let mut text = String::new();
        let mut characters = 0;
        loop {
            match self.xml.next()? {
                Event::Text(piece) => strings::append(&mut text, &mut characters, &piece.xml10_content()),
                Event::CData(piece) => strings::append(&mut text, &mut characters, &piece.xml10_content()),
                Event::GeneralRef(reference) => {
                    let character = xml::character(&reference)?;
                    strings::append(&mut text, &mut characters, character.encode_utf8(&mut [0; 4]));
                }
                Event::End(end) if end.local_name().into_inner() == element => return Ok(text),
                Event::Eof => return Err(ReadErrorKind::Broken.into()),
                _ => {}
            }
        }
    }

    fn meaning(&self, head: &CellHead, value: String) -> Result<Cell, ReadError> {
        let broken = || ReadError::at_cell(ReadErrorKind::Broken, self.line, head.column);
        Ok(match head.kind.as_str() {
            "s" => {
                let text = value.trim().parse().ok().and_then(|index| self.texts.get(index)).ok_or_else(broken)?;
                Cell::Text(text.to_owned())
            }
            "str" | "inlineStr" => Cell::Text(strings::unescape(value)),
            "b" => Cell::Truth(matches!(value.trim(), "1" | "true")),
            "e" => Cell::Failed(value),
            "d" => match value.get(..10).and_then(|day| day.parse().ok()) {
                Some(date) => Cell::Date(date),
                None => Cell::Text(value),
            },
            "n" => self.number(head.style, value),
            _ => return Err(broken()),
        })
    }

    fn number(&self, style: usize, value: String) -> Cell {
        let Ok(number) = value.trim().parse::<f64>() else {
            return Cell::Text(value);
        };
        let format = self.styles.format(style);
        let date = || date(number, self.since_1904);
        if let Some(date) = Some(format).filter(|f| *f == Format::Date).and_then(|_| date()) {
            return Cell::Date(date);
        }
        // A sheet shows 15 digits; the 16th and 17th are how 0.3 comes to be 0.30000000000000004.
        match Decimal::from_scientific(&format!("{number:.14e}")) {
            Ok(decimal) => Cell::Number { value: decimal.normalize(), percent: format == Format::Percent },
            Err(_) => Cell::Text(value),
        }
    }
}

impl Iterator for WorksheetRows<'_> {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = self.next_row().transpose();
        self.ended = !matches!(row, Some(Ok(_)));
        row
    }
}

/// The row's number; rows go upward only.
fn row_line(start: &BytesStart<'_>, before: u32) -> Result<u32, ReadError> {
    let line = match xml::attribute(start, "r")? {
        Some(number) => number.trim().parse().map_err(|_| ReadErrorKind::Broken)?,
        None => before + 1,
    };
    if line <= before || line > LAST_ROW {
        return Err(ReadErrorKind::Broken.into());
    }
    Ok(line)
}

fn cell_head(start: &BytesStart<'_>, next_column: usize, line: u32) -> Result<CellHead, ReadError> {
    let column = match xml::attribute(start, "r")? {
        Some(place) => column(&place).ok_or(ReadErrorKind::Broken)?,
        None => next_column,
    };
    if column < next_column {
        return Err(ReadError::at_cell(ReadErrorKind::Broken, line, column));
    }
    let style = xml::attribute(start, "s")?.and_then(|style| style.parse().ok()).unwrap_or_default();
    let kind = xml::attribute(start, "t")?.map_or_else(|| "n".to_owned(), |kind| kind.into_owned());
    Ok(CellHead { column, style, kind })
}

/// The column, from 0, of a place such as `AB12`; no more than three letters.
fn column(place: &str) -> Option<usize> {
    let letters: Vec<u8> = place.bytes().take_while(u8::is_ascii_alphabetic).take(4).collect();
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let number =
        letters.iter().fold(0, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

/// The day of a serial number. Day 60 of the usual system is a 29 February 1900 that never was.
fn date(serial: f64, since_1904: bool) -> Option<NaiveDate> {
    if !(0.0..3_000_000.0).contains(&serial) {
        return None;
    }
    let days = serial.floor() as i64;
    let (first, days) = match since_1904 {
        true => (NaiveDate::from_ymd_opt(1904, 1, 1)?, days),
        false if days < 60 => (NaiveDate::from_ymd_opt(1899, 12, 31)?, days),
        false => (NaiveDate::from_ymd_opt(1899, 12, 30)?, days),
    };
    first.checked_add_signed(Duration::days(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_from_places() {
        for (place, number) in
            [("A1", Some(0)), ("Z9", Some(25)), ("AA1", Some(26)), ("XFD1", Some(16383)), ("1", None), ("ABCD1", None)]
        {
            assert_eq!(column(place), number);
        }
    }

    #[test]
    fn serial_numbers_are_days() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        assert_eq!(date(43_600.75, false), day(2019, 5, 15));
        assert_eq!(date(1.0, false), day(1900, 1, 1));
        assert_eq!(date(61.0, false), day(1900, 3, 1));
        assert_eq!(date(0.0, true), day(1904, 1, 1));
        assert_eq!(date(f64::NAN, false), None);
        assert_eq!(date(1e300, false), None);
    }
}
