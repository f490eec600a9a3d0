//! The shape of alignment: who stands below whom, and which rows of it are shown. Pure.
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use crate::kernel::ObjectiveId;

/// One visible objective of the period, or above one of it, in the order of the list.
#[derive(Debug, Clone, Copy)]
pub struct Seed {
    pub id: ObjectiveId,
    pub parent: Option<ObjectiveId>,
    /// Nothing is missing above it: it belongs to the company itself, or to another period.
    pub is_company: bool,
    /// It belongs to another period, and comes before those of this one.
    pub is_above: bool,
    /// Its place among its siblings; those without one follow, in the order of the list.
    pub rank: Option<f64>,
}

/// Where a tree begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Top {
    Company,
    /// It has a parent that is hidden or archived.
    Hidden,
    /// Nothing stands above it, though something should.
    Unaligned,
}

/// All trees of a period.
#[derive(Debug, Default)]
pub struct Forest {
    ids: Vec<ObjectiveId>,
    below: HashMap<ObjectiveId, Vec<ObjectiveId>>,
    company: Vec<ObjectiveId>,
    hidden: Vec<ObjectiveId>,
    unaligned: Vec<ObjectiveId>,
}

/// The forest in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    pub company: usize,
    pub aligned: usize,
    pub unaligned: usize,
    /// 1 is the top; 0 when there is nothing.
    pub deepest: usize,
}

/// Which branches stand open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Open {
    pub all: bool,
    pub unaligned: bool,
    pub opened: Vec<ObjectiveId>,
    /// Tops that were closed; tops are open by themselves.
    pub closed: Vec<ObjectiveId>,
}

/// A row that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub what: What,
    /// 1 is the top.
    pub level: usize,
    /// Its place among its siblings, 1-based, and how many they are.
    pub place: usize,
    pub siblings: usize,
    /// How many stand directly below it.
    pub children: usize,
    pub is_open: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Objective(ObjectiveId, Option<Top>),
    /// The branch that gathers what is unaligned.
    Unaligned,
}

impl Forest {
    pub fn grow(seeds: &[Seed]) -> Self {
        let here: HashSet<_> = seeds.iter().map(|seed| seed.id).collect();
        let mut forest = Self { ids: seeds.iter().map(|seed| seed.id).collect(), ..Self::default() };
        let mut placed: Vec<_> = seeds.iter().filter(|seed| seed.rank.is_some()).collect();
        placed.sort_by(|a, b| a.rank.partial_cmp(&b.rank).unwrap_or(Ordering::Equal));
        for seed in placed.into_iter().chain(seeds.iter().filter(|seed| seed.rank.is_none())) {
            match seed.parent {
                Some(parent) if here.contains(&parent) => forest.below.entry(parent).or_default().push(seed.id),
                Some(_) => forest.hidden.push(seed.id),
                None if seed.is_company => forest.company.push(seed.id),
                None => forest.unaligned.push(seed.id),
            }
        }
        let above: HashSet<_> = seeds.iter().filter(|seed| seed.is_above).map(|seed| seed.id).collect();
        for tops in [&mut forest.company, &mut forest.hidden] {
            tops.sort_by_key(|id| !above.contains(id));
        }
        forest
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub fn summary(&self) -> Summary {
        let mut deepest = 0;
        let mut row: Vec<ObjectiveId> =
            [&self.company, &self.hidden, &self.unaligned].into_iter().flatten().copied().collect();
        while !row.is_empty() {
            deepest += 1;
            row = row.iter().flat_map(|id| self.children(*id)).copied().collect();
        }
        Summary {
            company: self.company.len(),
            aligned: self.ids.len() - self.company.len() - self.unaligned.len(),
            unaligned: self.unaligned.len(),
            deepest,
        }
    }

    fn children(&self, id: ObjectiveId) -> &[ObjectiveId] {
        self.below.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// At most `limit` rows in reading order, and whether there would be more.
    pub fn lines(&self, open: &Open, limit: usize) -> (Vec<Line>, bool) {
        let mut lines = Vec::new();
        let branch = usize::from(!self.unaligned.is_empty());
        let siblings = self.company.len() + self.hidden.len() + branch;
        let tops =
            self.company.iter().map(|id| (*id, Top::Company)).chain(self.hidden.iter().map(|id| (*id, Top::Hidden)));
        let mut next: Vec<Line> = tops
            .zip(1..)
            .map(|((id, top), place)| self.line(open, What::Objective(id, Some(top)), 1, place, siblings))
            .collect();
        if branch > 0 {
            next.push(self.line(open, What::Unaligned, 1, siblings, siblings));
        }
        next.reverse();
        while let Some(line) = next.pop() {
            if lines.len() == limit {
                return (lines, true);
            }
            if line.is_open {
                let (below, top) = match line.what {
                    What::Objective(id, _) => (self.children(id), None),
                    What::Unaligned => (self.unaligned.as_slice(), Some(Top::Unaligned)),
                };
                next.extend(
                    below.iter().enumerate().rev().map(|(at, id)| {
                        self.line(open, What::Objective(*id, top), line.level + 1, at + 1, below.len())
                    }),
                );
            }
            lines.push(line);
        }
        (lines, false)
    }

    fn line(&self, open: &Open, what: What, level: usize, place: usize, siblings: usize) -> Line {
        let (children, is_open) = match what {
            What::Objective(id, _) => {
                (self.children(id).len(), open.opened.contains(&id) || level == 1 && !open.closed.contains(&id))
            }
            What::Unaligned => (self.unaligned.len(), open.unaligned),
        };
        Line { what, level, place, siblings, children, is_open: children > 0 && (open.all || is_open) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(number: u128) -> ObjectiveId {
        ObjectiveId(uuid::Uuid::from_u128(number))
    }

    fn seed(number: u128, parent: Option<u128>, is_company: bool) -> Seed {
        Seed { id: id(number), parent: parent.map(id), is_company, is_above: false, rank: None }
    }

    /// 1 ─ 2 ─ 3 ─ 4; 5 has a parent that is not here, 6 and 7 have none.
    fn forest() -> Forest {
        Forest::grow(&[
            seed(1, None, true),
            seed(2, Some(1), false),
            seed(3, Some(2), false),
            seed(4, Some(3), false),
            seed(5, Some(99), false),
            seed(6, None, false),
            seed(7, None, false),
            seed(8, Some(6), false),
        ])
    }

    fn shown(open: &Open, limit: usize) -> Vec<(u128, usize, bool)> {
        let number = |what| match what {
            What::Objective(id, _) => id.0.as_u128(),
            What::Unaligned => 0,
        };
        forest().lines(open, limit).0.iter().map(|line| (number(line.what), line.level, line.is_open)).collect()
    }

    #[test]
    fn counts_what_stands_where() {
        assert_eq!(forest().summary(), Summary { company: 1, aligned: 5, unaligned: 2, deepest: 4 });
        assert_eq!(Forest::grow(&[]).summary(), Summary { company: 0, aligned: 0, unaligned: 0, deepest: 0 });
    }

    #[test]
    fn opens_two_levels_by_itself() {
        assert_eq!(shown(&Open::default(), 99), [(1, 1, true), (2, 2, false), (5, 1, false), (0, 1, false)]);
    }

    #[test]
    fn opens_and_closes_what_is_asked_for() {
        let open = Open { opened: vec![id(2)], unaligned: true, ..Open::default() };
        assert_eq!(
            shown(&open, 99),
            [(1, 1, true), (2, 2, true), (3, 3, false), (5, 1, false), (0, 1, true), (6, 2, false), (7, 2, false)]
        );
        assert_eq!(
            shown(&Open { closed: vec![id(1)], ..Open::default() }, 99),
            [(1, 1, false), (5, 1, false), (0, 1, false)]
        );
        assert_eq!(shown(&Open { all: true, ..Open::default() }, 99).len(), 9);
    }

    #[test]
    fn stops_at_the_limit_and_says_so() {
        let (lines, is_more) = forest().lines(&Open { all: true, ..Open::default() }, 3);
        assert_eq!((lines.len(), is_more), (3, true));
        assert!(!forest().lines(&Open { all: true, ..Open::default() }, 9).1);
    }

    #[test]
    fn names_places_among_siblings() {
        let (lines, _) = forest().lines(&Open { unaligned: true, ..Open::default() }, 99);
        let places: Vec<_> = lines.iter().map(|line| (line.place, line.siblings, line.children)).collect();
        assert_eq!(places, [(1, 3, 1), (1, 1, 1), (2, 3, 0), (3, 3, 2), (1, 2, 1), (2, 2, 0)]);
    }

    #[test]
    fn those_that_were_placed_come_first_and_other_periods_before_them() {
        let placed = |seed: Seed, rank: f64| Seed { rank: Some(rank), ..seed };
        let forest = Forest::grow(&[
            Seed { is_above: true, ..seed(9, None, true) },
            seed(1, None, true),
            placed(seed(2, None, true), 1.0),
            placed(seed(3, None, true), 0.5),
            seed(4, Some(1), false),
            placed(seed(5, Some(1), false), -1.0),
        ]);
        let (lines, _) = forest.lines(&Open { all: true, ..Open::default() }, usize::MAX);
        let order: Vec<_> = lines.iter().map(|line| line.what).collect();
        let top = |number| What::Objective(id(number), Some(Top::Company));
        let below = |number| What::Objective(id(number), None);
        assert_eq!(order, [top(9), top(3), top(2), top(1), below(5), below(4)]);
    }

    proptest! {
        #[test]
        fn everything_open_shows_each_objective_once(parents in proptest::collection::vec(0usize..40, 1..40)) {
            // a parent comes before its child or is missing, so there is no loop
            let seeds: Vec<_> = parents.iter().enumerate().map(|(at, parent)| Seed { id: id(at as u128), parent: (*parent < at).then(|| id(*parent as u128)), is_company: parent % 2 == 0, is_above: at % 5 == 0, rank: (at % 3 == 0).then_some(-(at as f64)) }).collect();
            let forest = Forest::grow(&seeds);
            let (lines, _) = forest.lines(&Open { all: true, ..Open::default() }, usize::MAX);
            let mut ids: Vec<_> = lines.iter().filter_map(|line| match line.what { What::Objective(id, _) => Some(id), What::Unaligned => None }).collect();
            ids.sort();
            prop_assert_eq!(&ids, &seeds.iter().map(|seed| seed.id).collect::<Vec<_>>());
            let summary = forest.summary();
            prop_assert_eq!(summary.company + summary.aligned + summary.unaligned, seeds.len());
            let deepest = lines.iter().filter(|line| line.what != What::Unaligned).map(|line| line.level).max().unwrap_or(0);
            prop_assert!(deepest == summary.deepest || deepest == summary.deepest + 1);
        }
    }
}
