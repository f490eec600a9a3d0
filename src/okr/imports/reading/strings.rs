//! Texts: the table that cells of a workbook share, and how a text is put together from its runs.

use quick_xml::events::Event;

use super::failure::{ReadError, ReadErrorKind};
use super::xml::{self, Xml};
use crate::okr::imports::limits::{MAX_CELL_CHARS, MAX_SHARED_TEXT_BYTES, MAX_SHARED_TEXTS};

/// All shared texts in one buffer, which costs less than a text of its own for each.
#[derive(Default)]
pub struct SharedTexts {
    text: String,
    ends: Vec<u32>,
}

impl SharedTexts {
    /// Reads the table. The counts that the file declares are not believed.
    pub fn read(mut xml: Xml<'_>) -> Result<Self, ReadError> {
        let mut texts = Self::default();
        loop {
            let is_item = match xml.next()? {
                Event::Start(start) => xml::name(&start) == "si",
                Event::Eof => return Ok(texts),
                _ => false,
            };
            if is_item {
                let text = read_text(&mut xml, "si")?;
                texts.add(&text)?;
            }
        }
    }

    fn add(&mut self, text: &str) -> Result<(), ReadError> {
        self.text.push_str(text);
        if self.text.len() > MAX_SHARED_TEXT_BYTES || self.ends.len() >= MAX_SHARED_TEXTS {
            return Err(ReadErrorKind::Bomb.into());
        }
        let end = u32::try_from(self.text.len()).map_err(|_| ReadErrorKind::Bomb)?;
        self.ends.push(end);
        Ok(())
    }

    /// The text with a number, counted from 0.
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)? as usize,
            None => 0,
        };
        self.text.get(start..end)
    }
}

/// Reads the text inside an element that has just begun, up to its end: plain or in runs, without the reading aids
/// of East Asian text. Longer than a cell may be, it is cut one character past the limit, so that the cell is refused.
pub fn read_text(xml: &mut Xml<'_>, element: &str) -> Result<String, ReadError> {
    let mut text = String::new();
    let mut characters = 0;
    let mut inside_text = false;
    let mut inside_aid = false;
    loop {
        match xml.next()? {
            Event::Start(start) => match xml::name(&start) {
                "t" => inside_text = true,
                "rPh" => inside_aid = true,
                _ => {}
            },
            Event::End(end) => match end.local_name().into_inner() {
                "t" => inside_text = false,
                "rPh" => inside_aid = false,
                name if name == element => return Ok(unescape(text)),
                _ => {}
            },
            Event::Text(piece) if inside_text && !inside_aid => {
                append(&mut text, &mut characters, &piece.xml10_content());
            }
            Event::CData(piece) if inside_text && !inside_aid => {
                append(&mut text, &mut characters, &piece.xml10_content());
            }
            Event::GeneralRef(reference) => {
                let character = xml::character(&reference)?;
                if inside_text && !inside_aid {
                    append(&mut text, &mut characters, character.encode_utf8(&mut [0; 4]));
                }
            }
            Event::Eof => return Err(ReadErrorKind::Broken.into()),
            _ => {}
        }
    }
}

/// Adds a piece, but never more than one character beyond what a cell may hold.
pub fn append(text: &mut String, characters: &mut usize, piece: &str) {
    // Escapes of seven characters may still shrink to one.
    let room = (MAX_CELL_CHARS * 7 + 1).saturating_sub(*characters);
    let before = text.len();
    text.extend(piece.chars().take(room));
    *characters += text.get(before..).map_or(0, |added| added.chars().count());
}

/// Workbooks write characters that XML forbids as `_x000D_`.
pub fn unescape(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let escape = from
            .get(2..6)
            .filter(|_| from.get(6..7) == Some("_"))
            .filter(|hex| hex.chars().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32);
        let taken = match escape {
            Some(character) => {
                plain.push(character);
                7
            }
            None => {
                plain.push_str("_x");
                2
            }
        };
        rest = from.get(taken..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_workbooks_become_characters() {
        for (written, meant) in
            [("a_x000D_b", "a\rb"), ("_x005F_x000D_", "_x000D_"), ("_x00ZZ_ _xжж", "_x00ZZ_ _xжж"), ("end_x", "end_x")]
        {
            assert_eq!(unescape(written.to_owned()), meant);
        }
    }

    #[test]
    fn texts_are_found_by_number() {
        let mut texts = SharedTexts::default();
        for text in ["Цель", "", "b"] {
            texts.add(text).unwrap();
        }
        assert_eq!([0, 1, 2, 3].map(|index| texts.get(index)), [Some("Цель"), Some(""), Some("b"), None]);
    }
}
