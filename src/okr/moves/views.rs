//! The form that moves an objective.
use askama::Template;

use super::rules::Place;
use super::store::Sibling;
use crate::i18n::Lang;
use crate::kernel::ObjectiveId;
use crate::okr::parts::{Once, Problem, Problems as _};

/// After as many siblings one can be placed in the form; there is always the last place.
const MOST_PLACES: usize = 200;

#[derive(Template)]
#[template(path = "okr/moves/page.html")]
pub struct MovePage {
    pub l: Lang,
    pub once: Once,
    pub id: ObjectiveId,
    pub version: i32,
    pub title: String,
    /// As typed: title or address; empty is the top.
    pub parent: String,
    /// It supports an objective that the reader does not see.
    pub has_hidden_parent: bool,
    /// Titles to choose from.
    pub parents: Vec<String>,
    pub places: Vec<PlaceChoice>,
    /// The heading of the list of places: below which parent they are.
    pub places_label: String,
    pub problems: Vec<Problem>,
}

pub struct PlaceChoice {
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

/// The places among siblings who stand in this order, without the one that moves.
pub fn places(l: Lang, siblings: &[Sibling], chosen: Place) -> Vec<PlaceChoice> {
    let choice = |value: String, label: String, is_chosen: bool| PlaceChoice { value, label, is_chosen };
    let Some((last, others)) = siblings.split_last() else {
        return vec![choice("first".to_owned(), l.say("objective-move-first"), true)];
    };
    let is_last = matches!(chosen, Place::Last) || chosen == Place::After(last.id);
    let after = |(_, sibling): (usize, &Sibling)| {
        let label = l.tr("objective-move-after").arg("title", sibling.title.as_str()).to_string();
        choice(format!("after-{}", sibling.id), label, chosen == Place::After(sibling.id))
    };
    let is_offered = |(at, sibling): &(usize, &Sibling)| *at < MOST_PLACES || chosen == Place::After(sibling.id);
    let first = choice("first".to_owned(), l.say("objective-move-first"), chosen == Place::First);
    let end = choice("last".to_owned(), l.say("objective-move-last"), is_last);
    std::iter::once(first).chain(others.iter().enumerate().filter(is_offered).map(after)).chain([end]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Locale;

    fn offered(count: u128, chosen: Place) -> (Vec<String>, Vec<String>) {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let l = Lang { locale: Locale::En, zone: chrono_tz::UTC, today };
        let sibling = |number| Sibling { id: id(number), title: format!("Goal {number}") };
        let all = places(l, &(1..=count).map(sibling).collect::<Vec<_>>(), chosen);
        let chosen = all.iter().filter(|one| one.is_chosen).map(|one| one.label.clone()).collect();
        (all.into_iter().map(|one| one.label).collect(), chosen)
    }

    fn id(number: u128) -> ObjectiveId {
        ObjectiveId(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn each_place_is_offered_once_and_one_is_chosen() {
        assert_eq!(offered(0, Place::Last), (vec!["First".to_owned()], vec!["First".to_owned()]));
        let (all, chosen) = offered(3, Place::After(id(3)));
        assert_eq!(all, ["First", "After “Goal 1”", "After “Goal 2”", "Last"]);
        assert_eq!(chosen, ["Last"]);
        assert_eq!(offered(3, Place::First).1, ["First"]);
        assert_eq!(offered(3, Place::After(id(2))).1, ["After “Goal 2”"]);
    }

    #[test]
    fn among_very_many_the_chosen_place_is_still_there() {
        let (all, chosen) = offered(500, Place::After(id(400)));
        assert_eq!((all.len(), chosen), (MOST_PLACES + 3, vec!["After “Goal 400”".to_owned()]));
    }
}
