//! What a page shows, and so which changes matter to it.
use std::collections::HashSet;

use crate::kernel::{AccountId, ObjectiveId, PeriodId};
use crate::okr::objective_list::filter::Filter;

/// Of the objectives that one may see:
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watch {
    /// Those of these periods.
    Periods(Vec<PeriodId>),
    /// A list: those of a period that its filters let through, and those that it shows already, whatever has become of them.
    List { period: PeriodId, filter: Filter, shown: HashSet<ObjectiveId> },
    /// One; its page shows comments too.
    Objective { id: ObjectiveId, shows_comments: bool },
    /// Those that belong to these people, or in which they own key results.
    People(Vec<AccountId>),
}

/// Where something that changed belongs.
#[derive(Debug)]
pub struct Place {
    pub period: PeriodId,
    /// Owners of the objective and of its key results.
    pub people: Vec<AccountId>,
}

/// What has changed in an organization.
#[derive(Debug)]
pub struct News {
    pub objectives: HashSet<ObjectiveId>,
    pub places: Vec<Place>,
}

impl Watch {
    /// Whether it takes the places of what changed to know whether that matters.
    pub fn needs_places(&self) -> bool {
        !matches!(self, Self::Objective { .. })
    }

    /// Whether news may matter; what is read then decides.
    pub fn may_care(&self, news: &News) -> bool {
        match self {
            Self::Objective { id, .. } => news.objectives.contains(id),
            Self::Periods(periods) => news.places.iter().any(|place| periods.contains(&place.period)),
            Self::List { period, shown, .. } => {
                news.places.iter().any(|place| place.period == *period) || !news.objectives.is_disjoint(shown)
            }
            Self::People(people) => {
                news.places.iter().any(|place| place.people.iter().any(|person| people.contains(person)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_page_may_show_matters_to_it() {
        let (period, other, anna, boris) = (PeriodId::new(), PeriodId::new(), AccountId::new(), AccountId::new());
        let id = ObjectiveId::new();
        let news = News { objectives: HashSet::from([id]), places: vec![Place { period, people: vec![anna] }] };
        let list = |period, shown: &[ObjectiveId]| Watch::List {
            period,
            filter: Filter::default(),
            shown: shown.iter().copied().collect(),
        };
        let page = |id| Watch::Objective { id, shows_comments: true };
        for (watch, cares) in [
            (Watch::Periods(vec![other, period]), true),
            (Watch::Periods(vec![other]), false),
            (list(period, &[]), true),
            (list(other, &[ObjectiveId::new()]), false),
            // it has left for another period, and is shown still
            (list(other, &[id]), true),
            (page(id), true),
            (page(ObjectiveId::new()), false),
            (Watch::People(vec![boris, anna]), true),
            (Watch::People(vec![boris]), false),
        ] {
            assert_eq!(watch.may_care(&news), cares, "{watch:?}");
        }
    }
}
