//! Why a file cannot be read as a sheet.

use crate::i18n::Lang;
use crate::okr::imports::json;
use crate::okr::imports::limits;
use crate::okr::imports::message::Message;

/// Kinds of refusal; each has a message of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadErrorKind {
    /// No bytes, or no cell that holds something.
    Empty,
    /// More than [`limits::MAX_FILE_BYTES`].
    TooLarge,
    /// The file could not be opened or read.
    Unreadable,
    /// Neither CSV nor XLSX.
    NotASheet,
    /// The name says XLSX, the content is text.
    TextNamedWorkbook,
    /// The name says CSV or text, the content is a workbook.
    WorkbookNamedText,
    /// The workbook opens with a password only.
    Protected,
    /// A workbook of Excel 97–2003.
    OldWorkbook,
    /// A spreadsheet of another kind (ODS, XLSB).
    OtherWorkbook,
    /// The archive or the XML of the workbook is damaged.
    Broken,
    /// The workbook unpacks to far more than it should.
    Bomb,
    /// The XML declares a document type or entities of its own.
    Entities,
    /// More than [`limits::MAX_ROWS`] rows.
    TooManyRows,
    /// More than [`limits::MAX_COLUMNS`] columns.
    TooManyColumns,
    /// A cell of more than [`limits::MAX_CELL_CHARS`] characters.
    CellTooLong,
    /// The text is in none of the encodings that are understood.
    UnknownEncoding,
    /// A quotation mark is opened and never closed.
    QuoteNotClosed,
    /// JSON in another encoding than UTF-8.
    NotUtf8,
    /// No JSON.
    BrokenJson,
    /// JSON that nests deeper than [`limits::MAX_JSON_DEPTH`].
    TooDeep,
    /// JSON, but no export of objectives.
    ForeignJson,
    /// An export in a version that is not known; 0 when it names none.
    OtherVersion(u64),
    /// An export without objectives.
    NoObjectives,
}

/// A refusal with the place where it was noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// What is wrong.
    pub kind: ReadErrorKind,
    /// Row number as a spreadsheet program shows it.
    pub line: Option<u32>,
    /// Column letters as a spreadsheet program shows them.
    pub column: Option<String>,
}

impl ReadError {
    /// A refusal of the file as a whole.
    pub fn new(kind: ReadErrorKind) -> Self {
        Self { kind, line: None, column: None }
    }

    /// A refusal noticed in a row.
    pub fn at_line(kind: ReadErrorKind, line: u32) -> Self {
        Self { kind, line: Some(line), column: None }
    }

    /// A refusal noticed in a cell; `column` counts from 0.
    pub fn at_cell(kind: ReadErrorKind, line: u32, column: usize) -> Self {
        Self { kind, line: Some(line), column: Some(column_letters(column)) }
    }

    /// The words to show, as an id with arguments.
    pub fn message(&self) -> Message {
        use ReadErrorKind::*;
        match self.kind {
            Empty => Message::new("import-error-empty"),
            TooLarge => {
                Message::new("import-error-too-large").number("limit", (limits::MAX_FILE_BYTES / (1024 * 1024)) as i64)
            }
            Unreadable => Message::new("import-error-unreadable"),
            NotASheet => Message::new("import-error-not-a-sheet"),
            TextNamedWorkbook => Message::new("import-error-text-named-workbook"),
            WorkbookNamedText => Message::new("import-error-workbook-named-text"),
            Protected => Message::new("import-error-protected"),
            OldWorkbook => Message::new("import-error-old-workbook"),
            OtherWorkbook => Message::new("import-error-other-workbook"),
            Broken => Message::new("import-error-broken"),
            Bomb => Message::new("import-error-bomb"),
            Entities => Message::new("import-error-entities"),
            TooManyRows => Message::new("import-error-too-many-rows").number("limit", i64::from(limits::MAX_ROWS) - 1),
            TooManyColumns => Message::new("import-error-too-many-columns").number("limit", limits::MAX_COLUMNS as i64),
            CellTooLong => Message::new("import-error-cell-too-long").number("limit", limits::MAX_CELL_CHARS as i64),
            UnknownEncoding => Message::new("import-error-unknown-encoding"),
            QuoteNotClosed => Message::new("import-error-quote-not-closed"),
            NotUtf8 => Message::new("import-error-not-utf8"),
            BrokenJson => Message::new("import-error-broken-json"),
            TooDeep => Message::new("import-error-too-deep").number("limit", limits::MAX_JSON_DEPTH as i64),
            ForeignJson => Message::new("import-error-foreign-json").text("format", json::FORMAT),
            OtherVersion(version) => Message::new("import-error-other-version")
                .text("version", version.to_string())
                .text("known", json::VERSION.to_string()),
            NoObjectives => Message::new("import-error-no-objectives"),
        }
    }
}

impl ReadError {
    /// The words, with the place in front when it is known.
    pub fn in_words(&self, lang: &Lang) -> String {
        let words = self.message().in_words(lang);
        let is_json = matches!(self.kind, ReadErrorKind::BrokenJson | ReadErrorKind::TooDeep);
        let placed = match (self.line, &self.column) {
            (Some(line), column) if is_json => {
                let place = Message::new("import-error-in-line").text("line", line.to_string());
                match column {
                    Some(column) => Message::new("import-error-at-character")
                        .text("line", line.to_string())
                        .text("character", column),
                    None => place,
                }
            }
            (Some(line), Some(column)) => Message::new("import-error-in-cell").text("cell", format!("{column}{line}")),
            (Some(line), None) => Message::new("import-error-in-row").text("line", line.to_string()),
            (None, _) => return words,
        };
        placed.text("message", words).in_words(lang)
    }
}

impl From<ReadErrorKind> for ReadError {
    fn from(kind: ReadErrorKind) -> Self {
        Self::new(kind)
    }
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {:?} {:?}", self.kind, self.line, self.column)
    }
}

impl std::error::Error for ReadError {}

/// Letters of a column that counts from 0: 0 → A, 25 → Z, 26 → AA.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + (rest % 26) as u8));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => break,
        }
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_letters(column), letters);
        }
    }
}
