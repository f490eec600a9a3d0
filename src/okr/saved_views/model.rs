//! A view as it is kept.
use serde::{Deserialize, Serialize};

use crate::kernel::{AccountId, Actor, PeriodId, ViewId};
use crate::okr::objective_list::filter::Filter;
use crate::okr::objective_list::views::LIST;
use crate::web::{Fields, Period, Viewer};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub id: ViewId,
    pub account: AccountId,
    pub name: String,
    /// Filters and order, as the query of an address.
    pub query: String,
    /// None: the period that is current when it is opened.
    pub period: Option<PeriodId>,
    /// For the whole organization.
    pub is_shared: bool,
    /// The list begins with it, for its account.
    pub is_default: bool,
    pub version: i32,
}

impl SavedView {
    pub fn filter(&self) -> Filter {
        Filter::parse(&Fields(url::form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()))
    }

    /// The period it shows now; none when it is gone.
    pub fn period<'a>(&self, viewer: &'a Viewer) -> Option<&'a Period> {
        match self.period {
            Some(id) => viewer.periods.iter().find(|period| period.id == id),
            None => viewer.current_period(),
        }
    }

    /// Where it leads now.
    pub fn address(&self, viewer: &Viewer) -> String {
        let period = self.period(viewer).map(Period::code);
        self.filter().address(LIST, period.as_deref(), None)
    }
}

/// Whether somebody may rename, change and remove it.
pub fn may_change(actor: &Actor, view: &SavedView) -> bool {
    actor.is(view.account) || view.is_shared && may_share(actor)
}

/// Whether somebody keeps views for everybody.
pub fn may_share(actor: &Actor) -> bool {
    actor.changes_all()
}
