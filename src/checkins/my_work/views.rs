//! What My work shows.
use std::collections::HashMap;

use askama::Template;
use chrono::{Datelike, NaiveDate};

use super::store::{ObjectiveRow, PersonRow};
use crate::i18n::Lang;
use crate::kernel::{AccountId, KeyResultId, ObjectiveId};
use crate::okr::figures::{Frame, KeyResultFigures};
use crate::okr::key_results::model::KeyResult;
use crate::okr::key_results::views::KeyResultRow;
use crate::okr::maths::{Curve, Period as Span, Settled, Status, expected};
use crate::okr::objectives::stage::Stage;
use crate::okr::parts::{PaceView, StatusView, share};
use crate::okr::settings::Settings;
use crate::web::{Period, Viewer};

/// What was read for the page.
pub struct Seen {
    /// The viewer first, then those who report to them.
    pub people: Vec<PersonRow>,
    pub objectives: Vec<ObjectiveRow>,
    pub key_results: Vec<KeyResult>,
    pub past: HashMap<KeyResultId, Vec<f64>>,
    /// Who offers the viewer the organization.
    pub offered_by: Option<String>,
}

#[derive(Template)]
#[template(path = "checkins/my_work/page.html")]
pub struct MyWorkPage {
    pub l: Lang,
    pub greeting: String,
    /// «Saturday, 21 Nov · week 8 of 13 · 40 days to go»
    pub date: String,
    pub weeks: Vec<WeekMark>,
    pub due: i64,
    /// «due today», «3 days late»
    pub age: String,
    pub objectives: Vec<MineView>,
    pub key_result_count: usize,
    pub team: Vec<MateView>,
    pub checked_in: usize,
    /// How many of the team own key results that take values.
    pub expected: usize,
    pub period_label: String,
    pub may_import: bool,
    /// Who offers the viewer the organization.
    pub offered_by: Option<String>,
}

/// One square of the strip of weeks.
pub struct WeekMark {
    pub x: usize,
    /// `p` past, `c` current, nothing ahead.
    pub class: &'static str,
}

pub struct MineView {
    pub id: ObjectiveId,
    pub title: String,
    /// «of Jonas Weber», for objectives of others.
    pub of: Option<String>,
    pub is_draft: bool,
    pub pace: PaceView,
    pub status: StatusView,
    pub rows: Vec<KeyResultRow>,
}

pub struct MateView {
    pub id: AccountId,
    pub name: String,
    pub line: String,
    pub is_checked_in: bool,
}

impl MyWorkPage {
    /// How many things wait for the viewer.
    fn waiting(&self) -> usize {
        usize::from(self.due > 0) + usize::from(self.offered_by.is_some())
    }

    pub fn of(
        l: Lang,
        viewer: &Viewer,
        period: Option<&Period>,
        hour: u32,
        today: NaiveDate,
        settings: &Settings,
        seen: Seen,
    ) -> Self {
        let first_name = viewer.name.split_whitespace().next().unwrap_or_default();
        let me = seen.people.iter().find(|person| person.id == viewer.account);
        let team: Vec<_> = seen
            .people
            .iter()
            .filter(|person| person.id != viewer.account)
            .map(|person| MateView::of(l, person))
            .collect();
        let mut date = l.tr("my-work-date").arg("weekday", l.say(weekday(today))).arg("day", l.day(today)).to_string();
        let mut weeks = Vec::new();
        if let Some((week, count, left)) = period.and_then(|period| week_of(period.starts_on, period.ends_on, today)) {
            date = format!(
                "{date} · {} · {}",
                l.tr("my-work-week").arg("n", week).arg("count", count),
                l.tr("my-work-left").arg("n", left)
            );
            weeks = (1..=count)
                .map(|nth| WeekMark {
                    x: (nth - 1) * 10,
                    class: if nth < week {
                        "p"
                    } else if nth == week {
                        "c"
                    } else {
                        ""
                    },
                })
                .collect();
        }
        let key_result_count = seen.key_results.len();
        let mut rest = seen.key_results;
        let mut objectives = Vec::with_capacity(seen.objectives.len());
        for objective in &seen.objectives {
            let (own, others): (Vec<_>, Vec<_>) =
                rest.into_iter().partition(|key_result| key_result.objective == objective.id);
            rest = others;
            if let Some(period) = period {
                objectives.push(MineView::of(l, viewer, period, settings, today, objective, &own, &seen.past));
            }
        }
        Self {
            l,
            greeting: l.tr(greeting(hour)).arg("name", first_name).to_string(),
            date,
            weeks,
            due: me.map_or(0, |me| me.due),
            age: me.and_then(|me| me.due_since).map(|since| age(l, since, today)).unwrap_or_default(),
            objectives,
            key_result_count,
            checked_in: team.iter().filter(|mate| mate.is_checked_in).count(),
            expected: seen.people.iter().filter(|person| person.id != viewer.account && person.total > 0).count(),
            team,
            period_label: period.map(|period| period.label(&l)).unwrap_or_default(),
            may_import: viewer.actor.changes_all(),
            offered_by: seen.offered_by,
        }
    }
}

impl MineView {
    #[allow(clippy::too_many_arguments)]
    fn of(
        l: Lang,
        viewer: &Viewer,
        period: &Period,
        settings: &Settings,
        today: NaiveDate,
        objective: &ObjectiveRow,
        key_results: &[KeyResult],
        past: &HashMap<KeyResultId, Vec<f64>>,
    ) -> Self {
        let span = Span { first: period.starts_on, last: period.ends_on };
        let settled = match (objective.stage.as_str(), objective.halted.as_deref()) {
            ("closed", _) => Some(Settled::Closed),
            (_, Some("cancelled")) => Some(Settled::Cancelled),
            (_, Some(_)) => Some(Settled::Postponed),
            _ => None,
        };
        let takes_values = objective.stage == "active" && objective.halted.is_none() && !period.is_closed();
        let status = objective.status.as_deref().and_then(Status::from_id).unwrap_or(Status::Unknown);
        let has_pace = settled.is_none() && Stage::parse(&objective.stage).is_some_and(|stage| stage >= Stage::Active);
        let measured_since = takes_values.then_some(objective.stage_since);
        let frame = Frame { period: span, settled, has_pace, measured_since };
        let rows = key_results
            .iter()
            .map(|key_result| {
                let figures = KeyResultFigures::of(key_result, &frame, settings, today);
                let past = past.get(&key_result.id).map(Vec::as_slice).unwrap_or_default();
                KeyResultRow::of(l, key_result, &figures, None, past, takes_values)
            })
            .collect();
        Self {
            id: objective.id,
            title: objective.title.clone(),
            of: (objective.owner_id != viewer.account)
                .then(|| l.tr("check-in-of").arg("name", &objective.owner_name).to_string()),
            is_draft: objective.stage == "draft",
            pace: PaceView {
                l,
                title: objective.title.clone(),
                progress: share(objective.progress),
                expected: expected(&Curve::Linear, span, today).result.known().filter(|_| has_pace),
                status,
                large: false,
                why: None,
            },
            status: StatusView { l, status, pill: true },
            rows,
        }
    }
}

impl MateView {
    fn of(l: Lang, person: &PersonRow) -> Self {
        let is_checked_in = person.due == 0 && person.updated > 0;
        let first = if is_checked_in {
            l.tr("my-work-mate-updated").arg("n", person.updated).to_string()
        } else if person.due > 0 {
            l.tr("my-work-mate-due").arg("n", person.due).to_string()
        } else if person.total > 0 {
            l.say("my-work-mate-nothing-due")
        } else {
            l.say("my-work-mate-none")
        };
        let line = match person.last_on.filter(|_| !is_checked_in) {
            Some(day) => format!("{first} · {}", l.tr("my-work-mate-last").arg("day", l.recent(day))),
            None => first,
        };
        Self { id: person.id, name: person.name.clone(), line, is_checked_in }
    }
}

fn greeting(hour: u32) -> &'static str {
    match hour {
        5..12 => "my-work-morning",
        12..18 => "my-work-afternoon",
        _ => "my-work-evening",
    }
}

fn weekday(day: NaiveDate) -> &'static str {
    match day.weekday().number_from_monday() {
        1 => "weekday-1",
        2 => "weekday-2",
        3 => "weekday-3",
        4 => "weekday-4",
        5 => "weekday-5",
        6 => "weekday-6",
        _ => "weekday-7",
    }
}

fn age(l: Lang, since: NaiveDate, today: NaiveDate) -> String {
    match (today - since).num_days() {
        ..=0 => l.say("my-work-due-today"),
        days => l.tr("my-work-days-late").arg("n", days).to_string(),
    }
}

/// The number of a day's week in a period, how many weeks it has, and the days left after the day. Nothing outside the period.
/// A few days more than whole weeks, as quarters have them, belong to the last week.
fn week_of(first: NaiveDate, last: NaiveDate, day: NaiveDate) -> Option<(usize, usize, i64)> {
    if day < first || last < day {
        return None;
    }
    let count = (((last - first).num_days() + 4) / 7).max(1);
    let week = ((day - first).num_days() / 7 + 1).min(count);
    Some((usize::try_from(week).ok()?, usize::try_from(count).ok()?, (last - day).num_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weeks_of_a_quarter() {
        let quarter = |on| week_of(day("2026-10-01"), day("2026-12-31"), day(on));
        assert_eq!(quarter("2026-10-01"), Some((1, 13, 91)));
        assert_eq!(quarter("2026-11-21"), Some((8, 13, 40)));
        assert_eq!(quarter("2026-12-31"), Some((13, 13, 0)));
        assert_eq!(quarter("2026-09-30"), None);
        assert_eq!(quarter("2027-01-01"), None);
    }

    #[test]
    fn the_greeting_follows_the_clock() {
        let ids: Vec<_> = [0, 4, 5, 11, 12, 17, 18, 23]
            .into_iter()
            .map(|hour| greeting(hour).trim_start_matches("my-work-"))
            .collect();
        assert_eq!(ids, ["evening", "evening", "morning", "morning", "afternoon", "afternoon", "evening", "evening"]);
    }
}
