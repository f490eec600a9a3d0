//! What the text of a cell means: numbers, dates, periods, people, and the words of fixed sets.

pub mod date;
pub mod number;
pub mod people;
pub mod period;
pub mod version;
pub mod words;

/// Text as it is compared: without case, without spaces around, one space between words, ё as е.
pub fn normalise(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.extend(word.chars().flat_map(char::to_lowercase).map(|c| match c {
            'ё' => 'е',
            other => other,
        }));
    }
    plain
}

/// The words of a text, without case and punctuation; letters and digits side by side are words of their own.
pub fn words_of(text: &str) -> Vec<String> {
    #[derive(PartialEq, Clone, Copy)]
    enum Kind {
        Letter,
        Digit,
        Other,
    }
    let mut words: Vec<String> = Vec::new();
    let mut before = Kind::Other;
    for character in normalise(text).chars() {
        let kind = match character {
            c if c.is_numeric() => Kind::Digit,
            c if c.is_alphabetic() => Kind::Letter,
            _ => Kind::Other,
        };
        if kind != Kind::Other {
            match words.last_mut().filter(|_| kind == before) {
                Some(word) => word.push(character),
                None => words.push(character.to_string()),
            }
        }
        before = kind;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_case_and_punctuation() {
        assert_eq!(normalise("  Учёт\n и  ОТЧЁТ "), "учет и отчет");
        assert_eq!(words_of("Mid-Q Actual, 2019Q2"), ["mid", "q", "actual", "2019", "q", "2"]);
        assert_eq!(words_of("…"), Vec::<String>::new());
    }
}
