//! What people see of the check-in of a week.
use askama::Template;

use super::model::Suggestion;
use super::sheet::{Clash, Row, Sheet};
use super::typed::{self, CONFIDENCES};
use crate::i18n::Lang;
use crate::kernel::{FieldError, KeyResultId, ObjectiveId};
use crate::okr::key_results::model::{KeyResult, Kind};
use crate::okr::key_results::words::{aim_text, value_cell, value_text};
use crate::okr::parts::{Once, StatusView, percent_text};
use crate::okr::parts::{Problem, Problems as _};

/// The screen: head, form, save bar.
#[derive(Template)]
#[template(path = "checkins/weekly/page.html")]
pub struct CheckInPage {
    pub l: Lang,
    pub once: Once,
    /// «Week 48, 23 – 29 Nov · 7 key results due»
    pub lead: String,
    pub action: String,
    pub draft: String,
    pub state: &'static str,
    pub previous: Option<String>,
    pub is_current: bool,
    pub day: Option<DayInput>,
    pub only: Option<ObjectiveId>,
    pub has_next: bool,
    pub due: usize,
    pub total: usize,
    pub touched: usize,
    pub groups: Vec<GroupView>,
    pub problems: Vec<Problem>,
    pub clashes: usize,
}

/// The day that values of a past week hold for.
pub struct DayInput {
    pub value: String,
    pub first: String,
    pub last: String,
    pub error: Option<String>,
}

pub struct GroupView {
    pub id: ObjectiveId,
    pub title: String,
    /// «of Jonas Weber», for objectives of others.
    pub of: Option<String>,
    pub rows: Vec<RowView>,
}

#[derive(Template)]
#[template(path = "checkins/weekly/_row.html")]
pub struct RowView {
    pub l: Lang,
    pub id: KeyResultId,
    pub title: String,
    pub path: String,
    /// When the check-in was due, if that was in a week before.
    pub overdue: Option<String>,
    pub version: i32,
    pub seen: String,
    pub input: Input,
    pub confidences: Vec<Choice>,
    pub comment: String,
    pub is_dirty: bool,
    pub said: SaidView,
    pub errors: Vec<Problem>,
    pub clash: Option<ClashView>,
    /// Work goes on here: its field takes the focus.
    pub takes_focus: bool,
}

pub struct Choice {
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

/// How a kind states its value.
pub enum Input {
    Number {
        value: String,
        placeholder: String,
        unit: String,
        label: String,
    },
    /// Few words side by side.
    Words(Vec<Choice>),
    /// Many words, one above the other.
    Levels(Vec<Choice>),
    Ticks {
        milestones: Vec<Choice>,
        same: bool,
    },
}

pub struct ClashView {
    /// «Changed by Anna meanwhile.»
    pub text: String,
    pub theirs: String,
    /// What choosing theirs sends; nothing to choose where the value was not touched, or is ticked.
    pub choice: Option<ClashChoice>,
    pub takes_focus: bool,
}

pub struct ClashChoice {
    pub theirs: String,
    pub yours: String,
    pub yours_text: String,
}

/// What stands below the value: what it would lead to, or what is wrong.
#[derive(Template)]
#[template(path = "checkins/weekly/_said.html")]
pub struct SaidView {
    pub l: Lang,
    pub id: KeyResultId,
    pub status: Option<StatusView>,
    pub progress: Option<String>,
    pub mistake: Option<String>,
    pub needs_comment: bool,
    /// Inside the row, where the hint at the comment stands in its own place.
    pub is_inline: bool,
}

impl SaidView {
    pub fn unchanged(l: Lang, id: KeyResultId) -> Self {
        Self { l, id, status: None, progress: None, mistake: None, needs_comment: false, is_inline: false }
    }

    pub fn suggestion(l: Lang, id: KeyResultId, suggestion: Suggestion) -> Self {
        Self {
            status: Some(StatusView { l, status: suggestion.status, pill: false }),
            progress: suggestion.progress.map(|share| percent_text(&l, share)),
            needs_comment: suggestion.is_worse,
            ..Self::unchanged(l, id)
        }
    }

    pub fn mistake(l: Lang, id: KeyResultId, text: String) -> Self {
        Self { mistake: Some(text), ..Self::unchanged(l, id) }
    }
}

impl CheckInPage {
    /// `problems` belong to the form; those of rows stand in the sheet. `is_answer`: somebody has sent it and it was not saved.
    pub fn of(l: Lang, sheet: &Sheet, problems: &[FieldError], is_answer: bool) -> Self {
        let clashes = sheet.rows().filter(|row| row.clash.is_some()).count();
        let mut all: Vec<Problem> = problems.iter().map(|error| problem(l, error, None)).collect();
        for row in sheet.rows() {
            all.extend(row.errors.iter().map(|error| problem(l, error, Some(&row.key_result.title))));
        }
        // a problem of the form without a field leads to the first row
        let first = sheet.rows().next().map(|row| format!("value-{}", row.key_result.id)).unwrap_or_default();
        for problem in all.iter_mut().filter(|problem| problem.field.is_empty()) {
            problem.field.clone_from(&first);
        }
        let mut focus = all.is_empty();
        let groups = sheet
            .groups
            .iter()
            .map(|group| GroupView {
                id: group.objective.id,
                title: group.objective.title.clone(),
                of: group
                    .rows
                    .iter()
                    .all(|row| row.key_result.owner != group.objective.owner)
                    .then(|| l.tr("check-in-of").arg("name", &group.objective.owner_name).to_string()),
                rows: group.rows.iter().map(|row| RowView::of(l, sheet, row, &mut focus)).collect(),
            })
            .collect();
        let due = sheet.due();
        let mut lead = l
            .tr("check-in-week")
            .arg("n", sheet.week.number())
            .arg("first", l.day(sheet.week.first))
            .arg("last", l.day(sheet.week.last))
            .to_string();
        if due > 0 && sheet.is_current() {
            lead = format!("{lead} · {}", l.tr("check-in-due").arg("n", due));
        }
        let action = if sheet.is_current() { "/check-in".to_owned() } else { format!("/check-in/{}", sheet.week) };
        let narrowed = sheet.only.map(|only| format!("-{only}")).unwrap_or_default();
        Self {
            l,
            once: Once::new(),
            lead,
            action,
            draft: format!("check-in-{}{narrowed}", sheet.week),
            state: match (is_answer, all.is_empty()) {
                (false, _) => "idle",
                (true, false) => "error",
                (true, true) => "conflict",
            },
            previous: sheet.week.previous().map(|week| week.to_string()),
            is_current: sheet.is_current(),
            day: (!sheet.is_current()).then(|| DayInput {
                value: sheet.day.to_string(),
                first: sheet.week.first.to_string(),
                last: sheet.week.last.min(sheet.today).to_string(),
                error: all.iter().find(|problem| problem.field == "day").map(|problem| problem.text.clone()),
            }),
            only: sheet.only,
            has_next: sheet.next.is_some(),
            due,
            total: sheet.total(),
            touched: sheet.touched(),
            groups,
            problems: all,
            clashes,
        }
    }
}

impl CheckInPage {
    /// What the script writes as rows change; it puts the number in.
    fn count_text(&self) -> String {
        self.l.tr("check-in-updated").arg("n", "{n}").arg("total", self.total).to_string()
    }
}

fn problem(l: Lang, error: &FieldError, title: Option<&str>) -> Problem {
    let text = l.field_error(error);
    let text = title.map_or_else(
        || text.clone(),
        |title| l.tr("check-in-problem").arg("title", title).arg("problem", text.as_str()).to_string(),
    );
    Problem { field: error.field.to_string(), text }
}

impl RowView {
    fn of(l: Lang, sheet: &Sheet, row: &Row, focus: &mut bool) -> Self {
        let (key_result, typed) = (&row.key_result, &row.typed);
        let id = key_result.id;
        let errors: Vec<_> = row
            .errors
            .iter()
            .map(|error| Problem {
                field: error.field.trim_end_matches(&format!("-{id}")).to_owned(),
                text: l.field_error(error),
            })
            .collect();
        let said = match row.suggestion {
            Some(suggestion) => SaidView { is_inline: true, ..SaidView::suggestion(l, id, suggestion) },
            None => SaidView { is_inline: true, ..SaidView::unchanged(l, id) },
        };
        let last = match key_result.value_on.filter(|_| key_result.started) {
            Some(day) => {
                let is_number = key_result.definition.kind.takes_number();
                let id = if is_number { "check-in-last" } else { "check-in-last-word" };
                let last = value_text(l, &key_result.definition, key_result.value);
                l.tr(id).arg("value", last).arg("day", l.recent(day)).to_string()
            }
            None => l.say("check-in-never"),
        };
        Self {
            l,
            id,
            title: key_result.title.clone(),
            path: format!("{} · {last}", aim_text(l, &key_result.definition)),
            overdue: key_result
                .due_on
                .filter(|due| *due < sheet.week.first)
                .map(|due| l.tr("check-in-was-due").arg("day", l.recent(due)).to_string()),
            version: key_result.version,
            seen: typed::seen(key_result, row.day),
            input: input(l, row),
            confidences: CONFIDENCES
                .iter()
                .map(|(points, label)| Choice {
                    value: points.to_string(),
                    label: l.say(label),
                    is_chosen: typed.confidence == points.to_string(),
                })
                .collect(),
            comment: typed.comment.clone(),
            is_dirty: row.is_touched,
            said,
            errors,
            clash: row.clash.as_ref().map(|clash| ClashView::of(l, row, clash, std::mem::take(focus))),
            // whoever goes from one objective's check-in to the next goes on typing
            takes_focus: sheet.only.is_some()
                && row.is_due(sheet.today)
                && sheet.rows().all(|row| row.clash.is_none())
                && std::mem::take(focus),
        }
    }

    /// The choice between theirs and yours stands in place of the field.
    fn is_chosen_by_clash(&self) -> bool {
        self.clash.as_ref().is_some_and(|clash| clash.choice.is_some())
    }

    fn needs_comment(&self) -> bool {
        self.said.needs_comment
    }
}

impl ClashView {
    fn of(l: Lang, row: &Row, clash: &Clash, takes_focus: bool) -> Self {
        let (key_result, typed) = (&row.key_result, &row.typed);
        let definition = &key_result.definition;
        let theirs = offered(l, key_result);
        let is_chosen = definition.kind != Kind::Milestones && !typed.value.is_empty();
        let choice = is_chosen.then(|| ClashChoice {
            theirs: key_result.value.map(|value| l.input_number(&value)).unwrap_or_default(),
            yours: typed.value.clone(),
            yours_text: in_words(l, key_result, &typed.value),
        });
        let text = match &clash.by {
            Some(name) => l.tr("check-in-clash-by").arg("name", name).to_string(),
            None => l.say("check-in-clash"),
        };
        Self { text, theirs, choice, takes_focus }
    }
}

/// The value as it stands beside another to choose from.
fn offered(l: Lang, key_result: &KeyResult) -> String {
    let definition = &key_result.definition;
    match key_result.value.filter(|_| definition.kind != Kind::Milestones) {
        Some(value) => value_cell(l, definition, value),
        None => value_text(l, definition, None),
    }
}

/// A typed value as it will be shown once it is saved.
fn in_words(l: Lang, key_result: &KeyResult, typed: &str) -> String {
    crate::i18n::parse_decimal(typed, l.locale)
        .map_or_else(|| typed.to_owned(), |value| offered(l, &KeyResult { value: Some(value), ..key_result.clone() }))
}

fn input(l: Lang, row: &Row) -> Input {
    let (key_result, typed) = (&row.key_result, &row.typed);
    let definition = &key_result.definition;
    match definition.kind {
        Kind::Binary => Input::Words(
            [("1", "check-in-yes"), ("0", "check-in-not-yet")]
                .into_iter()
                .map(|(value, label)| Choice {
                    value: value.to_owned(),
                    label: l.say(label),
                    is_chosen: typed.value == value,
                })
                .collect(),
        ),
        Kind::Scale => Input::Levels(
            (1..)
                .zip(&definition.levels)
                .map(|(number, level): (usize, _)| Choice {
                    value: number.to_string(),
                    label: level.label.clone(),
                    is_chosen: typed.value == number.to_string(),
                })
                .collect(),
        ),
        Kind::Milestones => Input::Ticks {
            milestones: definition
                .milestones
                .iter()
                .map(|milestone| Choice {
                    value: milestone.id.to_string(),
                    label: milestone.title.clone(),
                    is_chosen: typed.done.contains(&milestone.id.to_string()),
                })
                .collect(),
            same: typed.same,
        },
        _ => number(l, key_result, &typed.value),
    }
}

fn number(l: Lang, key_result: &KeyResult, typed: &str) -> Input {
    let unit = key_result.definition.unit.clone();
    let label = if unit.is_empty() {
        l.tr("check-in-new-value-of").arg("title", &key_result.title).to_string()
    } else {
        l.tr("check-in-new-value-of-in").arg("title", &key_result.title).arg("unit", &unit).to_string()
    };
    Input::Number {
        value: typed.to_owned(),
        placeholder: key_result.value.map(|value| l.input_number(&value)).unwrap_or_default(),
        unit,
        label,
    }
}
