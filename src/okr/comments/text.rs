//! How the plain text of a comment reads: paragraphs, line breaks, web addresses and mentions. Gives typed pieces, never markup,
//! so that the template escapes every one of them.
use std::collections::BTreeSet;

use url::Url;

/// Mentions looked for in one text; later ones stay plain.
const MENTIONS_MAX: usize = 50;
/// Words that a name may consist of.
const NAME_WORDS_MAX: usize = 5;

pub type Paragraph = Vec<Piece>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    Break,
    /// An `http` or `https` address; `href` is its normal form, `text` what was typed.
    Link {
        href: String,
        text: String,
    },
    /// The name of a colleague, without the `@`.
    Mention(String),
}

/// What the text may mention: every run of words after an `@` that could be somebody's name.
pub fn possible_names(body: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for rest in starts(body, '@').take(MENTIONS_MAX) {
        let line = rest.lines().next().unwrap_or_default();
        let ends = line.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at).chain([line.len()]);
        for end in ends.take(NAME_WORDS_MAX) {
            let name = line.get(..end).unwrap_or_default();
            names.insert(name.to_owned());
            names.insert(name.trim_end_matches(is_closing).to_owned());
        }
    }
    names.remove("");
    names
}

/// Reads a text whose mentioned names are known to exist.
pub fn paragraphs(body: &str, names: &BTreeSet<String>) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    let mut current = Paragraph::new();
    for line in body.lines() {
        if line.trim().is_empty() {
            if !current.is_empty() {
                paragraphs.push(std::mem::take(&mut current));
            }
            continue;
        }
        if !current.is_empty() {
            current.push(Piece::Break);
        }
        read_line(line, names, &mut current);
    }
    if !current.is_empty() {
        paragraphs.push(current);
    }
    paragraphs
}

/// The rest of the text behind each `mark` that begins a word, so that no e-mail address counts.
fn starts(body: &str, mark: char) -> impl Iterator<Item = &str> {
    let mut before = ' ';
    body.char_indices().filter_map(move |(at, c)| {
        let begins = c == mark && !before.is_alphanumeric();
        before = c;
        begins.then(|| body.get(at + c.len_utf8()..)).flatten()
    })
}

fn read_line(line: &str, names: &BTreeSet<String>, out: &mut Paragraph) {
    let mut plain = String::new();
    let mut before = ' ';
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let found = if before.is_alphanumeric() { None } else { link(rest).or_else(|| mention(rest, names)) };
        let length = match found {
            Some((piece, length)) => {
                if !plain.is_empty() {
                    out.push(Piece::Text(std::mem::take(&mut plain)));
                }
                out.push(piece);
                length
            }
            None => {
                plain.push(c);
                c.len_utf8()
            }
        };
        let (taken, left) = rest.split_at_checked(length).unwrap_or((rest, ""));
        before = taken.chars().next_back().unwrap_or(' ');
        rest = left;
    }
    if !plain.is_empty() {
        out.push(Piece::Text(plain));
    }
}

/// An address at the start of the text, and its length in bytes. Punctuation that ends a sentence does not belong to it.
fn link(text: &str) -> Option<(Piece, usize)> {
    let begins = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if !begins("http://") && !begins("https://") {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '«' | '»')).unwrap_or(text.len());
    let mut typed = text.get(..end)?;
    while let Some(last) = typed.chars().next_back() {
        let opened = last == ')' && typed.matches('(').count() >= typed.matches(')').count();
        if !is_closing(last) || opened {
            break;
        }
        typed = typed.strip_suffix(last)?;
    }
    let url = Url::parse(typed).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    is_web.then(|| (Piece::Link { href: url.to_string(), text: typed.to_owned() }, typed.len()))
}

/// The longest known name behind an `@`, and the length of both in bytes.
fn mention(text: &str, names: &BTreeSet<String>) -> Option<(Piece, usize)> {
    let rest = text.strip_prefix('@')?;
    let fits = |name: &&String| {
        rest.strip_prefix(name.as_str()).is_some_and(|after| !after.starts_with(char::is_alphanumeric))
    };
    let name = names.iter().filter(fits).max_by_key(|name| name.len())?;
    Some((Piece::Mention(name.clone()), name.len() + 1))
}

fn is_closing(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '"' | ')' | ']' | '}' | '…' | '”' | '’')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn text(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    fn linked(address: &str) -> Piece {
        Piece::Link { href: address.to_owned(), text: address.to_owned() }
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        assert_eq!(
            paragraphs("a\nb\n\n\n \nc\n", &known(&[])),
            vec![vec![text("a"), Piece::Break, text("b")], vec![text("c")]]
        );
        assert_eq!(paragraphs("", &known(&[])), Vec::<Paragraph>::new());
    }

    #[test]
    fn addresses_end_before_punctuation() {
        let read = paragraphs("See https://example.org/a?b=1&c=2, (http://example.org/x_(y)).", &known(&[]));
        assert_eq!(
            read,
            vec![vec![
                text("See "),
                linked("https://example.org/a?b=1&c=2"),
                text(", ("),
                linked("http://example.org/x_(y)"),
                text(").")
            ]]
        );
    }

    #[test]
    fn only_web_addresses_are_links() {
        for plain in [
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "http:// x",
            "xhttps://example.org",
            "file:///etc/passwd",
        ] {
            assert_eq!(paragraphs(plain, &known(&[])), vec![vec![text(plain)]], "{plain}");
        }
        let marked = paragraphs("https://example.org/\"onmouseover=x", &known(&[]));
        assert_eq!(marked, vec![vec![linked("https://example.org/"), text("\"onmouseover=x")]]);
    }

    #[test]
    fn mentions_are_the_longest_known_names() {
        let names = known(&["Anna", "Anna Petrova"]);
        let read = paragraphs("@Anna Petrova, and @Anna! Not @Annabel, not me@Anna", &names);
        let expected = vec![
            Piece::Mention("Anna Petrova".into()),
            text(", and "),
            Piece::Mention("Anna".into()),
            text("! Not @Annabel, not me@Anna"),
        ];
        assert_eq!(read, vec![expected]);
    }

    #[test]
    fn names_are_guessed_word_by_word() {
        let names = possible_names("Ask @Анна Петрова, please; mail a@b.c");
        assert!(names.contains("Анна") && names.contains("Анна Петрова"));
        assert!(!names.contains("b.c"));
        assert!(possible_names(&"@".repeat(5000)).len() < 300);
    }

    proptest! {
        #[test]
        fn nothing_typed_is_lost(body in "[a-z@ .:/()\nЖ<>\"&]{0,80}|(https?://[a-z.]{1,9}[ ,)]?){0,4}|\\PC{0,40}") {
            let names = possible_names(&body);
            let read = paragraphs(&body, &names);
            let mut again = String::new();
            for paragraph in &read {
                for piece in paragraph {
                    match piece {
                        Piece::Text(text) | Piece::Link { text, .. } => again.push_str(text),
                        Piece::Mention(name) => { again.push('@'); again.push_str(name); }
                        Piece::Break => {}
                    }
                }
            }
            let expected: String = body.lines().filter(|line| !line.trim().is_empty()).collect();
            prop_assert_eq!(again, expected);
        }
    }
}
