//! Names and titles, put together from word lists.
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use serde::Deserialize;

use crate::kernel::{Failure, Locale, Result};

#[derive(Debug, Deserialize)]
struct Both {
    en: Words,
    ru: Words,
}

#[derive(Debug, Deserialize)]
pub(super) struct Words {
    organization: String,
    unit: String,
    team: String,
    first: Vec<String>,
    last: Vec<String>,
    things: Vec<String>,
    people: Vec<String>,
    objectives: Vec<String>,
    project: String,
    syllables: Vec<String>,
    description: String,
    share: String,
    growth: String,
    fall: String,
    limit: String,
}

/// What an objective is about.
pub(super) struct Topic<'a> {
    words: &'a Words,
    thing: &'a str,
    people: &'a str,
}

impl Words {
    pub(super) fn read(locale: Locale) -> Result<Self> {
        let Both { en, ru } = serde_json::from_str(include_str!("words.json")).map_err(Failure::internal)?;
        Ok(match locale {
            Locale::En => en,
            Locale::Ru => ru,
        })
    }

    pub(super) fn organization(&self, number: &str) -> String {
        self.organization.replace("{n}", number)
    }

    pub(super) fn unit(&self, number: u32) -> String {
        self.unit.replace("{n}", &number.to_string())
    }

    pub(super) fn team(&self, number: u32) -> String {
        self.team.replace("{n}", &number.to_string())
    }

    pub(super) fn person(&self, rng: &mut StdRng) -> String {
        format!("{} {}", any(&self.first, rng), any(&self.last, rng))
    }

    pub(super) fn topic(&self, rng: &mut StdRng) -> Topic<'_> {
        Topic { words: self, thing: any(&self.things, rng), people: any(&self.people, rng) }
    }

    /// The name of a project: three syllables, so that there are some thousand of them and each is rare.
    fn project(&self, rng: &mut StdRng) -> String {
        let mut name: String = (0..3).map(|_| any(&self.syllables, rng)).collect();
        let first: String = name.chars().take(1).flat_map(char::to_uppercase).collect();
        let end = name.chars().next().map_or(0, char::len_utf8);
        name.replace_range(..end, &first);
        name
    }
}

impl Topic<'_> {
    /// Of an objective; a third of them belong to a project.
    pub(super) fn title(&self, rng: &mut StdRng) -> String {
        let title = self.fill(any(&self.words.objectives, rng));
        if rng.random_ratio(1, 3) {
            let name = self.words.project(rng);
            return self.words.project.replace("{title}", &title).replace("{name}", &name);
        }
        title
    }

    pub(super) fn description(&self) -> String {
        self.fill(&self.words.description)
    }

    /// A share of people in per cent.
    pub(super) fn share(&self) -> String {
        self.fill(&self.words.share)
    }

    /// A number that shall grow.
    pub(super) fn growth(&self) -> String {
        self.fill(&self.words.growth)
    }

    /// A number that shall fall.
    pub(super) fn fall(&self) -> String {
        self.fill(&self.words.fall)
    }

    /// A number that shall stay small.
    pub(super) fn limit(&self) -> String {
        self.fill(&self.words.limit)
    }

    fn fill(&self, pattern: &str) -> String {
        let text = pattern.replace("{thing}", self.thing).replace("{people}", self.people);
        let end = text.chars().next().map_or(0, char::len_utf8);
        let (first, rest) = text.split_at(end);
        format!("{}{rest}", first.to_uppercase())
    }
}

fn any<'a>(list: &'a [String], rng: &mut StdRng) -> &'a str {
    list.choose(rng).map(String::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn every_hole_is_filled_in_both_languages() {
        for locale in [Locale::En, Locale::Ru] {
            let (words, mut rng) = (Words::read(locale).unwrap(), StdRng::seed_from_u64(1));
            let mut texts = vec![words.organization("7"), words.unit(3), words.team(4), words.person(&mut rng)];
            for _ in 0..200 {
                let topic = words.topic(&mut rng);
                texts.extend([topic.title(&mut rng), topic.description(), topic.share(), topic.growth(), topic.fall()]);
                texts.push(topic.limit());
            }
            for text in &texts {
                assert!(!text.contains(['{', '}']) && text.chars().count() <= 200, "{text}");
                assert!(text.chars().next().is_some_and(char::is_uppercase), "{text}");
            }
            texts.sort();
            texts.dedup();
            assert!(texts.len() > 500, "{} different ones", texts.len());
        }
    }
}
