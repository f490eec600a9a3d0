//! What a page shows, and so which changes matter to it.
use std::collections::HashSet;

use crate::kernel::{AccountId, ObjectiveId, PeriodId, WorkspaceId};

/// Of the objectives that one may see:
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Watch {
    /// Those of these periods, narrowed to an owner and to a workspace with all below it.
    Periods { periods: Vec<PeriodId>, owner: Option<AccountId>, workspace: Option<WorkspaceId> },
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
            Self::Periods { periods, .. } => news.places.iter().any(|place| periods.contains(&place.period)),
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
        let list = |period| Watch::Periods { periods: vec![period], owner: None, workspace: None };
        let page = |id| Watch::Objective { id, shows_comments: true };
        for (watch, cares) in [
            (list(period), true),
            (list(other), false),
            (page(id), true),
            (page(ObjectiveId::new()), false),
            (Watch::People(vec![boris, anna]), true),
            (Watch::People(vec![boris]), false),
        ] {
            assert_eq!(watch.may_care(&news), cares, "{watch:?}");
        }
    }
}
