//! A workbook of one sheet, written row by row into an archive that is sent while it grows: nothing is gone back to, so no row is
//! held and no file is needed. Texts stand in their cells, because a table of shared ones would have to be kept until the end.
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};

use super::parts::{add, content_types, escaped, opening, relations, styles, workbook};
use crate::kernel::{Failure, Result};

/// The media type of a workbook.
pub const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Digits behind the decimal mark that numbers are shown with at most.
pub const MAX_DECIMALS: u32 = 10;

/// How a cell looks, and with it what its number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Head,
    /// Stays text when somebody edits it, whatever it begins with.
    Text,
    /// A day as the reader's country writes it.
    Day,
    /// A share of 1 as per cent, with this many decimals: 0 or 1.
    Percent(u32),
    /// With thousands apart and this many decimals.
    Number(u32),
    Plain,
}

impl Style {
    /// Its place in the list of [`styles`].
    pub fn place(self) -> u32 {
        match self {
            Self::Plain => 0,
            Self::Head => 1,
            Self::Text => 2,
            Self::Day => 3,
            Self::Percent(0) => 4,
            Self::Percent(_) => 5,
            Self::Number(decimals) => 6 + decimals.min(MAX_DECIMALS),
        }
    }
}

/// What a cell of a sheet holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    /// A number as the format writes it, with a point.
    Number(String),
    Truth(bool),
}

/// A column: its name, and its width in characters.
pub struct Column {
    pub name: String,
    pub width: u8,
}

/// The bytes that the archive has given out and nobody has taken yet.
#[derive(Clone, Default)]
struct Out(Arc<Mutex<Vec<u8>>>);

impl Out {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub struct Sheet {
    zip: ZipWriter<StreamWriter<Out>>,
    out: Out,
    name: String,
    columns: usize,
    rows: u32,
}

impl Sheet {
    /// A workbook with the row of names, which stays in sight; the sheet is called `name`.
    pub fn begin(name: &str, columns: Vec<Column>) -> Result<Self> {
        let out = Out::default();
        let zip = ZipWriter::new_stream(out.clone());
        let mut sheet = Self { zip, out, name: sheet_name(name), columns: columns.len(), rows: 0 };
        for (part, content) in [
            ("[Content_Types].xml", content_types()),
            ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")])),
            (
                "xl/_rels/workbook.xml.rels",
                relations(&[("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")]),
            ),
            ("xl/styles.xml", styles()),
            ("xl/worksheets/sheet1.xml", opening(&columns)),
        ] {
            sheet.part(part, &content)?;
        }
        let names = columns.into_iter().map(|column| Some((Value::Text(column.name), Style::Head))).collect();
        sheet.row(names)?;
        Ok(sheet)
    }

    /// Adds a row of cells from the first column on.
    pub fn row(&mut self, cells: Vec<Option<(Value, Style)>>) -> Result<()> {
        self.rows = self.rows.saturating_add(1);
        let line = self.rows;
        let mut xml = format!("<row r=\"{line}\"{}>", if line == 1 { " ht=\"33\" customHeight=\"1\"" } else { "" });
        for (column, cell) in cells.into_iter().enumerate() {
            let Some((value, style)) = cell else { continue };
            let (place, style) = (letters(column), style.place());
            match value {
                Value::Text(text) => {
                    let text = escaped(&text);
                    add(
                        &mut xml,
                        format_args!(
                            "<c r=\"{place}{line}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
                        ),
                    );
                }
                Value::Number(number) => {
                    add(&mut xml, format_args!("<c r=\"{place}{line}\" s=\"{style}\"><v>{number}</v></c>"));
                }
                Value::Truth(truth) => {
                    let truth = u8::from(truth);
                    add(&mut xml, format_args!("<c r=\"{place}{line}\" s=\"{style}\" t=\"b\"><v>{truth}</v></c>"));
                }
            }
        }
        xml.push_str("</row>");
        self.zip.write_all(xml.as_bytes()).map_err(Failure::internal)
    }

    /// What has been written since it was last taken.
    pub fn take(&self) -> Vec<u8> {
        self.out.take()
    }

    /// The rest of the archive. How many rows there are is only known now, so what says it comes last.
    pub fn end(mut self) -> Result<Vec<u8>> {
        let last = letters(self.columns.saturating_sub(1));
        let ending = format!(
            "</sheetData><autoFilter ref=\"A1:{last}{0}\"/><pageMargins left=\"0.5\" right=\"0.5\" top=\"0.5\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/></worksheet>",
            self.rows
        );
        self.zip.write_all(ending.as_bytes()).map_err(Failure::internal)?;
        let workbook = workbook(&self.name, &last, self.rows);
        self.part("xl/workbook.xml", &workbook)?;
        self.zip.finish().map_err(zip_failure)?;
        Ok(self.out.take())
    }

    fn part(&mut self, name: &str, content: &str) -> Result<()> {
        self.zip.start_file(name, SimpleFileOptions::default()).map_err(zip_failure)?;
        self.zip.write_all(content.as_bytes()).map_err(Failure::internal)
    }
}

fn zip_failure(error: ZipError) -> Failure {
    Failure::internal(error)
}

/// At most 31 characters, none of those that refer to other sheets.
fn sheet_name(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'')).take(31).collect()
}

/// The letters of a column counted from 0: A, Z, AA.
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::okr::imports::reading::{Cell, open_input};
    use proptest::prelude::*;
    use std::io::Cursor;

    fn read(rows: Vec<Vec<Option<(Value, Style)>>>) -> Vec<Vec<Cell>> {
        let column = || Column { name: "Цель & <\">".into(), width: 10 };
        let mut sheet = Sheet::begin("Цели: [все] & '1'", vec![column(), column(), column()]).unwrap();
        let mut bytes = Vec::new();
        for row in rows {
            sheet.row(row).unwrap();
            bytes.extend(sheet.take());
        }
        bytes.extend(sheet.end().unwrap());
        let mut sheet = open_input(Box::new(Cursor::new(bytes)), "a.xlsx").unwrap();
        assert_eq!(sheet.sheet_names(), ["Цели все & 1"]);
        let rows: Vec<_> = sheet.rows().unwrap().map(|row| row.unwrap().cells).collect();
        assert_eq!(rows[0], vec![Cell::Text("Цель & <\">".into()); 3]);
        rows[1..].to_vec()
    }

    #[test]
    fn cells_keep_their_types() {
        let cell = |value, style| Some((value, style));
        let rows = read(vec![
            vec![
                cell(Value::Text("=cmd|' /C calc'!A0".into()), Style::Text),
                None,
                cell(Value::Number("-12.5".into()), Style::Number(1)),
            ],
            vec![
                cell(Value::Truth(true), Style::Plain),
                cell(Value::Number("46328".into()), Style::Day),
                cell(Value::Number("0.415".into()), Style::Percent(1)),
            ],
        ]);
        let number = |text: &str, percent| Cell::Number { value: text.parse().unwrap(), percent };
        assert_eq!(rows[0], [Cell::Text("=cmd|' /C calc'!A0".into()), Cell::Empty, number("-12.5", false)]);
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
        assert_eq!(rows[1], [Cell::Truth(true), Cell::Date(day), number("0.415", true)]);
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_text_is_read_back(text in "(\\PC|[\\x01-\\x1f]|_x000D_|_x|_|\u{ffff}){1,40}") {
            let rows = read(vec![vec![Some((Value::Text(text.clone()), Style::Text)), Some((Value::Text("x".into()), Style::Text))]]);
            prop_assert_eq!(&rows[0][0], &Cell::Text(text));
        }
    }
}
