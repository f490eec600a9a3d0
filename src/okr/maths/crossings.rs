//! The days on which a status will change.
//!
//! Status is a function of today. [`crossings`] turns the facts into dates that are stored with each change, and a query reads the status off
//! them, first match wins (`today` is the date in the organization's zone):
//!
//! 1. `fixed` is set → `fixed` (settled by people, or data failure)
//! 2. `today >= stale_on` and (`stale_ends_on` is not set or `today < stale_ends_on`) → stale
//! 3. `manual` is set and (`manual.ends_on` is not set or `today < manual.ends_on`) → `manual.status`
//! 4. `today >= at_risk_on` → at risk
//! 5. `today >= behind_on` → behind
//! 6. otherwise → `otherwise` (not started, on track or unknown)
//!
//! A date that is not set never comes. [`Crossings::status`] is this rule; [`verdict`](super::verdict) computes the status of one day directly and explains it.
//! Both agree on every day.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::curve::{Period, expected};
use super::explanation::Explanation;
use super::names::Status;
use super::pace::{Facts, Limits, Manual, gap, is_above, is_at_risk, stale_on};

/// The days on which the status will change; see the rule at the head of this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crossings {
    pub fixed: Option<Status>,
    pub stale_on: Option<NaiveDate>,
    /// The day after the period, from which on nothing is due.
    pub stale_ends_on: Option<NaiveDate>,
    pub manual: Option<Manual>,
    pub at_risk_on: Option<NaiveDate>,
    pub behind_on: Option<NaiveDate>,
    pub otherwise: Status,
}

impl Crossings {
    /// The status on a day.
    pub fn status(&self, today: NaiveDate) -> Status {
        let has_come = |date: Option<NaiveDate>| date.is_some_and(|date| today >= date);
        if let Some(status) = self.fixed {
            return status;
        }
        if has_come(self.stale_on) && !has_come(self.stale_ends_on) {
            return Status::Stale;
        }
        match self.manual.filter(|manual| manual.holds(today)) {
            Some(manual) => manual.status,
            None if has_come(self.at_risk_on) => Status::AtRisk,
            None if has_come(self.behind_on) => Status::Behind,
            None => self.otherwise,
        }
    }
}

/// The days on which the status of these facts changes.
pub fn crossings(facts: &Facts, limits: &Limits) -> Crossings {
    let first_day = |is_worse: fn(&Facts, &Limits, &Explanation, &Explanation) -> bool| {
        facts.has_check_in.then(|| {
            first_day_of(facts.period, |day| {
                let expected = expected(&facts.curve, facts.period, day);
                is_worse(facts, limits, &expected, &gap(expected.result, facts, limits))
            })
        })?
    };
    let pace_is_known =
        gap(expected(&facts.curve, facts.period, facts.period.last).result, facts, limits).result.known().is_some();
    let stale_on = stale_on(facts, limits);
    Crossings {
        fixed: facts.settled.map(Status::from).or(facts.is_data_failing.then_some(Status::DataFailure)),
        stale_on,
        stale_ends_on: stale_on.and(facts.period.last.succ_opt()),
        manual: facts.manual,
        at_risk_on: first_day(is_at_risk),
        behind_on: first_day(|_, limits, _, gap| is_above(gap, limits.on_track)),
        otherwise: match (facts.has_check_in, pace_is_known) {
            (false, _) => Status::NotStarted,
            (true, false) => Status::Unknown,
            (true, true) => Status::OnTrack,
        },
    }
}

/// The first day of the period for which the condition holds. Expected progress never falls, so it then holds on all later days;
/// it does not hold before the period, and after the last day nothing changes.
fn first_day_of(period: Period, holds: impl Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
    let on = |offset: u64| period.first.checked_add_days(Days::new(offset));
    let length = u64::try_from((period.last - period.first).num_days()).unwrap_or(0);
    if !on(length).is_some_and(&holds) {
        return None;
    }
    let (mut low, mut high) = (0, length);
    while low < high {
        let middle = low.midpoint(high);
        if on(middle).is_some_and(&holds) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    on(low)
}
