//! CSV as people take it along. Spreadsheet programs take the separator from the country they are set to, so the language decides it.
use crate::kernel::{Failure, Locale, Result};

/// The mark by which spreadsheet programs know UTF-8.
const MARK: &str = "\u{feff}";

/// The beginning of a file: its mark and the names of its columns.
pub fn begin(locale: Locale, heads: Vec<String>) -> Result<Vec<u8>> {
    let mut bytes = MARK.as_bytes().to_vec();
    bytes.extend(rows(locale, [heads])?);
    Ok(bytes)
}

/// Rows of the file. Text that people wrote goes through [`super::guard::guard`] before.
pub fn rows(locale: Locale, rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let delimiter = match locale {
        Locale::En => b',',
        Locale::Ru => b';',
    };
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).map_err(Failure::internal)?;
    }
    writer.into_inner().map_err(|error| Failure::internal(error.into_error()))
}
