//! The archive that a workbook is: finds parts by name and unpacks them within limits.

use std::io::{self, BufReader, Read};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::failure::{ReadError, ReadErrorKind};
use super::{Input, bytes};
use crate::okr::imports::limits::{
    MAX_ARCHIVE_ENTRIES, MAX_MARKUP_BYTES, MAX_UNPACK_RATIO, MAX_UNPACKED_BYTES, RATIO_FROM_BYTES,
};

/// An opened archive whose declared sizes are within the limits.
pub struct Package {
    archive: ZipArchive<BufReader<Box<dyn Input>>>,
}

impl Package {
    /// Reads the directory of the archive; refuses too many entries and too large declared sizes.
    pub fn open(mut input: Box<dyn Input>) -> Result<Self, ReadError> {
        // Counted before the directory is built, which takes memory for each entry.
        let entries =
            bytes::count(&mut input, b"PK\x01\x02", MAX_ARCHIVE_ENTRIES + 1).map_err(|_| ReadErrorKind::Unreadable)?;
        if entries > MAX_ARCHIVE_ENTRIES {
            return Err(ReadErrorKind::Bomb.into());
        }
        let archive = ZipArchive::new(BufReader::new(input)).map_err(zip_kind)?;
        let mut package = Self { archive };
        package.check_declared_sizes()?;
        Ok(package)
    }

    fn check_declared_sizes(&mut self) -> Result<(), ReadError> {
        let mut total: u64 = 0;
        for index in 0..self.archive.len() {
            let entry = self.archive.by_index_data(index).map_err(zip_kind)?;
            if entry.encrypted() {
                return Err(ReadErrorKind::Protected.into());
            }
            total = total.saturating_add(entry.size());
            if total > MAX_UNPACKED_BYTES || is_too_dense(entry.size(), entry.compressed_size()) {
                return Err(ReadErrorKind::Bomb.into());
            }
        }
        Ok(())
    }

    /// The name under which the archive holds a part; case does not matter and a leading `/` is allowed.
    pub fn find(&self, path: &str) -> Option<String> {
        let path = path.trim_start_matches('/');
        self.archive
            .file_names()
            .filter_map(Result::ok)
            .map(|name| name.into_owned())
            .find(|name| name.replace('\\', "/").eq_ignore_ascii_case(path))
    }

    /// Unpacks a part by the name that [`Package::find`] gave.
    pub fn part(&mut self, name: &str) -> Result<Part<'_>, ReadError> {
        let file = self.archive.by_name(name).map_err(zip_kind)?;
        Ok(Part { packed: file.compressed_size(), file, unpacked: 0, markup: 0 })
    }
}

fn zip_kind(error: ZipError) -> ReadErrorKind {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ReadErrorKind::Protected,
        _ => ReadErrorKind::Broken,
    }
}

fn is_too_dense(unpacked: u64, packed: u64) -> bool {
    unpacked > RATIO_FROM_BYTES && unpacked > packed.saturating_mul(MAX_UNPACK_RATIO)
}

/// Bytes of one part, counted as they come out, whatever the archive declared.
pub struct Part<'a> {
    file: ZipFile<'a, BufReader<Box<dyn Input>>>,
    packed: u64,
    unpacked: u64,
    markup: usize,
}

impl Part<'_> {
    /// Tells that a piece of markup was complete, so that the next may be as large again.
    pub fn markup_read(&mut self) {
        self.markup = 0;
    }
}

impl Read for Part<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(out)?;
        self.unpacked += read as u64;
        self.markup += read;
        let too_much = self.unpacked > MAX_UNPACKED_BYTES
            || is_too_dense(self.unpacked, self.packed)
            || self.markup > MAX_MARKUP_BYTES;
        if too_much {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "unpacks too large"));
        }
        Ok(read)
    }
}
