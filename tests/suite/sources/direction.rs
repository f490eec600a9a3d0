//! Modules know only what lies below them.
use regex::Regex;

use super::files;

/// From the bottom up; those on one line may know each other.
const LEVELS: &[&[&str]] = &[
    &["kernel"],
    &["config"],
    &["db", "i18n", "redis", "secrets", "outbound"],
    &["audit"],
    &["web", "worker"],
    &["mail"],
    &["health"],
    &["accounts"],
    &["auth", "help"],
    &["org"],
    &["okr"],
    &["checkins", "live", "search", "administration", "joining", "dev"],
    &["demo"],
    &["app"],
    &["commands"],
];

/// Uses that go up on purpose, with the reason.
const EXCEPTIONS: &[(&str, &str, &str)] =
    &[("src/db/migrate.rs", "worker", "the queue brings tables of its own, and one command makes them all")];

fn level(module: &str) -> Option<usize> {
    LEVELS.iter().position(|level| level.contains(&module))
}

#[test]
fn nobody_looks_up() {
    let import = Regex::new(r"crate::([a-z_]+)").unwrap();
    let grouped = Regex::new(r"use crate::\{([^}]*)\}").unwrap();
    let mut wrong = Vec::new();
    for (path, content) in files::read("src", "rs") {
        let Some(own) = path.strip_prefix("src/").and_then(|rest| rest.split(['/', '.']).next()) else { continue };
        let Some(own_level) = level(own) else { continue };
        let code = content.split("#[cfg(test)]").next().unwrap_or_default();
        let single = import.captures_iter(code).map(|capture| capture[1].to_owned());
        let listed = grouped.captures_iter(code).flat_map(|capture| {
            capture[1]
                .split(',')
                .map(|name| name.trim().split("::").next().unwrap_or_default().to_owned())
                .collect::<Vec<_>>()
        });
        for module in single.chain(listed) {
            let excepted = EXCEPTIONS.iter().any(|(from, to, _)| path.starts_with(from) && module == *to);
            if level(&module).is_some_and(|other| other > own_level) && !excepted {
                wrong.push(format!("{path} knows {module}"));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_pages_and_jobs_commit() {
    let mut wrong = Vec::new();
    for (path, content) in files::read("src/okr", "rs").into_iter().chain(files::read("src/checkins", "rs")) {
        let is_action = path.ends_with("/actions.rs") || path.ends_with("/store.rs");
        for line in content.lines().filter(|line| is_action && line.contains(".commit().await")) {
            if !line.contains("commit-ok:") {
                wrong.push(format!("{path}: {}", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
