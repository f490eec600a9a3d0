//! People in a cell: one or several, by name, by address or both.

use super::normalise;
use super::words::is_nobody;
use crate::kernel::AccountId;
use crate::okr::imports::mapping::Options;

/// A person as a file names one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Person {
    /// The name, or the address when there is no name.
    pub name: String,
    /// The e-mail address, when the file or the mapping gives it.
    pub email: Option<String>,
    /// The account in the organization that the file comes from, when the file names it.
    pub id: Option<AccountId>,
}

impl Person {
    /// What two mentions of the same person have in common.
    pub fn identity(&self) -> String {
        match self.id {
            Some(id) => id.to_string(),
            None => normalise(self.email.as_deref().unwrap_or(&self.name)),
        }
    }
}

/// Splits a cell into people, in their order, each once. A dash, «n/a» or «TBD» is nobody.
///
/// A separator of letters, such as «and», only counts as a word of its own. A cell in quotes is one name, whatever it contains.
pub fn split(cell: &str, separators: &[String]) -> Vec<Person> {
    if let Some(name) = quoted(cell) {
        return vec![Person { name, email: None, id: None }];
    }
    if is_nobody(cell) {
        return Vec::new();
    }
    let mut pieces = vec![cell.to_owned()];
    for separator in separators.iter().map(|separator| separator.trim()).filter(|s| !s.is_empty()) {
        pieces = pieces.iter().flat_map(|piece| split_once_more(piece, separator)).collect();
    }
    let mut people: Vec<Person> = Vec::new();
    for person in pieces.iter().flat_map(|piece| piece.split('\n')).filter_map(person) {
        if people.iter().all(|other| other.identity() != person.identity()) {
            people.push(person);
        }
    }
    people
}

/// A name as a cell has to have it so that [`split`] finds this one person: in quotes when it would be read otherwise.
pub fn written(name: &str) -> String {
    let read = split(name, &Options::default().owner_separators);
    match read.as_slice() {
        [person] if person.email.is_none() && normalise(&person.name) == normalise(name) => name.to_owned(),
        _ => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

/// The name in a cell that is all quotes, with a quote in it doubled.
fn quoted(cell: &str) -> Option<String> {
    let inner = cell.trim().strip_prefix('"')?.strip_suffix('"')?;
    let is_whole = !inner.trim().is_empty() && !inner.replace("\"\"", "").contains('"');
    is_whole.then(|| inner.replace("\"\"", "\"").split_whitespace().collect::<Vec<_>>().join(" "))
}

fn split_once_more(piece: &str, separator: &str) -> Vec<String> {
    let is_word = separator.chars().all(char::is_alphabetic);
    if !is_word {
        return piece.split(separator).map(str::to_owned).collect();
    }
    let separator = normalise(separator);
    let mut pieces = vec![Vec::new()];
    for word in piece.split(' ') {
        if normalise(word) == separator {
            pieces.push(Vec::new());
        } else if let Some(last) = pieces.last_mut() {
            last.push(word);
        }
    }
    pieces.iter().map(|words| words.join(" ")).collect()
}

fn person(text: &str) -> Option<Person> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_start_matches('@');
    if is_nobody(text) {
        return None;
    }
    if let Some((name, rest)) = text.split_once('<') {
        let email = rest.trim_end_matches('>').trim();
        if is_address(email) {
            let name = match name.trim() {
                "" => email,
                name => name,
            };
            return Some(Person { name: name.to_owned(), email: Some(email.to_owned()), id: None });
        }
    }
    Some(Person { name: text.to_owned(), email: is_address(text).then(|| text.to_owned()), id: None })
}

fn is_address(text: &str) -> bool {
    match text.split_once('@') {
        Some((local, domain)) => {
            !local.is_empty()
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && !text.contains([' ', '<', '>', ','])
                && !domain.contains('@')
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(cell: &str) -> Vec<String> {
        split(cell, &Options::default().owner_separators).into_iter().map(|person| person.name).collect()
    }

    #[test]
    fn a_cell_may_name_several_people() {
        for cell in [
            "Anna, Boris",
            "Anna; Boris",
            "Anna / Boris",
            "Anna & Boris",
            "Anna and Boris",
            "Anna и Boris",
            "Anna\nBoris",
            "Anna,Boris, anna",
        ] {
            assert_eq!(names(cell), ["Anna", "Boris"], "{cell:?}");
        }
        assert_eq!(names("Alexandra Andersen"), ["Alexandra Andersen"]);
        assert_eq!(names("Мария  Иванова"), ["Мария Иванова"]);
    }

    #[test]
    fn nobody_is_nobody() {
        for cell in ["", " ", "-", "—", "n/a", "TBD", "нет", ", ,"] {
            assert_eq!(names(cell), Vec::<String>::new(), "{cell:?}");
        }
    }

    #[test]
    fn addresses_are_told_from_names() {
        let people = split("Anna <anna@okr.example>, boris@okr.example, @vera, x@y", &[",".to_owned()]);
        let pairs: Vec<_> = people.iter().map(|p| (p.name.as_str(), p.email.as_deref())).collect();
        assert_eq!(
            pairs,
            [
                ("Anna", Some("anna@okr.example")),
                ("boris@okr.example", Some("boris@okr.example")),
                ("vera", None),
                ("x@y", None)
            ]
        );
    }

    #[test]
    fn a_name_that_looks_like_several_is_written_in_quotes() {
        for (name, cell) in [
            ("Anna Smith", "Anna Smith"),
            ("Smith, Anna", "\"Smith, Anna\""),
            ("Анна «Аня» Петрова", "Анна «Аня» Петрова"),
            ("Anna \"Ann\" Smith", "Anna \"Ann\" Smith"),
            ("\"Ann\"", "\"\"\"Ann\"\"\""),
            ("Rock & Roll", "\"Rock & Roll\""),
            ("Нет", "\"Нет\""),
            ("anna@okr.example", "\"anna@okr.example\""),
        ] {
            assert_eq!(written(name), cell);
            assert_eq!(names(cell), [name]);
        }
        assert_eq!(names("\"Anna\", \"Boris\"").len(), 2);
    }

    proptest! {
        #[test]
        fn any_name_that_is_written_is_read_as_one_person(name in "[\"a-c ,;/&@.<>и=']{0,6}[a-z]") {
            let read = split(&written(&name), &Options::default().owner_separators);
            prop_assert_eq!(read.len(), 1);
            prop_assert_eq!(normalise(&read[0].name), normalise(&name));
            prop_assert_eq!(&read[0].email, &None);
        }
    }
}
