//! Fluent bundles, parsed once, and the messages without arguments as they are said.
use std::borrow::Cow;
use std::sync::OnceLock;

use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};
use rustc_hash::FxHashMap;
use unic_langid::LanguageIdentifier;

use super::format;
use super::sources::SOURCES;
use crate::kernel::Locale;

type Bundle = FluentBundle<FluentResource>;

fn build(locale: Locale) -> Bundle {
    let language: LanguageIdentifier = locale.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match locale {
        Locale::En => |value, _| written(Locale::En, value),
        Locale::Ru => |value, _| written(Locale::Ru, value),
    }));
    for (path, en, ru) in SOURCES {
        let source = match locale {
            Locale::En => en,
            Locale::Ru => ru,
        };
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, errors)| {
            tracing::error!(%path, ?errors, "broken messages");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(%path, ?errors, "messages defined twice");
        }
    }
    bundle
}

/// Numbers in messages read like all others.
fn written(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(format::number(locale, &number.as_string().parse().ok()?)),
        _ => None,
    }
}

fn bundle(locale: Locale) -> &'static Bundle {
    static EN: OnceLock<Bundle> = OnceLock::new();
    static RU: OnceLock<Bundle> = OnceLock::new();
    match locale {
        Locale::En => EN.get_or_init(|| build(Locale::En)),
        Locale::Ru => RU.get_or_init(|| build(Locale::Ru)),
    }
}

/// The messages that are one plain text each: most of a page is said with them.
fn plain(locale: Locale) -> &'static FxHashMap<String, Box<str>> {
    static EN: OnceLock<FxHashMap<String, Box<str>>> = OnceLock::new();
    static RU: OnceLock<FxHashMap<String, Box<str>>> = OnceLock::new();
    let texts = match locale {
        Locale::En => &EN,
        Locale::Ru => &RU,
    };
    texts.get_or_init(|| {
        let bundle = bundle(locale);
        let sources = SOURCES.iter().flat_map(|(_, en, ru)| if locale == Locale::En { en } else { ru }.lines());
        let ids = sources.filter_map(|line| line.split_once(" =")).map(|(id, _)| id);
        let text = |id: &str| match bundle.format_pattern(bundle.get_message(id)?.value()?, None, &mut Vec::new()) {
            Cow::Borrowed(text) => Some((id.to_owned(), Box::from(text))),
            Cow::Owned(_) => None,
        };
        ids.filter_map(text).collect()
    })
}

/// The text of message `id`, which takes no arguments.
pub fn text(locale: Locale, id: &str) -> Cow<'static, str> {
    plain(locale).get(id).map_or_else(|| format(locale, id, None).into(), |text| (&**text).into())
}

/// The text of message `id`. A message that is missing or lacks an argument shows its id and is logged: a test finds both earlier.
pub fn format(locale: Locale, id: &str, args: Option<&FluentArgs<'_>>) -> String {
    let bundle = bundle(locale);
    let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
        tracing::error!(id, locale = locale.code(), "message is missing");
        return id.to_owned();
    };
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
    if !errors.is_empty() {
        tracing::error!(id, locale = locale.code(), ?errors, "message lacks an argument");
    }
    text
}

/// Whether the message exists, for texts chosen by data.
pub fn message_ids(locale: Locale, id: &str) -> bool {
    bundle(locale).has_message(id)
}
