//! Where an objective may stand. Pure.
use std::collections::{HashMap, HashSet, VecDeque};

use crate::kernel::ObjectiveId;

/// A place among siblings, as forms name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    First,
    Last,
    After(ObjectiveId),
    Before(ObjectiveId),
}

impl Place {
    /// `first`, `last`, `after-<id>`, `before-<id>`.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "first" => Self::First,
            "last" => Self::Last,
            text => match text.split_once('-')? {
                ("after", id) => Self::After(id.parse().ok()?),
                ("before", id) => Self::Before(id.parse().ok()?),
                _ => return None,
            },
        })
    }

    /// The sibling that it names.
    pub fn sibling(self) -> Option<ObjectiveId> {
        match self {
            Self::First | Self::Last => None,
            Self::After(id) | Self::Before(id) => Some(id),
        }
    }

    /// Which of the siblings, who stand in this order, comes right before the place; none before the first. Nothing when it names one who is
    /// no sibling.
    pub fn predecessor(self, siblings: &[ObjectiveId]) -> Option<Option<ObjectiveId>> {
        match self {
            Self::First => Some(None),
            Self::Last => Some(siblings.last().copied()),
            Self::After(id) => siblings.contains(&id).then_some(Some(id)),
            Self::Before(id) => {
                let at = siblings.iter().position(|sibling| *sibling == id)?;
                Some(at.checked_sub(1).and_then(|before| siblings.get(before)).copied())
            }
        }
    }
}

/// The way up from `parent` to `child`, both included, by which `child` would come to stand below itself. `links` lead from an objective to
/// one that it supports; the shortest way is found.
pub fn loop_over(
    child: ObjectiveId,
    parent: ObjectiveId,
    links: &[(ObjectiveId, ObjectiveId)],
) -> Option<Vec<ObjectiveId>> {
    let mut up: HashMap<ObjectiveId, Vec<ObjectiveId>> = HashMap::new();
    for (below, above) in links {
        up.entry(*below).or_default().push(*above);
    }
    let mut ways = VecDeque::from([vec![parent]]);
    let mut met = HashSet::from([parent]);
    while let Some(way) = ways.pop_front() {
        let end = way.last()?;
        if *end == child {
            return Some(way);
        }
        for next in up.get(end).into_iter().flatten() {
            if met.insert(*next) {
                ways.push_back(way.iter().copied().chain([*next]).collect());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(number: u128) -> ObjectiveId {
        ObjectiveId(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn a_place_reads_as_forms_write_it() {
        let one = id(1);
        assert_eq!(Place::parse("first"), Some(Place::First));
        assert_eq!(Place::parse("last"), Some(Place::Last));
        assert_eq!(Place::parse(&format!("after-{one}")), Some(Place::After(one)));
        assert_eq!(Place::parse(&format!("before-{one}")), Some(Place::Before(one)));
        for nothing in ["", "third", "after", "after-", "after-5", &format!("beside-{one}"), &one.to_string()] {
            assert_eq!(Place::parse(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_place_has_a_predecessor_or_is_the_first() {
        let siblings = [id(1), id(2), id(3)];
        for (place, predecessor) in [
            (Place::First, Some(None)),
            (Place::Last, Some(Some(id(3)))),
            (Place::After(id(2)), Some(Some(id(2)))),
            (Place::Before(id(2)), Some(Some(id(1)))),
            (Place::Before(id(1)), Some(None)),
            (Place::After(id(9)), None),
            (Place::Before(id(9)), None),
        ] {
            assert_eq!(place.predecessor(&siblings), predecessor, "{place:?}");
        }
        assert_eq!(Place::Last.predecessor(&[]), Some(None));
    }

    #[test]
    fn the_shortest_loop_is_named_and_others_are_none() {
        // 3 supports 2, which supports 1; 4 supports 3 and, besides, 1
        let links = [(id(3), id(2)), (id(2), id(1)), (id(4), id(3)), (id(4), id(1))];
        assert_eq!(loop_over(id(1), id(3), &links), Some(vec![id(3), id(2), id(1)]));
        assert_eq!(loop_over(id(1), id(4), &links), Some(vec![id(4), id(1)]));
        assert_eq!(loop_over(id(1), id(1), &links), Some(vec![id(1)]));
        assert_eq!(loop_over(id(3), id(1), &links), None);
        assert_eq!(loop_over(id(5), id(4), &links), None);
    }

    proptest! {
        /// In links that only lead to lower numbers, moving below a lower one never makes a loop; a loop that is found is a way.
        #[test]
        fn a_loop_is_a_way_up(ends in proptest::collection::vec(0usize..30, 1..30), child in 0usize..30, parent in 0usize..30) {
            let links: Vec<_> = ends.iter().enumerate().filter(|(at, end)| *end < at).map(|(at, end)| (id(at as u128), id(*end as u128))).collect();
            let found = loop_over(id(child as u128), id(parent as u128), &links);
            prop_assert!(parent >= child || found.is_none());
            if let Some(way) = found {
                prop_assert_eq!((way.first().copied(), way.last().copied()), (Some(id(parent as u128)), Some(id(child as u128))));
                prop_assert!(way.windows(2).all(|step| links.contains(&(step[0], step[1]))));
            }
        }
    }
}
