//! From what was typed to what is meant: each reader gives the value or the error at its field.
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use crate::i18n::{Lang, parse_decimal};
use crate::kernel::FieldError;

/// Collects the errors of a form, so that all are shown at once.
#[derive(Debug, Default)]
pub struct Errors(pub Vec<FieldError>);

impl Errors {
    /// Keeps the error and gives nothing, or gives the value.
    pub fn take<T>(&mut self, read: Result<T, FieldError>) -> Option<T> {
        read.map_err(|error| self.0.push(error)).ok()
    }

    pub fn add(&mut self, error: FieldError) {
        self.0.push(error);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Text of at most `max` characters, trimmed; line breaks only where `lines` allows them.
pub fn text(field: &'static str, raw: &str, max: usize, lines: bool) -> Result<String, FieldError> {
    let text = raw.trim().replace("\r\n", "\n");
    if text.chars().any(|c| c.is_control() && !(lines && (c == '\n' || c == '\t'))) {
        return Err(FieldError::new(field, "field-control-characters"));
    }
    if text.chars().count() > max {
        return Err(FieldError::new(field, "field-too-long").arg("max", max));
    }
    Ok(text)
}

/// Text that must be there.
pub fn required(field: &'static str, raw: &str, max: usize) -> Result<String, FieldError> {
    required_or(field, raw, max, "field-required")
}

/// The same with words of its own for nothing.
pub fn required_or(field: &'static str, raw: &str, max: usize, needed: &'static str) -> Result<String, FieldError> {
    match text(field, raw, max, false)? {
        text if text.is_empty() => Err(FieldError::new(field, needed)),
        text => Ok(text),
    }
}

/// A number in either language, or nothing where the field is empty.
pub fn decimal(l: &Lang, field: &'static str, raw: &str) -> Result<Option<Decimal>, FieldError> {
    if raw.trim().is_empty() {
        return Ok(None);
    }
    match parse_decimal(raw, l.locale) {
        // what is kept exactly: 15 digits before the point, 10 behind it
        Some(value) if value.abs() < Decimal::new(1_000_000_000_000_000, 0) && value.scale() <= 10 => Ok(Some(value)),
        Some(_) => Err(FieldError::new(field, "field-out-of-range")),
        None => Err(FieldError::new(field, "field-not-number").arg("example", l.input_number(&Decimal::new(425, 1)))),
    }
}

/// A number that must be there.
pub fn required_decimal(l: &Lang, field: &'static str, raw: &str) -> Result<Decimal, FieldError> {
    decimal(l, field, raw)?.ok_or_else(|| FieldError::new(field, "field-required"))
}

/// A day as date fields send it, `2026-11-21`, or as it is written with points, `21.11.2026`.
pub fn day(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d.%m.%Y"].iter().find_map(|form| NaiveDate::parse_from_str(text.trim(), form).ok())
}

/// The day of a field, or nothing.
pub fn date(field: &'static str, raw: &str) -> Result<Option<NaiveDate>, FieldError> {
    if raw.trim().is_empty() {
        return Ok(None);
    }
    day(raw).map(Some).ok_or_else(|| FieldError::new(field, "field-not-date"))
}

/// An id chosen from a list.
pub fn id<T: From<Uuid>>(field: &'static str, raw: &str) -> Result<Option<T>, FieldError> {
    if raw.trim().is_empty() {
        return Ok(None);
    }
    Uuid::parse_str(raw.trim()).map(|id| Some(T::from(id))).map_err(|_| FieldError::new(field, "field-unknown-choice"))
}

/// The version of a row as forms send it, for `deserialize_with`. What is no number fits no row, so it leads to a conflict.
pub fn version<'de, D: Deserializer<'de>>(field: D) -> Result<i32, D::Error> {
    String::deserialize(field).map(|text| version_of(&text))
}

/// The same from its text.
pub fn version_of(text: &str) -> i32 {
    text.trim().parse().unwrap_or_default()
}

/// One of the offered words.
pub fn choice<T>(field: &'static str, raw: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, FieldError> {
    parse(raw).ok_or_else(|| FieldError::new(field, "field-unknown-choice"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_measured_and_cleaned() {
        assert_eq!(required("title", "  Рост  ", 10).unwrap(), "Рост");
        assert_eq!(required("title", "   ", 10).unwrap_err().message, "field-required");
        assert_eq!(required("title", "abcdef", 5).unwrap_err().message, "field-too-long");
        assert_eq!(required("title", "a\u{0}b", 5).unwrap_err().message, "field-control-characters");
        assert_eq!(required("title", "a\nb", 5).unwrap_err().message, "field-control-characters");
        assert_eq!(text("body", "a\r\nb", 5, true).unwrap(), "a\nb");
    }

    #[test]
    fn days_are_read_as_fields_send_them_and_as_people_write_them() {
        for text in ["2026-11-21", " 21.11.2026 "] {
            assert_eq!(date("day", text).unwrap(), NaiveDate::from_ymd_opt(2026, 11, 21), "{text}");
        }
        for text in ["21/11/2026", "11.21.2026", "2026-11-31", "21.11"] {
            assert_eq!(date("day", text).unwrap_err().message, "field-not-date", "{text}");
        }
        assert_eq!(date("day", " ").unwrap(), None);
    }
}
