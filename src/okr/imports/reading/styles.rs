//! Number formats of a workbook, as far as they change what a number means: dates and percentages.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::failure::ReadError;
use super::xml::{self, Xml};

/// What a number with a format means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// A number.
    #[default]
    Number,
    /// Days since the workbook's first day.
    Date,
    /// A share of 1, shown as percent.
    Percent,
}

/// Formats by the style number that cells refer to.
#[derive(Default)]
pub struct Styles {
    formats: Vec<Format>,
}

impl Styles {
    /// Reads the part with the styles.
    pub fn read(mut xml: Xml<'_>) -> Result<Self, ReadError> {
        let mut custom: HashMap<u32, Format> = HashMap::new();
        let mut formats = Vec::new();
        let mut inside_cell_styles = false;
        loop {
            match xml.next()? {
                Event::Start(start) => match xml::name(&start) {
                    "numFmt" => {
                        let id = number(xml::attribute(&start, "numFmtId")?.as_deref());
                        if let Some(code) = xml::attribute(&start, "formatCode")? {
                            custom.insert(id, meaning(&code));
                        }
                    }
                    "cellXfs" => inside_cell_styles = true,
                    "xf" if inside_cell_styles => {
                        let id = number(xml::attribute(&start, "numFmtId")?.as_deref());
                        formats.push(custom.get(&id).copied().unwrap_or(built_in(id)));
                    }
                    _ => {}
                },
                Event::End(end) if end.local_name().into_inner() == "cellXfs" => {
                    inside_cell_styles = false;
                }
                Event::Eof => return Ok(Self { formats }),
                _ => {}
            }
        }
    }

    /// The format with a style number.
    pub fn format(&self, style: usize) -> Format {
        self.formats.get(style).copied().unwrap_or_default()
    }
}

fn number(text: Option<&str>) -> u32 {
    text.and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn built_in(id: u32) -> Format {
    match id {
        9 | 10 => Format::Percent,
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Format::Date,
        _ => Format::Number,
    }
}

/// What a format code means: quoted, escaped and bracketed parts say nothing; only its first section counts.
fn meaning(code: &str) -> Format {
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                characters.by_ref().find(|c| *c == '"');
            }
            '[' => {
                // [h] and [mm] count hours; colours, conditions and languages are longer or other words
                let inner: String = characters.by_ref().take_while(|c| *c != ']').collect();
                let elapsed =
                    !inner.is_empty() && inner.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's'));
                if elapsed {
                    return Format::Date;
                }
            }
            '\\' | '_' | '*' => {
                characters.next();
            }
            '%' => return Format::Percent,
            'y' | 'Y' | 'd' | 'D' | 'm' | 'M' | 'h' | 'H' => return Format::Date,
            'G' | 'g' | ';' => return Format::Number,
            _ => {}
        }
    }
    Format::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tell_dates_and_percentages() {
        for (code, format) in [
            ("General", Format::Number),
            ("0.00", Format::Number),
            ("#,##0.00\\ \"day\"", Format::Number),
            ("[Red]0.0;-0.0", Format::Number),
            ("0.0%", Format::Percent),
            ("dd/mm/yyyy", Format::Date),
            ("[$-419]d mmm yyyy", Format::Date),
            ("[h]:mm", Format::Date),
        ] {
            assert_eq!(meaning(code), format, "{code}");
        }
    }
}
