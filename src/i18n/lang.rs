//! What a view holds to speak: the locale, and the zone and day it speaks in.
use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDate;
use chrono_tz::Tz;
use fluent::{FluentArgs, FluentValue};

use super::bundles;
use crate::kernel::failure::{Arg, Args};
use crate::kernel::{FieldError, Locale};

/// A language at work. Copied into every view.
#[derive(Debug, Clone, Copy)]
pub struct Lang {
    pub locale: Locale,
    /// Times are shown in this zone.
    pub zone: Tz,
    /// Relative days («today», «3 days ago») count from here.
    pub today: NaiveDate,
}

impl Lang {
    pub fn code(&self) -> &'static str {
        self.locale.code()
    }

    /// A message without arguments, as templates say it.
    pub fn t(&self, id: &str) -> Cow<'static, str> {
        bundles::text(self.locale, id)
    }

    /// A message without arguments, to be kept.
    pub fn say(&self, id: &str) -> String {
        self.t(id).into_owned()
    }

    /// A message that takes arguments: `l.tr("objectives-count").arg("n", count)`.
    pub fn tr<'a>(&self, id: &'a str) -> Text<'a> {
        Text { locale: self.locale, id, args: FluentArgs::new() }
    }

    /// A message with the arguments that a failure carries.
    pub fn with(&self, id: &str, args: &Args) -> String {
        let mut text = self.tr(id);
        for (name, value) in args {
            text = text.arg(name, value.clone());
        }
        text.to_string()
    }

    pub fn field_error(&self, error: &FieldError) -> String {
        self.with(error.message, &error.args)
    }
}

/// A message with arguments; prints itself, so that a template escapes it.
pub struct Text<'a> {
    locale: Locale,
    id: &'a str,
    args: FluentArgs<'static>,
}

impl Text<'_> {
    #[must_use]
    pub fn arg(mut self, name: &str, value: impl Into<Arg>) -> Self {
        let value = match value.into() {
            Arg::Text(text) => FluentValue::from(text),
            Arg::Number(number) => FluentValue::from(number),
        };
        self.args.set(name.to_owned(), value);
        self
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&bundles::format(self.locale, self.id, Some(&self.args)))
    }
}
