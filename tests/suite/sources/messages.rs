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

/// Codes of security events, and those of acts: literals of `<feature>.<verb>` in files that write audit rows, but for facts, which are
/// in the past tense.
fn codes() -> (BTreeSet<String>, BTreeSet<String>) {
    let code = Regex::new(r#"(event: |event\()?"([a-z_]+\.([a-z_]+))""#).unwrap();
    let (mut acts, mut events) = (BTreeSet::new(), BTreeSet::new());
    for (path, content) in files::read("src", "rs") {
        let content = content.split("#[cfg(test)]").next().unwrap_or_default();
        let acts_here = path != "src/db/audit.rs" && (content.contains("Audit::of(") || content.contains("Look {"));
        for capture in code.captures_iter(content) {
            if capture.get(1).is_some() {
                events.insert(capture[2].to_owned());
            } else if acts_here && !capture[3].ends_with("ed") && &capture[3] != "value_set" {
                acts.insert(capture[2].to_owned());
            }
        }
    }
    (acts, events)
}

#[test]
fn every_act_in_the_logs_is_told_in_words_and_found_by_a_filter() {
    use okrio::administration::audit::words::{ACTS, EVENTS, Group};

    let known = messages(SOURCES.iter().map(|(path, en, _)| (*path, *en)));
    let (acts, events) = codes();
    assert!(acts.len() > 40 && acts.contains("objective.look") && acts.contains("comment.remove"), "{acts:?}");
    assert!(events.contains("sign_in.refused"), "{events:?}");
    for (what, codes, groups) in [("audit-did", &acts, ACTS), ("security-did", &events, EVENTS)] {
        let id = |code: &str| format!("{what}-{}", code.replace(['.', '_'], "-"));
        let silent: Vec<_> = codes.iter().filter(|code| !known.contains_key(&id(code))).collect();
        assert!(silent.is_empty(), "no message for {silent:#?}");
        let told =
            known.keys().filter(|known| known.starts_with(what) && !codes.iter().any(|code| id(code) == **known));
        assert_eq!(told.collect::<Vec<_>>(), Vec::<&String>::new(), "nobody does this");
        // operators belong to no organization, so that no log of one has them
        let is_found =
            |code: &str| groups.iter().any(|Group { of, .. }| of.iter().any(|of| code.split('.').next() == Some(of)));
        let lost: Vec<_> = codes.iter().filter(|code| !is_found(code) && !code.starts_with("operator.")).collect();
        assert!(lost.is_empty(), "in no group: {lost:#?}");
        for group in groups {
            assert!(known.contains_key(&format!("audit-group-{}", group.id)), "{}", group.id);
        }
    }
}
