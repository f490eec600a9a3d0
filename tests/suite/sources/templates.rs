//! Templates: no script, style or event handler of their own, no evaluated htmx, changes only by POST forms that name their sending.
use regex::Regex;

use super::files;

#[test]
fn nothing_that_the_content_security_policy_forbids() {
    let forbidden = Regex::new(r#"<style|\sstyle=|\son[a-z]+=|hx-on|hx-vals=['"]js:|hx-trigger="[^"]*\["#).unwrap();
    let script = Regex::new("<script").unwrap();
    for (path, content) in files::read("templates", "html") {
        assert!(
            forbidden.find(&content).is_none(),
            "{path}: {:?}",
            forbidden.find(&content).map(|found| found.as_str())
        );
        assert!(script.find(&content).is_none() || path.ends_with("layouts/_head.html"), "{path} has a script");
    }
}

#[test]
fn every_form_says_how_it_is_sent_and_is_found_by_tests() {
    let form = Regex::new(r#"<form [^>]*method="post"[^>]*>"#).unwrap();
    for (path, content) in files::read("templates", "html") {
        assert!(
            !content.contains("hx-put") && !content.contains("hx-delete") && !content.contains("hx-patch"),
            "{path}: HTML knows GET and POST only"
        );
        for found in form.find_iter(&content) {
            assert!(found.as_str().contains(" action="), "{path}: {}", found.as_str());
        }
    }
}

#[test]
fn no_visible_words_in_templates() {
    let words = Regex::new(r">[^<>{}%&]*\p{L}{3,}[^<>{}%&]*<").unwrap();
    let product = Regex::new("(?i)ctrl|esc|enter|shift|okrio|русский|english").unwrap();
    let code = Regex::new(r"(?s)\{[{%#].*?[}%#]\}").unwrap();
    let mut found_in = Vec::new();
    for (path, content) in files::read("templates", "html") {
        let bare = code.replace_all(&content, "{}").into_owned();
        for found in words.find_iter(&bare) {
            if !product.is_match(found.as_str()) {
                found_in.push(format!("{path}: {}", found.as_str().trim()));
            }
        }
    }
    assert!(found_in.is_empty(), "{found_in:#?}");
}

#[test]
fn every_key_of_a_template_stands_in_the_one_map() {
    let named = Regex::new(r#"data-key="([^"{]*)""#).unwrap();
    let known: Vec<&str> = okrio::web::keys::ACTIONS.iter().map(|action| action.id).collect();
    let mut used = Vec::new();
    for (path, content) in files::read("templates", "html") {
        for found in named.captures_iter(&content) {
            for action in found[1].split(' ') {
                assert!(known.contains(&action), "{path}: no action is called {action}");
                used.push(action.to_owned());
            }
        }
    }
    // those of the tree and of walking through rows are answered by scripts, those of the period by its picker
    let elsewhere = ["next", "previous", "lift", "before", "after", "period-previous", "period-next"];
    let unused: Vec<_> =
        known.iter().filter(|id| !elsewhere.contains(id) && !used.iter().any(|one| one == *id)).collect();
    assert!(unused.is_empty(), "no page has {unused:?}");
}
