//! What a password must be: long, and none of those that everybody tries first. Nothing about which characters it holds.
use std::collections::HashSet;
use std::sync::OnceLock;

use crate::kernel::FieldError;

/// In characters.
pub const MIN_LENGTH: usize = 12;
pub const MAX_LENGTH: usize = 1000;

/// Passwords, and words that passwords are made of, from leaks; in small letters, one a line.
fn leaked() -> &'static HashSet<&'static str> {
    static LEAKED: OnceLock<HashSet<&'static str>> = OnceLock::new();
    LEAKED.get_or_init(|| include_str!("leaked.txt").lines().collect())
}

/// Refuses a password that is too short, well known, or the person's own address.
pub fn check(password: &str, email: &str) -> Result<(), FieldError> {
    let length = password.chars().count();
    if length < MIN_LENGTH {
        return Err(FieldError::new("new", "password-too-short").arg("min", MIN_LENGTH));
    }
    if length > MAX_LENGTH {
        return Err(FieldError::new("new", "field-too-long").arg("max", MAX_LENGTH));
    }
    let small = password.to_lowercase();
    let own = small == email || email.split('@').next().is_some_and(|name| name == core(&small));
    if own || is_known(&small) {
        return Err(FieldError::new("new", "password-leaked"));
    }
    Ok(())
}

/// In the list as it stands, by its core, or as a repetition of something short or known.
fn is_known(small: &str) -> bool {
    let listed = |text: &str| leaked().contains(text) || leaked().contains(plain(text).as_str());
    if listed(small) || listed(core(small)) {
        return true;
    }
    let unit = repeated(small);
    unit.chars().count() < small.chars().count() && (unit.chars().count() <= 4 || listed(unit) || listed(core(unit)))
}

/// Without the digits and signs that people put in front and behind.
fn core(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphabetic())
}

/// With letters where people put look-alikes.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

/// The shortest piece that the text repeats from its beginning to its end; itself when it repeats nothing.
fn repeated(text: &str) -> &str {
    text.char_indices()
        .skip(1)
        .filter_map(|(end, _)| text.get(..end))
        .find(|piece| {
            text.len().is_multiple_of(piece.len())
                && text.as_bytes().chunks(piece.len()).all(|part| part == piece.as_bytes())
        })
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(password: &str) -> Option<&'static str> {
        check(password, "anna.smirnova@acme.example").err().map(|error| error.message)
    }

    #[test]
    fn length_counts_characters() {
        assert_eq!(refused("кот-и-пёс-1"), Some("password-too-short"));
        assert_eq!(refused("кот-и-пёс-12"), None);
        assert_eq!(refused(&"long ".repeat(201)), Some("field-too-long"));
    }

    #[test]
    fn what_everybody_tries_is_refused_in_its_disguises() {
        for known in [
            "password1234",
            "P@ssw0rd2026",
            "Qwertyuiop123",
            "123456789012",
            "iloveyou!!!!",
            "passwordpassword",
            "abcabcabcabc",
            "aaaaaaaaaaaa",
            "Anna.Smirnova@acme.example",
            "anna.smirnova2026",
            "1q2w3e4r5t6y",
            "йцукенгшщзхъ",
        ] {
            assert_eq!(refused(known), Some("password-leaked"), "{known}");
        }
    }

    #[test]
    fn a_sentence_of_ones_own_is_fine_without_digits_or_signs() {
        for own in ["correct horse battery", "пять зелёных слонов", "a long enough password", "kv7#Qz!m2pL9"]
        {
            assert_eq!(refused(own), None, "{own}");
        }
    }

    #[test]
    fn the_list_is_clean() {
        let lines: Vec<_> = include_str!("leaked.txt").lines().collect();
        assert!(lines.len() >= 1000, "{}", lines.len());
        assert_eq!(leaked().len(), lines.len(), "a line stands there twice");
        assert!(lines.iter().all(|line| !line.is_empty() && *line == line.to_lowercase() && *line == line.trim()));
    }
}
