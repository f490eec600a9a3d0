//! A message as an id with arguments; the words are in `locales/*/okr/imports.ftl`.

use serde::{Deserialize, Serialize};

/// One argument of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Argument {
    /// A count or limit; chooses the plural form.
    Number(i64),
    /// Text shown as it is.
    Text(String),
}

/// What to tell, for the caller to put into words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Fluent id.
    pub id: String,
    /// Arguments by name.
    pub args: Vec<(String, Argument)>,
}

impl Message {
    /// A message without arguments.
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            args: Vec::new(),
        }
    }

    /// The same message with one more text argument.
    pub fn text(mut self, name: &str, value: impl Into<String>) -> Self {
        self.args
            .push((name.to_owned(), Argument::Text(value.into())));
        self
    }

    /// The same message with one more number argument.
    pub fn number(mut self, name: &str, value: i64) -> Self {
        self.args.push((name.to_owned(), Argument::Number(value)));
        self
    }
}
