//! Walks the XML of a workbook's part: no document types, no entities of its own, limited depth and size.

use std::borrow::Cow;
use std::io::{BufReader, ErrorKind};

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};

use super::failure::{ReadError, ReadErrorKind};
use super::package::Part;
use crate::okr::imports::limits::MAX_XML_DEPTH;

/// A part read as XML. Empty elements come as a start and an end.
pub struct Xml<'a> {
    reader: Reader<BufReader<Part<'a>>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<'a> Xml<'a> {
    /// Reads the part from its start.
    pub fn new(part: Part<'a>) -> Self {
        let mut reader = Reader::from_reader(BufReader::new(part));
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    /// The next event; `Event::Eof` only when every element was closed.
    pub fn next(&mut self) -> Result<Event<'_>, ReadError> {
        self.buffer.clear();
        self.reader.get_mut().get_mut().markup_read();
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| failure(&error))?;
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::DocType(_) => return Err(ReadErrorKind::Entities.into()),
            Event::Eof if self.depth > 0 => return Err(ReadErrorKind::Broken.into()),
            _ => {}
        }
        if self.depth > MAX_XML_DEPTH {
            return Err(ReadErrorKind::Broken.into());
        }
        Ok(event)
    }
}

fn failure(error: &Error) -> ReadError {
    match error {
        Error::Io(error) if error.kind() == ErrorKind::FileTooLarge => ReadErrorKind::Bomb.into(),
        _ => ReadErrorKind::Broken.into(),
    }
}

/// The name of an element without its prefix.
pub fn name<'e>(start: &'e BytesStart<'_>) -> &'e str {
    start.local_name().into_inner()
}

/// The value of an attribute, found by its name without prefix.
pub fn attribute<'e>(start: &'e BytesStart<'_>, name: &str) -> Result<Option<Cow<'e, str>>, ReadError> {
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| ReadErrorKind::Broken)?;
        if attribute.key.local_name().into_inner() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| ReadErrorKind::Entities)?;
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// The character that a reference such as `&amp;` or `&#10;` stands for; entities of the file's own are refused.
pub fn character(reference: &BytesRef<'_>) -> Result<char, ReadError> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Ok(character),
        Err(_) => Err(ReadErrorKind::Broken.into()),
        Ok(None) => match &**reference {
            "amp" => Ok('&'),
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "quot" => Ok('"'),
            "apos" => Ok('\''),
            _ => Err(ReadErrorKind::Entities.into()),
        },
    }
}
