//! What was typed, as words that are looked for.

/// More of it is not looked at: titles are hardly longer.
const LONGEST: usize = 100;
/// More words hardly find less.
const MOST: usize = 8;

/// The words of a search. All of them have to be found, each whole, in another form, or begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    typed: String,
    words: Vec<String>,
}

impl Words {
    pub fn parse(typed: &str) -> Self {
        let typed: String = typed.chars().filter(|character| !character.is_control()).take(LONGEST).collect();
        let typed = typed.trim().to_owned();
        let words = plain(&typed)
            .split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(MOST)
            .map(str::to_owned)
            .collect();
        Self { typed, words }
    }

    /// As it is shown again.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Nothing that could be looked for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// A text search query: letters and digits only, so that nothing in it means anything else.
    pub fn query(&self) -> String {
        self.words.iter().map(|word| format!("{word}:*")).collect::<Vec<_>>().join(" & ")
    }

    /// The words as one text, for what nearly says the same.
    pub fn phrase(&self) -> String {
        self.words.join(" ")
    }

    /// The words, in small letters and with е for ё.
    pub fn all(&self) -> &[String] {
        &self.words
    }

    /// Whether each word begins one of the text's.
    pub fn begin_in(&self, text: &str) -> bool {
        let text = plain(text);
        let parts: Vec<&str> = text.split(|character: char| !character.is_alphanumeric()).collect();
        self.words.iter().all(|word| parts.iter().any(|part| part.starts_with(word.as_str())))
    }
}

/// Text as it is compared: in small letters, е for ё. Letters keep their number.
pub fn plain(text: &str) -> String {
    text.chars().map(small).collect()
}

fn small(character: char) -> char {
    let mut small = character.to_lowercase();
    match (small.next(), small.next()) {
        (Some('ё'), None) => 'е',
        (Some(one), None) => one,
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_letters_and_digits_in_one_spelling() {
        let words = Words::parse("  Учёт: «рост» 20% & co\\ 🎯 ");
        assert_eq!(words.query(), "учет:* & рост:* & 20:* & co:*");
        assert_eq!(words.phrase(), "учет рост 20 co");
        assert_eq!(words.typed(), "Учёт: «рост» 20% & co\\ 🎯");
    }

    #[test]
    fn signs_alone_are_no_words() {
        for typed in ["", "   ", "%%%", "\\", "🎯", "'; --"] {
            assert!(Words::parse(typed).is_empty() || typed.contains("--") && Words::parse(typed).query().is_empty());
        }
    }

    #[test]
    fn every_word_has_to_begin_one() {
        assert!(Words::parse("нов цел").begin_in("Новая цель"));
        assert!(!Words::parse("нов вес").begin_in("Новая цель"));
        assert!(Words::parse("").begin_in("anything"));
    }

    proptest! {
        #[test]
        fn a_query_holds_nothing_but_words(typed in any::<String>()) {
            let words = Words::parse(&typed);
            prop_assert!(words.query().chars().all(|c| c.is_alphanumeric() || " &:*".contains(c)));
            prop_assert!(words.all().len() <= MOST && words.typed().chars().count() <= LONGEST);
        }

        #[test]
        fn plain_text_has_as_many_letters(text in any::<String>()) {
            prop_assert_eq!(plain(&text).chars().count(), text.chars().count());
        }
    }
}
