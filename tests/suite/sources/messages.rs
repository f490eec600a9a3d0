//! Messages: the same ids and variables in both languages, each defined once, each file listed, each id that is asked for there.
use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;
use okrio::i18n::SOURCES;
use regex::Regex;

use super::files;

type Variables = BTreeSet<String>;

fn messages(sources: impl Iterator<Item = (&'static str, &'static str)>) -> BTreeMap<String, Variables> {
    let mut all = BTreeMap::new();
    for (path, source) in sources {
        let resource = parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{path}: {errors:?}"));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let id = message.id.name.to_owned();
            let mut variables = Variables::new();
            if let Some(pattern) = &message.value {
                collect(pattern, &mut variables);
            }
            assert!(all.insert(id.clone(), variables).is_none(), "{path}: {id} is defined twice");
        }
    }
    all
}

fn collect(pattern: &Pattern<&str>, variables: &mut Variables) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => collect_inline(inline, variables),
            Expression::Select { selector, variants } => {
                collect_inline(selector, variables);
                variants.iter().for_each(|variant| collect(&variant.value, variables));
            }
        }
    }
}

fn collect_inline(inline: &InlineExpression<&str>, variables: &mut Variables) {
    if let InlineExpression::VariableReference { id } = inline {
        variables.insert(id.name.to_owned());
    }
}

#[test]
fn both_languages_have_the_same_messages_and_variables() {
    let en = messages(SOURCES.iter().map(|(path, en, _)| (*path, *en)));
    let ru = messages(SOURCES.iter().map(|(path, _, ru)| (*path, *ru)));
    let only = |one: &BTreeMap<String, Variables>, other: &BTreeMap<String, Variables>| {
        one.keys().filter(|id| !other.contains_key(*id)).cloned().collect::<Vec<_>>()
    };
    assert_eq!(only(&en, &ru), Vec::<String>::new(), "not in Russian");
    assert_eq!(only(&ru, &en), Vec::<String>::new(), "not in English");
    // A language may choose a plural form by a number that the other does not need to look at, never show another one.
    let differing: Vec<_> = en
        .iter()
        .filter(|(id, variables)| {
            ru.get(*id).is_some_and(|other| !other.is_superset(variables) && !variables.is_superset(other))
        })
        .map(|(id, _)| id)
        .collect();
    assert!(differing.is_empty(), "variables differ: {differing:?}");
}

#[test]
fn every_message_file_is_compiled_in() {
    for language in ["en", "ru"] {
        let folder = format!("locales/{language}");
        for (path, _) in files::read(&folder, "ftl") {
            let name = path.strip_prefix(&format!("{folder}/")).unwrap().strip_suffix(".ftl").unwrap().to_owned();
            assert!(SOURCES.iter().any(|(listed, ..)| *listed == name), "{path} is not listed in src/i18n/sources.rs");
        }
    }
}

#[test]
fn every_text_that_is_asked_for_exists() {
    let known = messages(SOURCES.iter().map(|(path, en, _)| (*path, *en)));
    let asked = Regex::new(r#"\.(?:t|say|tr|with)\(\s*"([a-z0-9-]+)""#).unwrap();
    let mut missing = Vec::new();
    for (path, content) in files::read("src", "rs").into_iter().chain(files::read("templates", "html")) {
        for capture in asked.captures_iter(&content) {
            if !known.contains_key(&capture[1]) {
                missing.push(format!("{path}: {}", &capture[1]));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn messages_of_failures_exist() {
    let known = messages(SOURCES.iter().map(|(path, en, _)| (*path, *en)));
    let carried =
        Regex::new(r#"(?:FieldError::new|Failure::field)\(\s*(?:[a-z_]+|"[a-z_]+"),\s*"([a-z0-9-]+)""#).unwrap();
    let of_kind = Regex::new(r#"Failure::new\(\s*(?:Failure)?Kind::[A-Za-z]+,\s*"([a-z0-9-]+)""#).unwrap();
    let mut missing = Vec::new();
    for (path, content) in files::read("src", "rs") {
        for capture in carried.captures_iter(&content).chain(of_kind.captures_iter(&content)) {
            if !known.contains_key(&capture[1]) {
                missing.push(format!("{path}: {}", &capture[1]));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
