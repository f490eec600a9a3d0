//! One field that changes: what the file says of it against what is there, and against what people have made of it since.
use std::collections::HashMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::okr::imports::existing::Since;
use crate::okr::imports::said::Said;

#[derive(Debug, Clone, Default)]
pub(super) struct FieldChange {
    pub(super) field: &'static str,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
    /// The day that a value is true for.
    pub(super) on: Option<NaiveDate>,
    /// What was changed here after the export, and to something else than the file says.
    pub(super) against: Option<Since>,
}

impl FieldChange {
    pub(super) fn new(field: &'static str, old: Option<String>, new: Option<String>) -> Self {
        Self { field, old, new, ..Self::default() }
    }
}

/// What a file says of one thing.
///
/// With the version of the export it is a statement about that version: what the file leaves as it was then stays as people
/// have made it since, and what both have changed is a conflict. Without one only what it says anew counts.
#[derive(Default)]
pub(super) struct News {
    pub(super) said: Said,
    /// What is taken over.
    pub(super) changes: Vec<FieldChange>,
    /// Conflicts in which the file does not win.
    pub(super) left: Vec<FieldChange>,
    /// By field, what was changed here after the export; none when the file names no version.
    pub(super) since: Option<HashMap<String, Since>>,
    /// In a conflict the file wins.
    pub(super) overwrite: bool,
}

impl News {
    /// Whether a field is to be looked at.
    pub(super) fn is_news(&mut self, field: &str, text: &str) -> bool {
        self.said.news(field, text) || self.since.is_some()
    }

    /// Takes over what a file says of a field, when it is news and something else than what is there.
    pub(super) fn take<T: PartialEq>(
        &mut self,
        field: &'static str,
        file: Option<T>,
        current: &mut T,
        text: impl Fn(&T) -> Option<String>,
    ) {
        let Some(file) = file else { return };
        if self.is_news(field, text(&file).as_deref().unwrap_or_default()) {
            self.set(field, field, file, current, text);
        }
    }

    /// The same for what is news, where the file has said it under another name.
    pub(super) fn set<T: PartialEq>(
        &mut self,
        field: &'static str,
        said: &str,
        file: T,
        current: &mut T,
        text: impl Fn(&T) -> Option<String>,
    ) {
        if file == *current {
            return;
        }
        let change = FieldChange::new(field, text(current), text(&file));
        if self.wins(change, said) {
            *current = file;
        }
    }

    /// Whether a change is taken over; one that only repeats the exported state is not, nor one in conflict.
    pub(super) fn wins(&mut self, mut change: FieldChange, said: &str) -> bool {
        match self.since.as_ref().and_then(|since| since.get(change.field)) {
            Some(since) if same(since.base(), change.new.as_deref()) => return false,
            Some(since) => {
                change.against = Some(since.clone());
                if !self.overwrite {
                    // the next file may say it again
                    self.said.forget(said);
                    self.left.push(change);
                    return false;
                }
            }
            None => {}
        }
        self.changes.push(change);
        true
    }
}

/// Whether two texts of a field say the same; numbers may be written differently.
pub(super) fn same(one: Option<&str>, other: Option<&str>) -> bool {
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<Decimal>().ok());
    one == other || matches!((number(one), number(other)), (Some(one), Some(other)) if one == other)
}

/// Text of one line as it is there, when the file says the same: reading a file tidies spaces.
pub(super) fn one_line(file: &str, current: &str) -> String {
    let is_same = file.split_whitespace().eq(current.split_whitespace());
    if is_same { current.to_owned() } else { file.to_owned() }
}

pub(super) fn plain(number: &Decimal) -> Option<String> {
    Some(number.normalize().to_string())
}

pub(super) fn small(number: &Option<i16>) -> Option<String> {
    number.map(|number| number.to_string())
}

pub(super) fn text(text: &impl AsRef<str>) -> Option<String> {
    Some(text.as_ref()).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn since(base: &str) -> Option<HashMap<String, Since>> {
        let since = Since { was: vec![Some(base.into())], by: None, at: chrono::DateTime::UNIX_EPOCH };
        Some(HashMap::from([("weight".to_owned(), since)]))
    }

    /// What becomes of a weight of 3 that the file says to be `file`.
    fn taken(news: &mut News, file: i64) -> Decimal {
        let mut current = Decimal::from(3);
        news.take("weight", Some(Decimal::from(file)), &mut current, plain);
        current
    }

    #[test]
    fn without_a_version_only_news_counts() {
        let mut news = News::default();
        assert_eq!(taken(&mut news, 5), Decimal::from(5));
        assert_eq!(taken(&mut news, 5), Decimal::from(3), "said before");
        assert_eq!((news.changes.len(), news.left.len()), (1, 0));
    }

    #[test]
    fn with_a_version_the_file_is_compared_with_what_was_exported() {
        let mut news = News { since: Some(HashMap::new()), ..News::default() };
        assert_eq!(taken(&mut news, 5), Decimal::from(5), "changed in the file only");
        assert_eq!(taken(&mut news, 5), Decimal::from(5), "also when a file has said it before");

        let mut news = News { since: since("1.0"), ..News::default() };
        assert_eq!(taken(&mut news, 1), Decimal::from(3), "changed here only");
        assert!(news.changes.is_empty() && news.left.is_empty());
        assert_eq!(taken(&mut news, 3), Decimal::from(3), "changed to the same");
        assert!(news.changes.is_empty() && news.left.is_empty());
        assert_eq!(taken(&mut news, 5), Decimal::from(3), "changed on both sides");
        assert_eq!((news.changes.len(), news.left.len()), (0, 1));

        let mut news = News { since: since("1"), overwrite: true, ..News::default() };
        assert_eq!(taken(&mut news, 5), Decimal::from(5));
        assert!(news.changes[0].against.is_some());
    }
}
