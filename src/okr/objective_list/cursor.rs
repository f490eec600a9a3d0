//! A place in the list, from which it goes on in either direction. It names the order itself, not a row, so it holds when the
//! row at the edge moves away or disappears.
use std::cmp::Ordering;
use std::fmt;

use uuid::Uuid;

use crate::web::Fields;

/// The order of the list: workspace, then position in it, then id.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub workspace_no: i32,
    pub position: f64,
    pub id: Uuid,
}

impl Place {
    /// As the database orders.
    pub fn order(&self, other: &Self) -> Ordering {
        self.workspace_no
            .cmp(&other.workspace_no)
            .then(self.position.total_cmp(&other.position))
            .then(self.id.cmp(&other.id))
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cursor {
    After(Place),
    Before(Place),
}

impl Cursor {
    /// The cursor of an address; one that cannot be read is none, which is the first page.
    pub fn parse(fields: &Fields) -> Option<Self> {
        Place::parse(fields.get("after"))
            .map(Self::After)
            .or_else(|| Place::parse(fields.get("before")).map(Self::Before))
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
        write!(f, "{}_{}_{}", place.workspace_no, place.position, place.id)
    }
}

impl Place {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '_');
        let workspace_no = parts.next()?.parse().ok()?;
        let position: f64 = parts.next()?.parse().ok()?;
        let id = parts.next()?.parse().ok()?;
        position.is_finite().then_some(Self { workspace_no, position, id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, value: &str) -> Option<Cursor> {
        Cursor::parse(&Fields(vec![(name.to_owned(), value.to_owned())]))
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
            let place = Place { workspace_no, position, id: Uuid::from_u128(id) };
            let cursor = if forth { Cursor::After(place) } else { Cursor::Before(place) };
            proptest::prop_assert_eq!(read(cursor.name(), &cursor.to_string()), Some(cursor));
        }
    }
}
