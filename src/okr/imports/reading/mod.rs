//! Reads CSV and XLSX files as rows of cells, one at a time, within the limits of [`limits`](super::limits).
//!
//! [`open`] tells by its bytes what a file is and refuses, with a typed [`ReadError`], what cannot be read whole. Rows are
//! never gathered: a large file costs little more memory than a small one.

pub mod failure;

mod bytes;
mod content;
mod delimited;
mod delimiter;
mod encoding;
mod package;
mod strings;
mod styles;
#[cfg(test)]
mod tests;
mod workbook;
mod worksheet;
mod xml;

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, Read, Seek, SeekFrom};
use std::path::Path;

use chrono::NaiveDate;
use encoding_rs::Encoding;
use rust_decimal::Decimal;

use super::limits::MAX_ROWS;
use content::Content;
use delimited::DelimitedRows;
use delimiter::Delimiter;
use encoding::Decoded;
pub use failure::{ReadError, ReadErrorKind};
use workbook::Workbook;

/// What a cell holds. Text files hold text only; what it means is decided by the column it stands in.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text as written.
    Text(String),
    /// A number of a workbook; `percent` when the sheet shows it multiplied by 100 with a percent sign.
    Number {
        /// The stored number, to 15 significant digits.
        value: Decimal,
        /// Whether it is shown as a percentage.
        percent: bool,
    },
    /// A date of a workbook; the time of day is left out.
    Date(NaiveDate),
    /// A yes or no of a workbook.
    Truth(bool),
    /// A formula that failed: `#REF!` and its kin.
    Failed(String),
    /// A formula whose result the file does not hold.
    Uncalculated,
}

impl Cell {
    /// Whether there is nothing to see in the cell.
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The cell as text, numbers with a decimal point.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty | Cell::Uncalculated => Cow::Borrowed(""),
            Cell::Text(text) | Cell::Failed(text) => Cow::Borrowed(text),
            Cell::Number { value, percent: false } => Cow::Owned(value.normalize().to_string()),
            Cell::Number { value, percent: true } => {
                let shown = value.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(*value);
                Cow::Owned(format!("{}%", shown.normalize()))
            }
            Cell::Date(date) => Cow::Owned(date.format("%Y-%m-%d").to_string()),
            Cell::Truth(true) => Cow::Borrowed("true"),
            Cell::Truth(false) => Cow::Borrowed("false"),
        }
    }
}

/// One row that holds something.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Row number as a spreadsheet program shows it, from 1.
    pub line: u32,
    /// Cells from the first column on.
    pub cells: Vec<Cell>,
}

/// A file that can be read row by row, as often as needed.
pub struct Sheet {
    source: Source,
}

enum Source {
    Text { file: Box<dyn Input>, encoding: &'static Encoding, delimiter: Delimiter },
    Workbook(Box<Workbook>),
}

/// How a text file is written, to show to the person who imports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFormat {
    /// Name of the encoding, for example `UTF-8` or `windows-1251`.
    pub encoding: &'static str,
    /// Character between cells.
    pub delimiter: char,
}

/// Bytes that can be read more than once.
pub trait Input: Read + Seek + Send {}

impl<T: Read + Seek + Send> Input for T {}

/// Opens a file; `file_name` is the name that the person gave it, which may differ from that of `path`.
///
/// Fails as [`open_input`] does, and when the file cannot be opened.
pub fn open(path: &Path, file_name: &str) -> Result<Sheet, ReadError> {
    let file = File::open(path).map_err(|_| ReadErrorKind::Unreadable)?;
    open_input(Box::new(file), file_name)
}

/// Opens bytes that are a file's content.
///
/// Fails when the content is empty, too large, of another kind, protected, damaged or hostile. Faults deeper in it
/// come out of [`Sheet::rows`].
pub fn open_input(mut input: Box<dyn Input>, file_name: &str) -> Result<Sheet, ReadError> {
    let source = match content::detect(&mut input, file_name)? {
        Content::Text => open_text(input)?,
        Content::Archive => Source::Workbook(Box::new(Workbook::open(input)?)),
    };
    let mut sheet = Sheet { source };
    if sheet.head(1)?.is_empty() {
        return Err(ReadErrorKind::Empty.into());
    }
    Ok(sheet)
}

const SAMPLE_BYTES: u64 = 64 * 1024;

fn open_text(mut file: Box<dyn Input>) -> Result<Source, ReadError> {
    let unreadable = |_| ReadError::new(ReadErrorKind::Unreadable);
    file.rewind().map_err(unreadable)?;
    let encoding = encoding::detect(&mut file)?;
    file.rewind().map_err(unreadable)?;
    let mut sample = Vec::new();
    Decoded::new(&mut file, encoding).take(SAMPLE_BYTES).read_to_end(&mut sample).map_err(unreadable)?;
    let whole = (sample.len() as u64) < SAMPLE_BYTES;
    let delimiter = delimiter::sniff(&String::from_utf8_lossy(&sample), whole);
    Ok(Source::Text { file, encoding, delimiter })
}

impl Sheet {
    /// All rows from the first on.
    pub fn rows(&mut self) -> Result<Rows<'_>, ReadError> {
        let inner: Box<dyn Iterator<Item = Result<Row, ReadError>> + '_> = match &mut self.source {
            Source::Text { file, encoding, delimiter } => {
                let unreadable = |_| ReadError::new(ReadErrorKind::Unreadable);
                file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
                let mut text = Decoded::new(file, encoding);
                for _ in 0..delimiter.declared_lines {
                    text.read_line(&mut String::new()).map_err(unreadable)?;
                }
                Box::new(DelimitedRows::new(text, delimiter.byte, delimiter.declared_lines))
            }
            Source::Workbook(workbook) => Box::new(workbook.rows()?),
        };
        Ok(Rows { inner, count: 0, ended: false })
    }

    /// The first `count` rows.
    pub fn head(&mut self, count: usize) -> Result<Vec<Row>, ReadError> {
        self.rows()?.take(count).collect()
    }

    /// How the text is written; nothing for a workbook.
    pub fn text_format(&self) -> Option<TextFormat> {
        match &self.source {
            Source::Text { encoding, delimiter, .. } => {
                Some(TextFormat { encoding: encoding.name(), delimiter: char::from(delimiter.byte) })
            }
            Source::Workbook(_) => None,
        }
    }

    /// Names of the workbook's visible sheets, the one that is read first; nothing for a text file.
    pub fn sheet_names(&self) -> &[String] {
        match &self.source {
            Source::Text { .. } => &[],
            Source::Workbook(workbook) => workbook.sheet_names(),
        }
    }
}

/// Rows of a sheet in their order; ends after the first failure.
pub struct Rows<'a> {
    inner: Box<dyn Iterator<Item = Result<Row, ReadError>> + 'a>,
    count: u32,
    ended: bool,
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.inner.next().map(|row| {
            let row = row?;
            self.count += 1;
            if self.count > MAX_ROWS {
                return Err(ReadError::at_line(ReadErrorKind::TooManyRows, row.line));
            }
            Ok(row)
        });
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}
