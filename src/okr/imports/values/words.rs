//! Words of fixed sets (kinds, priorities, visibility, statuses, months), in the languages of imported files.
//!
//! The words are data, `words.csv`: set, value, word. They are read from files, never shown.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::words_of;

static WORDS: LazyLock<HashMap<(String, String), String>> = LazyLock::new(|| {
    include_str!("words.csv")
        .lines()
        .filter_map(|line| {
            let (set, rest) = line.split_once(',')?;
            let (value, word) = rest.split_once(',')?;
            Some(((set.to_owned(), words_of(word).join(" ")), value.to_owned()))
        })
        .collect()
});

fn value(set: &str, text: &str) -> Option<&'static str> {
    let word = words_of(text).join(" ");
    WORDS.get(&(set.to_owned(), word)).map(String::as_str)
}

/// Kind of a key result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// From a baseline to a target, in percent.
    Percentage,
    /// From a baseline to a target, in any unit; up or down.
    Absolute,
    /// Done or not.
    Binary,
    /// One of ordered levels.
    Scale,
    /// To stay at or above the target.
    AtLeast,
    /// To stay at or below the target.
    AtMost,
    /// To stay between two limits.
    Band,
    /// The share of milestones that are done.
    Milestones,
}

/// Who may see an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everyone in the organization.
    Organization,
    /// Members of the workspace and of those on its path.
    Workspace,
    /// Named people only.
    Private,
}

/// A status as a file states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Status {
    NotStarted,
    OnTrack,
    Behind,
    AtRisk,
    Done,
    Closed,
    Cancelled,
    Postponed,
}

/// The kind that a text names.
pub fn kind(text: &str) -> Option<Kind> {
    Some(match value("kind", text)? {
        "percentage" => Kind::Percentage,
        "absolute" => Kind::Absolute,
        "binary" => Kind::Binary,
        "scale" => Kind::Scale,
        "at_least" => Kind::AtLeast,
        "at_most" => Kind::AtMost,
        "band" => Kind::Band,
        "milestones" => Kind::Milestones,
        _ => return None,
    })
}

/// The visibility that a text names.
pub fn visibility(text: &str) -> Option<Visibility> {
    Some(match value("visibility", text)? {
        "organization" => Visibility::Organization,
        "workspace" => Visibility::Workspace,
        "private" => Visibility::Private,
        _ => return None,
    })
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowType {
    Objective,
    KeyResult,
}

/// What a row says that it is about; none for initiatives, projects and the like.
pub fn row_type(text: &str) -> Option<RowType> {
    Some(match value("row", text)? {
        "objective" => RowType::Objective,
        "key_result" => RowType::KeyResult,
        _ => return None,
    })
}

/// The status that a text names.
pub fn status(text: &str) -> Option<Status> {
    Some(match value("status", text)? {
        "not_started" => Status::NotStarted,
        "on_track" => Status::OnTrack,
        "behind" => Status::Behind,
        "at_risk" => Status::AtRisk,
        "done" => Status::Done,
        "closed" => Status::Closed,
        "cancelled" => Status::Cancelled,
        "postponed" => Status::Postponed,
        _ => return None,
    })
}

/// The number of a priority named by a word (`high`) or as `P1`; 0 is the most urgent.
pub fn priority(text: &str) -> Option<u8> {
    match words_of(text).as_slice() {
        [letter, number] if letter == "p" || letter == "п" => number.parse().ok(),
        [number] if number.bytes().all(|b| b.is_ascii_digit()) => number.parse().ok(),
        _ => value("priority", text)?.parse().ok(),
    }
}

/// The confidence, from 0 to 100, that a word names.
pub fn confidence(text: &str) -> Option<u8> {
    value("confidence", text)?.parse().ok()
}

/// Yes or no.
pub fn truth(text: &str) -> Option<bool> {
    Some(value("truth", text)? == "yes")
}

/// The number of a month by its name or the beginning of it, three letters at least.
pub fn month(text: &str) -> Option<u32> {
    let start: String = text.chars().take(3).collect();
    if text.chars().count() < 3 {
        return None;
    }
    value("month", &start)?.parse().ok()
}

/// Whether a text in place of a name says that there is nobody.
pub fn is_nobody(text: &str) -> bool {
    words_of(text).is_empty() || value("nobody", text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood() {
        for line in include_str!("words.csv").lines() {
            let mut parts = line.splitn(3, ',');
            let (set, _, word) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
            let understood = match set {
                "kind" => kind(word).is_some(),
                "visibility" => visibility(word).is_some(),
                "status" => status(word).is_some(),
                "priority" => priority(word).is_some(),
                "confidence" => confidence(word).is_some(),
                "truth" => truth(word).is_some(),
                "month" => month(word).is_some(),
                "nobody" => is_nobody(word),
                "row" => row_type(word).is_some(),
                _ => false,
            };
            assert!(understood, "{line}");
        }
    }

    #[test]
    fn words_are_found_whatever_their_form() {
        assert_eq!(kind("At-least"), Some(Kind::AtLeast));
        assert_eq!(kind("Процент"), Some(Kind::Percentage));
        assert_eq!(kind("dance"), None);
        assert_eq!(status("НЕ НАЧАТО"), Some(Status::NotStarted));
        assert_eq!(priority("P0"), Some(0));
        assert_eq!(priority("3"), Some(3));
        assert_eq!(priority("High"), Some(1));
        assert_eq!(priority("urgent-ish"), None);
        assert_eq!(priority("P300"), None);
        assert_eq!(confidence("средняя"), Some(50));
        assert_eq!(month("сентября"), Some(9));
        assert_eq!(month("ma"), None);
    }
}
