//! The row that names the columns.

use super::guess::recognised;
use crate::okr::imports::reading::Row;

/// Names of the columns, and the row where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Row number as a spreadsheet program shows it.
    pub line: u32,
    /// One name for each column, spaces tidied; empty where the row is.
    pub names: Vec<String>,
}

const ROWS_LOOKED_AT: usize = 10;

impl Header {
    /// The row, among the first ten, in which most columns have a known name; the first row when none has.
    /// Nothing when there are no rows.
    pub fn find(rows: &[Row]) -> Option<Self> {
        rows.iter()
            .take(ROWS_LOOKED_AT)
            .map(Self::of)
            .rev()
            .max_by_key(|header| header.names.iter().filter(|name| recognised(name)).count())
    }

    /// The row with a number, as the header.
    pub fn at(rows: &[Row], line: u32) -> Option<Self> {
        rows.iter().find(|row| row.line == line).map(Self::of)
    }

    fn of(row: &Row) -> Self {
        Self {
            line: row.line,
            names: row.cells.iter().map(|cell| cell.text().split_whitespace().collect::<Vec<_>>().join(" ")).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::okr::imports::reading::Cell;

    fn row(line: u32, cells: &[&str]) -> Row {
        Row { line, cells: cells.iter().map(|text| Cell::Text((*text).to_owned())).collect() }
    }

    #[test]
    fn a_title_above_the_table_is_not_the_header() {
        let rows = [
            row(1, &["OKR 2019"]),
            row(3, &["Цель", " Ключевой\nрезультат ", "Балл"]),
            row(4, &["Рост", "Выручка", "0,5"]),
        ];
        assert_eq!(
            Header::find(&rows),
            Some(Header {
                line: 3, names: vec!["Цель".into(), "Ключевой результат".into(), "Балл".into()]
            })
        );
        assert_eq!(Header::find(&rows[..1]).map(|header| header.line), Some(1));
        assert_eq!(Header::at(&rows, 4).map(|header| header.names.len()), Some(3));
        assert_eq!(Header::find(&[]), None);
    }
}
