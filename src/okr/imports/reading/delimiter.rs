//! Finds the delimiter of a text file from its first rows.

use super::delimited::DelimitedRows;
use super::failure::ReadErrorKind;

/// The delimiter, and how many lines at the top only declare it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delimiter {
    /// The byte between cells.
    pub byte: u8,
    /// 1 when the file begins with `sep=;`, as Excel writes it; 0 otherwise.
    pub declared_lines: u32,
}

const CANDIDATES: [u8; 3] = *b",;\t";
const ROWS_LOOKED_AT: usize = 50;

/// `sample` is the start of the decoded text; `whole` tells that nothing follows it.
pub fn sniff(sample: &str, whole: bool) -> Delimiter {
    if let Some(byte) = declared(sample) {
        return Delimiter { byte, declared_lines: 1 };
    }
    let byte = CANDIDATES
        .into_iter()
        .map(|byte| (evenness(sample, byte, whole), byte))
        .rev()
        .max_by_key(|(evenness, _)| *evenness)
        .map_or(b',', |(_, byte)| byte);
    Delimiter { byte, declared_lines: 0 }
}

fn declared(sample: &str) -> Option<u8> {
    let first = sample.lines().next()?;
    match first.strip_prefix("sep=")?.as_bytes() {
        [byte] => Some(*byte),
        _ => None,
    }
}

/// How well a delimiter fits: the share (per mille) of rows as wide as the header, then that width.
/// A header of one cell fits worst.
fn evenness(sample: &str, delimiter: u8, whole: bool) -> (usize, usize) {
    let mut widths: Vec<usize> = Vec::new();
    for row in DelimitedRows::new(sample.as_bytes(), delimiter, 0).take(ROWS_LOOKED_AT) {
        match row {
            Ok(row) => widths.push(row.cells.len()),
            Err(error) if error.kind == ReadErrorKind::QuoteNotClosed && !whole => break,
            Err(_) => return (0, 0),
        }
    }
    if !whole && widths.len() < ROWS_LOOKED_AT && widths.len() > 1 {
        // the last row of a sample may be cut off
        widths.pop();
    }
    let width = widths.first().copied().unwrap_or_default();
    if width < 2 {
        return (0, 0);
    }
    let even = widths.iter().filter(|other| **other == width).count();
    (even * 1000 / widths.len().max(1), width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn byte(sample: &str) -> u8 {
        sniff(sample, true).byte
    }

    #[test]
    fn each_delimiter_is_found_with_the_others_inside_cells() {
        for delimiter in [",", ";", "\t"] {
            let text = [
                ["Objective", "Key result", "Value"],
                ["\"Grow, calmly; and well\"", "\"One,\ntwo;\tthree\"", "\"0,5\""],
                ["Ship", "Document", "1"],
            ]
            .map(|row| row.join(delimiter))
            .join("\n");
            assert_eq!(char::from(byte(&text)).to_string(), delimiter);
        }
    }

    #[test]
    fn decimal_commas_do_not_hide_the_semicolon() {
        assert_eq!(byte("Objective;Value;Target\nShip;0,5;1,5\nGrow;0,1;2,5\n"), b';');
        assert_eq!(byte("Value;Target\n0,5;1\n0,1;2\n"), b';');
    }

    #[test]
    fn one_column_is_read_with_commas() {
        assert_eq!(byte("Objective\nShip\n"), b',');
    }

    #[test]
    fn a_declared_delimiter_wins() {
        assert_eq!(sniff("sep=|\na|b,c\n", true), Delimiter { byte: b'|', declared_lines: 1 });
    }

    #[test]
    fn a_row_cut_off_by_the_end_of_the_sample_does_not_count() {
        assert_eq!(sniff("a;b,c\n1;2\n3,", false).byte, b';');
    }
}
