//! Keys by which a row finds again what it created, after a rename in the product too.
//!
//! A file that names its rows (an export of ours does) gives the key. For other files it is derived from what identifies
//! a row *in the file*: team, period, title of the objective, title of the key result, and the how-manieth of that title.

use sha2::{Digest, Sha256};

use super::values::normalise;

/// Where a key comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ImportKey {
    /// From a key column of the file.
    Given(String),
    /// Derived from titles; 32 hexadecimal digits.
    Derived(String),
}

impl ImportKey {
    /// The key itself.
    pub fn as_str(&self) -> &str {
        match self {
            ImportKey::Given(key) | ImportKey::Derived(key) => key,
        }
    }
}

/// The key of an objective known by its titles only.
pub fn of_objective(team: Option<&str>, period: &str, title: &str) -> ImportKey {
    derived(&["objective", team.unwrap_or_default(), period, title])
}

/// The key of a key result known by its title only; `ordinal` counts equal titles in one objective from 1.
pub fn of_key_result(objective: &ImportKey, title: &str, ordinal: u32) -> ImportKey {
    derived(&["key result", objective.as_str(), title, &ordinal.to_string()])
}

/// A title within an objective, in a few bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place([u8; DIGEST_BYTES]);

/// The place of a title in an objective.
pub fn place(objective: &ImportKey, title: &str) -> Place {
    Place(digest(&["place", objective.as_str(), title]))
}

const DIGEST_BYTES: usize = 16;

fn derived(parts: &[&str]) -> ImportKey {
    ImportKey::Derived(digest(parts).iter().map(|byte| format!("{byte:02x}")).collect())
}

fn digest(parts: &[&str]) -> [u8; DIGEST_BYTES] {
    let mut hash = Sha256::new();
    for part in parts {
        let part = normalise(part);
        // the length keeps («ab», «c») apart from («a», «bc»)
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut digest = [0; DIGEST_BYTES];
    digest.iter_mut().zip(hash.finalize()).for_each(|(byte, hashed)| *byte = hashed);
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_the_same_for_ever() {
        // Stored with imported objects: another value here would import every file anew.
        let objective = of_objective(Some("Платформа"), "2019 Q2", "Ship it");
        assert_eq!(objective.as_str(), "eb81176e6d4b80c46a6076b59f411309");
        assert_eq!(of_key_result(&objective, "Docs", 1).as_str(), "490982de318465b1528081158aee1dac");
    }

    #[test]
    fn keys_see_what_identifies_and_nothing_else() {
        let key = of_objective(Some("Team"), "2019 Q2", "Учёт");
        assert_eq!(of_objective(Some(" team "), "2019 q2", "УЧЕТ"), key);
        assert_ne!(of_objective(None, "2019 Q2", "Учёт"), key);
        assert_ne!(of_objective(Some("Tea"), "m2019 Q2", "Учёт"), key);
        assert_ne!(of_objective(Some("Team"), "2019 Q3", "Учёт"), key);
        assert_ne!(of_key_result(&key, "a", 1), of_key_result(&key, "a", 2));
    }
}
