//! Status over time as a list of changes, so that an objective's status can be stored ahead like that of a key result.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::crossings::Crossings;
use super::names::Status;

/// From this day on, this status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub on: NaiveDate,
    pub status: Status,
}

/// A status from one day on, and its later changes in order of date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// The status on the day the timeline begins.
    pub first: Status,
    pub changes: Vec<Change>,
}

impl Timeline {
    /// The timeline of a key result from `start` on.
    pub fn of(crossings: &Crossings, start: NaiveDate) -> Self {
        let ends_on = crossings.manual.and_then(|manual| manual.ends_on);
        let (stale_on, stale_ends_on) = (crossings.stale_on, crossings.stale_ends_on);
        let dates = [stale_on, stale_ends_on, ends_on, crossings.at_risk_on, crossings.behind_on].into_iter().flatten();
        Self::build(start, dates.collect(), |day| crossings.status(day))
    }

    /// The status on a day not before the beginning.
    pub fn status(&self, today: NaiveDate) -> Status {
        self.changes.iter().rfind(|change| today >= change.on).map_or(self.first, |change| change.status)
    }

    fn build(start: NaiveDate, mut dates: Vec<NaiveDate>, status: impl Fn(NaiveDate) -> Status) -> Self {
        dates.sort_unstable();
        let mut timeline = Self { first: status(start), changes: Vec::new() };
        let mut last = timeline.first;
        for on in dates.into_iter().filter(|date| *date > start) {
            let status = status(on);
            if status != last {
                timeline.changes.push(Change { on, status });
                last = status;
            }
        }
        timeline
    }
}

/// Status of an objective by its weakest contributing child, from `start` on; `None` without children. At risk is weaker than behind,
/// behind than missing data, missing data than on track, on track than not started; see the order of [`Status`].
/// The timelines begin at `start` or before.
pub fn weakest(children: &[Timeline], start: NaiveDate) -> Option<Timeline> {
    if children.is_empty() {
        return None;
    }
    let dates = children.iter().flat_map(|child| &child.changes).map(|change| change.on).collect();
    let worst = |day| children.iter().map(|child| child.status(day)).max();
    Some(Timeline::build(start, dates, |day| worst(day).unwrap_or(Status::Unknown)))
}
