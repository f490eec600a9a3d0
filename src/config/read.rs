//! Reads single settings and collects what is wrong with them.
use std::str::FromStr;

use url::Url;

use super::{ConfigErrors, Secret};

pub(super) struct Reader<'a> {
    get: &'a dyn Fn(&str) -> Option<String>,
    errors: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(get: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { get, errors: Vec::new() }
    }

    pub(super) fn error(&mut self, text: &str) {
        self.errors.push(text.to_owned());
    }

    /// A setting, or nothing where it is absent or blank.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        (self.get)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// A setting of a type; what does not parse is an error that says what was expected, never the value.
    pub(super) fn parse<T: FromStr>(&mut self, name: &str, default: &str, expected: &str, fallback: T) -> T {
        let value = self.text(name).unwrap_or_else(|| default.to_owned());
        value.parse().unwrap_or_else(|_| {
            self.errors.push(format!("{name}: expected {expected}"));
            fallback
        })
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&mut self, name: &str, default: T, choices: &[(&str, T)]) -> T {
        let Some(value) = self.text(name) else { return default };
        if let Some((_, chosen)) = choices.iter().find(|(word, _)| *word == value) {
            return *chosen;
        }
        let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
        self.errors.push(format!("{name}: expected {}", words.join(" or ")));
        default
    }

    /// A URL with one of the schemes, kept secret because it may hold a password.
    pub(super) fn url(&mut self, name: &str, schemes: &[&str]) -> Option<Secret> {
        let value = self.text(name)?;
        if Url::parse(&value).is_ok_and(|url| schemes.contains(&url.scheme())) {
            return Some(Secret::new(value));
        }
        self.errors.push(format!("{name}: expected a URL beginning with {}://", schemes.join(":// or ")));
        None
    }

    pub(super) fn finish(self) -> Result<(), ConfigErrors> {
        if self.errors.is_empty() { Ok(()) } else { Err(ConfigErrors(self.errors)) }
    }
}
