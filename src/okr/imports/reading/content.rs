//! Tells by the bytes, not by the name, what a file is.

use std::io::SeekFrom;
use std::path::Path;

use super::failure::{ReadError, ReadErrorKind};
use super::{Input, bytes};
use crate::okr::imports::limits;

/// What can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Text with delimiters.
    Text,
    /// A ZIP archive, perhaps a workbook.
    Archive,
}

const ARCHIVE: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const OTHER_FORMATS: [&[u8]; 8] =
    [b"%PDF", b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"\x1F\x8B", b"7z\xBC\xAF", b"Rar!", b"\x7FELF"];
const WORKBOOK_NAMES: [&str; 6] = ["xlsx", "xlsm", "xltx", "xls", "xlsb", "ods"];
const TEXT_NAMES: [&str; 4] = ["csv", "tsv", "tab", "txt"];

/// Decides what the file holds, and refuses what cannot be a sheet.
pub fn detect(file: &mut Box<dyn Input>, file_name: &str) -> Result<Content, ReadError> {
    let size = file.seek(SeekFrom::End(0)).map_err(|_| ReadErrorKind::Unreadable)?;
    if size == 0 {
        return Err(ReadErrorKind::Empty.into());
    }
    if size > limits::MAX_FILE_BYTES {
        return Err(ReadErrorKind::TooLarge.into());
    }
    let head = bytes::head(file, 512).map_err(|_| ReadErrorKind::Unreadable)?;
    if head.starts_with(COMPOUND) {
        return Err(compound_kind(file)?.into());
    }
    if OTHER_FORMATS.iter().any(|magic| head.starts_with(magic)) || is_markup(&head) {
        return Err(ReadErrorKind::NotASheet.into());
    }
    let extension = extension(file_name);
    if head.starts_with(ARCHIVE) {
        if TEXT_NAMES.contains(&extension.as_str()) {
            return Err(ReadErrorKind::WorkbookNamedText.into());
        }
        return Ok(Content::Archive);
    }
    if WORKBOOK_NAMES.contains(&extension.as_str()) {
        return Err(if is_text(&head) {
            ReadErrorKind::TextNamedWorkbook.into()
        } else {
            ReadErrorKind::Broken.into()
        });
    }
    Ok(Content::Text)
}

/// Excel wraps an encrypted workbook into the container that its old format used.
fn compound_kind(file: &mut Box<dyn Input>) -> Result<ReadErrorKind, ReadError> {
    let holds = |file: &mut Box<dyn Input>, name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes::count(file, &name, 1).map_err(|_| ReadError::new(ReadErrorKind::Unreadable))
    };
    if holds(file, "EncryptedPackage")? > 0 {
        Ok(ReadErrorKind::Protected)
    } else if holds(file, "Workbook")? > 0 || holds(file, "Book")? > 0 {
        Ok(ReadErrorKind::OldWorkbook)
    } else {
        Ok(ReadErrorKind::NotASheet)
    }
}

/// HTML and XML: web exports often call a page «.xls» or «.csv».
fn is_markup(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let start: Vec<u8> =
        head.iter().skip_while(|byte| byte.is_ascii_whitespace()).take(9).map(u8::to_ascii_lowercase).collect();
    let tags: [&[u8]; 5] = [b"<!doctype", b"<html", b"<?xml", b"<table", b"<head"];
    tags.iter().any(|tag| start.starts_with(tag))
}

fn is_text(head: &[u8]) -> bool {
    !head.iter().any(|byte| *byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n'))
}

fn extension(file_name: &str) -> String {
    Path::new(file_name).extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}
