//! What the demo says: people, workspaces, objectives and words, in both languages side by side so that they cannot drift apart.
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::kernel::{Failure, Locale, Result};

/// English and Russian.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Text(String, String);

impl Text {
    pub(super) fn of(&self, locale: Locale) -> &str {
        match locale {
            Locale::En => &self.0,
            Locale::Ru => &self.1,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Person {
    /// What the other lines call this person.
    pub key: String,
    pub name_en: String,
    pub name_ru: String,
    /// Local part of the Russian name's address; the English one is made of the name.
    pub email_ru: String,
    pub workspace: String,
    /// Roles in that workspace and in others: `lead`, `admin@product`, separated by blanks. Everybody is a member.
    pub roles: String,
    pub manager: String,
    pub dotted: String,
    /// Local part of the address that this person signs in with.
    pub sign_in: String,
}

impl Person {
    pub(super) fn name(&self, locale: Locale) -> &str {
        match locale {
            Locale::En => &self.name_en,
            Locale::Ru => &self.name_ru,
        }
    }

    pub(super) fn email(&self, locale: Locale) -> String {
        let local = match (self.sign_in.as_str(), locale) {
            ("", Locale::En) => self.name_en.to_lowercase().replace(' ', "."),
            ("", Locale::Ru) => self.email_ru.clone(),
            (sign_in, _) => sign_in.to_owned(),
        };
        format!("{local}@demo.example")
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Workspace {
    pub key: String,
    pub kind: String,
    pub parent: Option<String>,
    pub name: Text,
}

/// Which of the demo's periods, seen from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum When {
    Year,
    Finished,
    Running,
    Next,
}

/// How a key result has been going.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub(super) enum Pace {
    Ahead,
    #[default]
    OnTrack,
    Behind,
    AtRisk,
    /// On track, but nobody has checked in for weeks.
    Stale,
    /// Nobody has ever checked in.
    Silent,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Objective {
    pub key: String,
    pub title: Text,
    #[serde(default)]
    pub about: Option<Text>,
    pub when: When,
    pub workspace: String,
    pub owner: String,
    #[serde(default)]
    pub parent: Option<String>,
    /// Secondary parents, which do not count it.
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(default)]
    pub visibility: Option<String>,
    #[serde(default)]
    pub draft: bool,
    #[serde(default)]
    pub rollup: Option<String>,
    #[serde(default)]
    pub contributors: Vec<String>,
    #[serde(default)]
    pub results: Vec<KeyResult>,
    /// Who says what, oldest first; `@key` mentions.
    #[serde(default)]
    pub comments: Vec<(String, Text)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyResult {
    pub title: Text,
    pub kind: String,
    #[serde(default)]
    pub unit: Option<Text>,
    #[serde(default)]
    pub from: Option<Decimal>,
    #[serde(default)]
    pub to: Option<Decimal>,
    #[serde(default)]
    pub band: Option<(Decimal, Decimal, Decimal)>,
    #[serde(default)]
    pub curve: Option<String>,
    /// Value and progress.
    #[serde(default)]
    pub checkpoints: Vec<(Decimal, Decimal)>,
    /// Share of the period and progress planned from then on.
    #[serde(default)]
    pub steps: Vec<(f64, Decimal)>,
    #[serde(default)]
    pub levels: Vec<Text>,
    #[serde(default)]
    pub milestones: Vec<Text>,
    #[serde(default)]
    pub weight: Option<Decimal>,
    /// The objective's owner without one.
    #[serde(default)]
    pub owner: Option<String>,
    #[serde(default)]
    pub rhythm: Option<String>,
    #[serde(default)]
    pub pace: Pace,
    /// Digits after the point that people report.
    #[serde(default)]
    pub digits: u32,
    /// Comment of the newest check-in.
    #[serde(default)]
    pub note: Option<Text>,
    /// The target before it was changed on the way, and why it was.
    #[serde(default)]
    pub moved: Option<(Decimal, Text)>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Content {
    pub organization: Text,
    pub workspaces: Vec<Workspace>,
    #[serde(skip)]
    pub objectives: Vec<Objective>,
    /// What people write beside a value, by how it goes.
    pub remarks: Remarks,
    #[serde(skip)]
    pub people: Vec<Person>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Remarks {
    pub good: Vec<Text>,
    pub behind: Vec<Text>,
    pub at_risk: Vec<Text>,
}

impl Content {
    pub(super) fn read() -> Result<Self> {
        let mut content: Self = serde_json::from_str(include_str!("company.json")).map_err(Failure::internal)?;
        content.objectives = serde_json::from_str(include_str!("objectives.json")).map_err(Failure::internal)?;
        let mut people = csv::Reader::from_reader(include_str!("people.csv").as_bytes());
        content.people = people.deserialize().collect::<std::result::Result<_, _>>().map_err(Failure::internal)?;
        Ok(content)
    }
}
