//! A value of the file with the way to it, and the reading of values with a fault for each that is not what it should be.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::okr::imports::limits;
use crate::okr::imports::row_error::{Expected, RowError, RowErrorKind};
use crate::okr::imports::values::people::Person;

static NOTHING: Value = Value::Null;

/// A value, or the place where one could stand.
pub struct Node<'v> {
    value: &'v Value,
    /// Such as `objectives[3].key_results[0].target`.
    pub path: String,
}

impl<'v> Node<'v> {
    pub fn of(value: &'v Value, path: String) -> Self {
        Self { value, path }
    }

    /// A field of an object.
    pub fn get(&self, name: &str) -> Node<'v> {
        Node { value: self.value.get(name).unwrap_or(&NOTHING), path: format!("{}.{name}", self.path) }
    }

    /// The node of a value that stands in a list of this one.
    pub fn of_list<'w>(&self, name: &str, place: usize, value: &'w Value) -> Node<'w> {
        Node { value, path: format!("{}.{name}[{place}]", self.path) }
    }

    pub fn is_object(&self) -> bool {
        self.value.is_object()
    }

    /// Whether an object has a field, be it empty.
    pub fn has(&self, name: &str) -> bool {
        self.value.get(name).is_some()
    }

    /// Whether something stands here.
    pub fn is_told(&self) -> bool {
        !self.value.is_null()
    }
}

/// Reads the values of one object.
pub struct Reader {
    /// Where the object begins.
    pub line: u32,
    pub errors: Vec<RowError>,
}

impl Reader {
    pub fn new(line: u32) -> Self {
        Self { line, errors: Vec::new() }
    }

    pub fn fail<T>(&mut self, node: &Node<'_>, kind: RowErrorKind) -> Option<T> {
        let text = match node.value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        self.errors.push(RowError::new(self.line, Some(&node.path), kind, &text));
        None
    }

    fn expected<T>(&mut self, node: &Node<'_>, what: Expected) -> Option<T> {
        self.fail(node, RowErrorKind::Expected(what))
    }

    fn plain<'v>(&mut self, node: &Node<'v>, limit: usize) -> Option<&'v str> {
        let text = match node.value {
            Value::Null => return None,
            Value::String(text) => text,
            _ => return self.expected(node, Expected::Text),
        };
        if text.chars().count() > limit {
            return self.fail(node, RowErrorKind::TooLong(limit));
        }
        Some(text)
    }

    /// Text that has to be there, in one line.
    pub fn title(&mut self, node: &Node<'_>, limit: usize) -> Option<String> {
        let before = self.errors.len();
        match self.line_of_text(node, limit).filter(|text| !text.trim().is_empty()) {
            None if self.errors.len() == before => self.fail(node, RowErrorKind::MissingValue),
            text => text,
        }
    }

    /// Text of one line.
    pub fn line_of_text(&mut self, node: &Node<'_>, limit: usize) -> Option<String> {
        let text = self.plain(node, limit)?;
        if text.chars().any(char::is_control) {
            return self.fail(node, RowErrorKind::ControlCharacters);
        }
        Some(text.to_owned())
    }

    /// Text of several lines.
    pub fn text(&mut self, node: &Node<'_>, limit: usize) -> Option<String> {
        let text = self.plain(node, limit)?;
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return self.fail(node, RowErrorKind::ControlCharacters);
        }
        Some(text.to_owned())
    }

    /// A number of a measure: a text such as `"12.5"`, or a JSON number.
    pub fn number(&mut self, node: &Node<'_>) -> Option<Decimal> {
        let value = self.any_number(node)?;
        let is_kept = value.abs() <= Decimal::from(limits::MAX_NUMBER) && value.scale() <= limits::MAX_DECIMALS;
        if is_kept { Some(value) } else { self.fail(node, RowErrorKind::NumberOutOfRange) }
    }

    /// From 0 to 1.
    pub fn share(&mut self, node: &Node<'_>) -> Option<Decimal> {
        let value = self.any_number(node)?;
        let is_share = (Decimal::ZERO..=Decimal::ONE).contains(&value);
        if is_share { Some(value) } else { self.fail(node, RowErrorKind::ScoreOutOfRange) }
    }

    pub fn weight(&mut self, node: &Node<'_>) -> Option<Decimal> {
        let value = self.any_number(node)?;
        let is_weight = (Decimal::ZERO..=Decimal::from(limits::MAX_WEIGHT)).contains(&value);
        if is_weight && value.scale() <= limits::MAX_DECIMALS {
            Some(value)
        } else {
            self.fail(node, RowErrorKind::WeightOutOfRange)
        }
    }

    fn any_number(&mut self, node: &Node<'_>) -> Option<Decimal> {
        let text = match node.value {
            Value::Null => return None,
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return self.fail(node, RowErrorKind::NotANumber),
        };
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
        let value = match (is_plain, node.value.is_number()) {
            (true, _) => Decimal::from_str_exact(&text).ok(),
            (false, true) => Decimal::from_scientific(&text).ok(),
            (false, false) => None,
        };
        match value {
            Some(value) => Some(value.normalize()),
            None => self.fail(node, RowErrorKind::NotANumber),
        }
    }

    /// A whole number up to a limit.
    pub fn whole(&mut self, node: &Node<'_>, limit: u8, beyond: RowErrorKind) -> Option<u8> {
        if !node.is_told() {
            return None;
        }
        match node.value.as_u64().and_then(|number| u8::try_from(number).ok()).filter(|number| *number <= limit) {
            Some(number) => Some(number),
            None => self.fail(node, beyond),
        }
    }

    /// How often something had been changed when it was exported.
    pub fn version(&mut self, node: &Node<'_>) -> Option<i32> {
        if !node.is_told() {
            return None;
        }
        match node.value.as_i64().and_then(|number| i32::try_from(number).ok()).filter(|number| *number > 0) {
            Some(version) => Some(version),
            None => self.fail(node, RowErrorKind::NotANumber),
        }
    }

    pub fn truth(&mut self, node: &Node<'_>) -> Option<bool> {
        match node.value {
            Value::Null => None,
            Value::Bool(truth) => Some(*truth),
            _ => self.expected(node, Expected::Truth),
        }
    }

    pub fn day(&mut self, node: &Node<'_>) -> Option<NaiveDate> {
        let text = self.plain(node, limits::MAX_NAME)?;
        match text.parse::<NaiveDate>() {
            Ok(day) => Some(day),
            Err(_) => self.fail(node, RowErrorKind::NotADate),
        }
    }

    /// One of some words.
    pub fn word<T>(
        &mut self,
        node: &Node<'_>,
        words: &'static [&'static str],
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.plain(node, limits::MAX_NAME)?;
        read(text).or_else(|| self.fail(node, RowErrorKind::UnknownWord(words)))
    }

    /// What stands in a list; nothing when there is none.
    pub fn list<'v>(&mut self, node: &Node<'v>) -> Option<Vec<Node<'v>>> {
        match node.value {
            Value::Null => None,
            Value::Array(all) if all.len() <= limits::MAX_JSON_LIST => Some(
                all.iter()
                    .enumerate()
                    .map(|(place, value)| Node { value, path: format!("{}[{place}]", node.path) })
                    .collect(),
            ),
            Value::Array(_) => self.fail(node, RowErrorKind::TooManyParts),
            _ => self.expected(node, Expected::List),
        }
    }

    /// Something with an id and a name.
    pub fn named(&mut self, node: &Node<'_>) -> Option<(Option<uuid::Uuid>, String)> {
        if !node.is_told() {
            return None;
        }
        if !node.value.is_object() {
            return self.expected(node, Expected::Object);
        }
        let id = self.id(&node.get("id"));
        self.title(&node.get("name"), limits::MAX_NAME).map(|name| (id, name))
    }

    pub fn person(&mut self, node: &Node<'_>) -> Option<Person> {
        self.named(node).map(|(id, name)| Person { name, email: None, id: id.map(Into::into) })
    }

    pub fn id(&mut self, node: &Node<'_>) -> Option<uuid::Uuid> {
        let text = self.plain(node, limits::MAX_NAME)?;
        match text.parse() {
            Ok(id) => Some(id),
            Err(_) => self.fail(node, RowErrorKind::NotAnId),
        }
    }

    /// The key by which an object is found again: its import key, else its id. None when it has neither.
    pub fn key(&mut self, node: &Node<'_>) -> (Option<String>, Option<uuid::Uuid>) {
        let id = self.id(&node.get("id"));
        let key = self.line_of_text(&node.get("import_key"), limits::MAX_NAME).filter(|key| !key.trim().is_empty());
        (key.or_else(|| id.map(|id| id.to_string())), id)
    }
}
