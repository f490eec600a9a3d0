//! Where a text says what was looked for.
use super::words::{Words, plain};

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub is_hit: bool,
}

/// The text in pieces; those that begin a word as it was typed are hits. Other forms of a word are not.
pub fn pieces(text: &str, words: &Words) -> Vec<Piece> {
    let characters: Vec<char> = text.chars().collect();
    let compared: Vec<char> = plain(text).chars().collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let begins = at.checked_sub(1).and_then(|before| compared.get(before)).is_none_or(|c| !c.is_alphanumeric());
        let hit = words
            .all()
            .iter()
            .filter(|_| begins)
            .map(|word| word.chars().collect::<Vec<_>>())
            .filter(|word| compared.get(at..).is_some_and(|rest| rest.starts_with(word)))
            .map(|word| word.len())
            .max();
        let length = hit.unwrap_or(1);
        let new: String = characters.iter().skip(at).take(length).collect();
        match pieces.last_mut() {
            Some(last) if last.is_hit == hit.is_some() => last.text.push_str(&new),
            _ => pieces.push(Piece { text: new, is_hit: hit.is_some() }),
        }
        at += length;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(text: &str, typed: &str) -> String {
        let pieces = pieces(text, &Words::parse(typed));
        pieces.iter().map(|p| if p.is_hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn words_are_marked_where_they_begin() {
        assert_eq!(marked("Grow the growth of regrowth", "grow"), "[Grow] the [grow]th of regrowth");
        assert_eq!(marked("Ёлка и елка", "ел"), "[Ёл]ка и [ел]ка");
        assert_eq!(marked("Рост <b>рост</b>", "рост b"), "[Рост] <[b]>[рост]</[b]>");
        assert_eq!(marked("Рост", ""), "Рост");
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in any::<String>(), typed in any::<String>()) {
            let joined: String = pieces(&text, &Words::parse(&typed)).into_iter().map(|piece| piece.text).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
