//! A place in the list, from which it goes on in either direction. It names the order itself, not a row, so it holds when the
//! row at the edge moves away or disappears.
use std::cmp::Ordering;
use std::fmt;

use chrono::{DateTime, Datelike, Utc};
use uuid::Uuid;

use super::sort::{By, Sort};
use crate::web::Fields;

/// The order of the list: workspace, then position in it, then id. In another order the key of that goes before.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub key: Key,
    pub workspace_no: i32,
    pub position: f64,
    pub id: Uuid,
}

/// What an order goes by, where that is not the place in the list itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Key {
    None,
    Text(String),
    /// Name and id.
    Owner(String, Uuid),
    Number(f64),
    Moment(DateTime<Utc>),
    /// Number among the statuses.
    Rank(i32),
}

impl Place {
    /// As the database orders the list itself.
    pub fn order(&self, other: &Self) -> Ordering {
        self.workspace_no
            .cmp(&other.workspace_no)
            .then(self.position.total_cmp(&other.position))
            .then(self.id.cmp(&other.id))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Cursor {
    After(Place),
    Before(Place),
}

impl Cursor {
    /// The cursor of an address; one that cannot be read is none, which is the first page.
    pub fn parse(fields: &Fields, sort: Option<Sort>) -> Option<Self> {
        Place::parse(fields.get("after"), sort)
            .map(Self::After)
            .or_else(|| Place::parse(fields.get("before"), sort).map(Self::Before))
    }

    /// Its name in the address.
    pub fn name(&self) -> &'static str {
        match self {
            Self::After(_) => "after",
            Self::Before(_) => "before",
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::After(place) | Self::Before(place)) = self;
        write!(f, "{}_{}_{}", place.workspace_no, place.position, place.id)?;
        match &place.key {
            Key::None => Ok(()),
            Key::Text(text) => write!(f, "_{text}"),
            Key::Owner(name, id) => write!(f, "_{id}_{name}"),
            Key::Number(number) => write!(f, "_{number}"),
            Key::Moment(moment) => write!(f, "_{}", moment.timestamp_micros()),
            Key::Rank(rank) => write!(f, "_{rank}"),
        }
    }
}

impl Place {
    fn parse(text: &str, sort: Option<Sort>) -> Option<Self> {
        let mut parts = text.splitn(if sort.is_some() { 4 } else { 3 }, '_');
        let workspace_no = parts.next()?.parse().ok()?;
        let position: f64 = parts.next()?.parse().ok()?;
        let id = parts.next()?.parse().ok()?;
        let key = match sort {
            None => Key::None,
            Some(sort) => Key::parse(parts.next()?, sort.by)?,
        };
        position.is_finite().then_some(Self { key, workspace_no, position, id })
    }
}

impl Key {
    fn parse(text: &str, by: By) -> Option<Self> {
        match by {
            By::Title => is_kept(text).then(|| Self::Text(text.to_owned())),
            By::Owner => {
                let (id, name) = text.split_once('_')?;
                is_kept(name).then(|| id.parse().ok())?.map(|id| Self::Owner(name.to_owned(), id))
            }
            By::Progress => text.parse().ok().filter(|number: &f64| !number.is_nan()).map(Self::Number),
            By::Status => text.parse().ok().map(Self::Rank),
            By::Updated => {
                text.parse().ok().and_then(DateTime::from_timestamp_micros).filter(is_near).map(Self::Moment)
            }
        }
    }
}

/// A text that the database can have.
fn is_kept(text: &str) -> bool {
    text.len() <= 2000 && !text.contains('\0')
}

/// A moment that the database can have.
fn is_near(moment: &DateTime<Utc>) -> bool {
    (1..=9999).contains(&moment.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, value: &str) -> Option<Cursor> {
        Cursor::parse(&Fields(vec![(name.to_owned(), value.to_owned())]), None)
    }

    #[test]
    fn what_cannot_be_read_is_the_first_page() {
        for text in [
            "",
            "1",
            "1_2",
            "a_1_0192f0c1-0000-7000-8000-000000000001",
            "1_NaN_0192f0c1-0000-7000-8000-000000000001",
            "1_2_3",
            "1_inf_0192f0c1-0000-7000-8000-000000000001",
        ] {
            assert_eq!(read("after", text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_cursor_survives_the_address(workspace_no: i32, position in proptest::num::f64::NORMAL, id: u128, forth: bool) {
            let place = Place { key: Key::None, workspace_no, position, id: Uuid::from_u128(id) };
            let cursor = if forth { Cursor::After(place) } else { Cursor::Before(place) };
            proptest::prop_assert_eq!(read(cursor.name(), &cursor.to_string()), Some(cursor));
        }

        #[test]
        fn so_does_one_of_another_order(text in "[^\\x00]{0,60}", number: f64, micros in 0_i64..4_000_000_000_000_000, rank: i32, id: u128) {
            let moment = DateTime::from_timestamp_micros(micros).unwrap();
            let number = if number.is_nan() { f64::NEG_INFINITY } else { number };
            for (sort, key) in [
                ("title", Key::Text(text.clone())),
                ("-owner", Key::Owner(text, Uuid::from_u128(!id))),
                ("progress", Key::Number(number)),
                ("status", Key::Rank(rank)),
                ("-updated", Key::Moment(moment)),
            ] {
                let cursor = Cursor::Before(Place { key, workspace_no: 3, position: 0.5, id: Uuid::from_u128(id) });
                let fields = Fields(vec![("before".to_owned(), cursor.to_string())]);
                proptest::prop_assert_eq!(Cursor::parse(&fields, Sort::parse(sort)), Some(cursor));
            }
        }
    }
}
