//! What OKRio does for everybody, criterion by criterion of the Web Content Accessibility Guidelines 2.2, levels A and AA.
use askama::Template;

use crate::i18n::Lang;

/// Whether a criterion is met, as far as it was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Met,
    /// Met where OKRio has it in its hands; a note says what is not.
    Partly,
    /// There is nothing of the kind.
    Nothing,
}

use Outcome::{Met, Nothing, Partly};

impl Outcome {
    const ALL: [Self; 3] = [Met, Partly, Nothing];

    fn id(self) -> &'static str {
        match self {
            Met => "met",
            Partly => "partly",
            Nothing => "nothing",
        }
    }
}

/// Ways of checking, in the order in which the page explains them.
const WAYS: &[&str] = &["axe", "contrast", "keyboard", "focus", "heard", "narrow", "modes", "plain", "read"];

/// Number, level, outcome, how it was checked, and whether there is a note.
type Criterion = (&'static str, &'static str, Outcome, &'static [&'static str], bool);

/// Principles with their criteria.
const PRINCIPLES: &[(&str, &[Criterion])] = &[
    (
        "perceivable",
        &[
            ("1.1.1", "A", Met, &["axe", "heard"], false),
            ("1.2.1", "A", Nothing, &["read"], false),
            ("1.2.2", "A", Nothing, &["read"], false),
            ("1.2.3", "A", Nothing, &["read"], false),
            ("1.2.4", "AA", Nothing, &["read"], false),
            ("1.2.5", "AA", Nothing, &["read"], false),
            ("1.3.1", "A", Met, &["axe", "heard"], false),
            ("1.3.2", "A", Met, &["heard", "focus"], false),
            ("1.3.3", "A", Met, &["read"], false),
            ("1.3.4", "AA", Met, &["narrow"], false),
            ("1.3.5", "AA", Met, &["axe", "read"], false),
            ("1.4.1", "A", Met, &["read", "modes"], true),
            ("1.4.2", "A", Nothing, &["read"], false),
            ("1.4.3", "AA", Met, &["contrast", "axe"], true),
            ("1.4.4", "AA", Met, &["narrow"], false),
            ("1.4.5", "AA", Met, &["read"], false),
            ("1.4.10", "AA", Met, &["narrow"], false),
            ("1.4.11", "AA", Met, &["contrast", "modes"], true),
            ("1.4.12", "AA", Met, &["narrow"], false),
            ("1.4.13", "AA", Met, &["read"], true),
        ],
    ),
    (
        "operable",
        &[
            ("2.1.1", "A", Met, &["keyboard", "plain"], false),
            ("2.1.2", "A", Met, &["keyboard", "focus"], false),
            ("2.1.4", "A", Met, &["keyboard", "read"], true),
            ("2.2.1", "A", Met, &["read"], true),
            ("2.2.2", "A", Met, &["modes", "read"], false),
            ("2.3.1", "A", Met, &["read"], false),
            ("2.4.1", "A", Met, &["axe", "keyboard"], false),
            ("2.4.2", "A", Met, &["axe", "read"], false),
            ("2.4.3", "A", Met, &["keyboard", "focus"], false),
            ("2.4.4", "A", Met, &["axe", "heard"], false),
            ("2.4.5", "AA", Met, &["read"], false),
            ("2.4.6", "AA", Partly, &["axe", "heard"], true),
            ("2.4.7", "AA", Met, &["contrast", "focus"], false),
            ("2.4.11", "AA", Met, &["focus"], true),
            ("2.5.1", "A", Met, &["read"], false),
            ("2.5.2", "A", Met, &["read"], false),
            ("2.5.3", "A", Met, &["axe", "heard"], false),
            ("2.5.4", "A", Nothing, &["read"], false),
            ("2.5.7", "AA", Met, &["keyboard", "plain"], true),
            ("2.5.8", "AA", Met, &["axe"], true),
        ],
    ),
    (
        "understandable",
        &[
            ("3.1.1", "A", Met, &["axe"], false),
            ("3.1.2", "AA", Partly, &["axe", "read"], true),
            ("3.2.1", "A", Met, &["keyboard", "focus"], false),
            ("3.2.2", "A", Met, &["keyboard"], true),
            ("3.2.3", "AA", Met, &["read"], false),
            ("3.2.4", "AA", Met, &["read"], false),
            ("3.2.6", "A", Met, &["read"], true),
            ("3.3.1", "A", Met, &["keyboard", "axe"], false),
            ("3.3.2", "A", Met, &["axe", "heard"], false),
            ("3.3.3", "AA", Met, &["read"], false),
            ("3.3.4", "AA", Met, &["keyboard", "read"], true),
            ("3.3.7", "A", Met, &["plain", "read"], false),
            ("3.3.8", "AA", Met, &["read"], true),
        ],
    ),
    ("robust", &[("4.1.2", "A", Met, &["axe", "heard"], true), ("4.1.3", "AA", Met, &["keyboard", "heard"], false)]),
];

#[derive(Template)]
#[template(path = "help/accessibility.html")]
pub struct AccessibilityPage {
    pub l: Lang,
}

impl AccessibilityPage {
    /// How many criteria have which outcome.
    fn counts(&self) -> [(&'static str, usize); 3] {
        let outcomes = PRINCIPLES.iter().flat_map(|(_, criteria)| criteria.iter().map(|criterion| criterion.2));
        Outcome::ALL.map(|outcome| (outcome.id(), outcomes.clone().filter(|one| *one == outcome).count()))
    }

    /// A message of a criterion: `1.4.10` is `1-4-10` there.
    fn of(&self, what: &str, number: &str) -> String {
        self.l.say(&format!("accessibility-{what}-{}", number.replace('.', "-")))
    }

    /// Names of the ways in which a criterion was checked.
    fn by(&self, ways: &[&str]) -> String {
        ways.iter().map(|way| self.l.say(&format!("accessibility-way-{way}"))).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::message_ids;
    use crate::kernel::Locale;

    #[test]
    fn every_criterion_is_named_and_noted_in_both_languages() {
        let all: Vec<_> = PRINCIPLES.iter().flat_map(|(_, criteria)| criteria.iter()).collect();
        assert_eq!(all.len(), 55, "levels A and AA of 2.2 have as many");
        for locale in Locale::ALL {
            for (number, level, outcome, ways, has_note) in &all {
                let id = |what: &str| format!("accessibility-{what}-{}", number.replace('.', "-"));
                assert!(message_ids(locale, &id("name")), "{number}");
                assert_eq!(message_ids(locale, &id("note")), *has_note, "{number}");
                assert!(["A", "AA"].contains(level) && !ways.is_empty());
                assert!(*outcome != Partly || *has_note, "{number} is partly met: what is not?");
                assert!(ways.iter().all(|way| WAYS.contains(way)), "{number}");
            }
            for way in WAYS {
                assert!(message_ids(locale, &format!("accessibility-way-{way}")));
                assert!(message_ids(locale, &format!("accessibility-how-{way}")));
            }
        }
    }
}
