//! Splits delimited text into rows: quotes, doubled quotes, line breaks inside quotes, any kind of line end.

use std::io::BufRead;

use super::failure::{ReadError, ReadErrorKind};
use super::{Cell, Row};
use crate::okr::imports::limits::{MAX_CELL_CHARS, MAX_COLUMNS};

/// Rows of delimited UTF-8 text, one by one; blank rows are counted and left out.
pub struct DelimitedRows<R> {
    text: R,
    delimiter: u8,
    line: u32,
    after_return: bool,
    ended: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

/// The row being read.
struct Record {
    cells: Vec<Cell>,
    field: Vec<u8>,
    characters: usize,
    column: usize,
}

impl<R: BufRead> DelimitedRows<R> {
    /// Reads `text` from where it stands; that is line 1 after `lines_before` lines.
    pub fn new(text: R, delimiter: u8, lines_before: u32) -> Self {
        Self { text, delimiter, line: lines_before, after_return: false, ended: false }
    }

    fn next_row(&mut self) -> Result<Option<Row>, ReadError> {
        while !self.ended {
            self.line = self.line.saturating_add(1);
            let cells = self.record()?;
            if cells.iter().any(|cell| !cell.is_blank()) {
                return Ok(Some(Row { line: self.line, cells }));
            }
        }
        Ok(None)
    }

    /// Reads up to the end of a record; a spreadsheet program counts it as one row however many lines it has.
    fn record(&mut self) -> Result<Vec<Cell>, ReadError> {
        let mut record = Record { cells: Vec::new(), field: Vec::new(), characters: 0, column: 0 };
        let mut state = State::FieldStart;
        loop {
            let chunk = self.text.fill_buf().map_err(|_| ReadError::at_line(ReadErrorKind::Unreadable, self.line))?;
            if chunk.is_empty() {
                self.ended = true;
                if state == State::Quoted {
                    return Err(ReadError::at_line(ReadErrorKind::QuoteNotClosed, self.line));
                }
                record.end_field(self.line)?;
                return Ok(record.cells);
            }
            let mut used = 0;
            let mut complete = false;
            for &byte in chunk {
                used += 1;
                if std::mem::take(&mut self.after_return) && byte == b'\n' {
                    continue;
                }
                match (state, byte) {
                    (State::Quoted, b'"') => state = State::QuoteInQuoted,
                    (State::Quoted, _) => record.push(byte, self.line)?,
                    (State::QuoteInQuoted, b'"') => {
                        record.push(byte, self.line)?;
                        state = State::Quoted;
                    }
                    (State::FieldStart, b'"') => state = State::Quoted,
                    (_, b'\n' | b'\r') => {
                        self.after_return = byte == b'\r';
                        complete = true;
                        break;
                    }
                    (_, _) if byte == self.delimiter => {
                        record.end_field(self.line)?;
                        state = State::FieldStart;
                    }
                    (_, _) => {
                        record.push(byte, self.line)?;
                        state = State::Plain;
                    }
                }
            }
            self.text.consume(used);
            if complete {
                record.end_field(self.line)?;
                return Ok(record.cells);
            }
        }
    }
}

impl Record {
    fn push(&mut self, byte: u8, line: u32) -> Result<(), ReadError> {
        // every byte of UTF-8 but a continuation begins a character
        self.characters += usize::from(byte & 0xC0 != 0x80);
        if self.characters > MAX_CELL_CHARS {
            return Err(ReadError::at_cell(ReadErrorKind::CellTooLong, line, self.column));
        }
        self.field.push(byte);
        Ok(())
    }

    fn end_field(&mut self, line: u32) -> Result<(), ReadError> {
        let cell = if self.field.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(String::from_utf8_lossy(&self.field).into_owned())
        };
        if self.column < MAX_COLUMNS {
            self.cells.push(cell);
        } else if !cell.is_blank() {
            return Err(ReadError::at_cell(ReadErrorKind::TooManyColumns, line, self.column));
        }
        self.field.clear();
        self.characters = 0;
        self.column += 1;
        Ok(())
    }
}

impl<R: BufRead> Iterator for DelimitedRows<R> {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.next_row();
        self.ended |= row.is_err();
        row.transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str, delimiter: u8) -> Vec<(u32, Vec<String>)> {
        DelimitedRows::new(text.as_bytes(), delimiter, 0)
            .map(|row| {
                let row = row.unwrap();
                (row.line, row.cells.iter().map(|cell| cell.text().into_owned()).collect())
            })
            .collect()
    }

    fn refusal(text: &str) -> ReadError {
        DelimitedRows::new(text.as_bytes(), b',', 0).find_map(Result::err).expect("a refusal")
    }

    #[test]
    fn rows_count_as_in_a_spreadsheet_whatever_ends_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "\"x\ny\",2", "", "3,4", ""].join(end);
            assert_eq!(
                rows(&text, b','),
                vec![
                    (1, vec!["a".into(), "b".into()]),
                    (2, vec!["x\ny".into(), "2".into()]),
                    (4, vec!["3".into(), "4".into()]),
                ],
                "{end:?}"
            );
        }
    }

    #[test]
    fn quotes_are_doubled_inside_quotes_and_plain_elsewhere() {
        assert_eq!(
            rows("\"say \"\"hi\"\"\",5\" disk,\"a\"b,\"\"\n", b','),
            vec![(1, vec!["say \"hi\"".into(), "5\" disk".into(), "ab".into(), "".into()])]
        );
    }

    #[test]
    fn an_open_quote_names_the_row_where_it_began() {
        let error = refusal("a,b\n1,2\n3,\"4\n5,6\n");
        assert_eq!((error.kind, error.line), (ReadErrorKind::QuoteNotClosed, Some(3)));
    }

    #[test]
    fn long_cells_and_wide_rows_are_refused_with_their_place() {
        let error = refusal(&format!("a,b\n1,{}\n", "ж".repeat(MAX_CELL_CHARS + 1)));
        assert_eq!(error, ReadError::at_cell(ReadErrorKind::CellTooLong, 2, 1));
        let longest = format!("a,b\n1,{}\n", "ж".repeat(MAX_CELL_CHARS));
        assert_eq!(rows(&longest, b',').len(), 2);
        let error = refusal(&format!("a\n{}x\n", ",".repeat(MAX_COLUMNS)));
        assert_eq!(error, ReadError::at_cell(ReadErrorKind::TooManyColumns, 2, MAX_COLUMNS));
        let (_, cells) = rows(&format!("a{}\n", ",".repeat(5 * MAX_COLUMNS)), b',').remove(0);
        assert_eq!(cells.len(), MAX_COLUMNS);
    }

    proptest! {
        #[test]
        fn what_a_csv_writer_wrote_is_read_back(
            table in prop::collection::vec(prop::collection::vec("[a-zа-я0-9 ,;\"\r\n\t=+@-]{0,12}", 3), 1..12),
            delimiter in prop::sample::select(vec![b',', b';', b'\t']),
        ) {
            let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let written: Vec<(u32, Vec<String>)> = table
                .iter()
                .enumerate()
                .filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()))
                .map(|(i, row)| (i as u32 + 1, row.clone()))
                .collect();
            prop_assert_eq!(rows(&text, delimiter), written);
        }
    }
}
