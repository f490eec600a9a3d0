//! What people see of objectives: the page, the progress panel, the forms.
use askama::Template;
use chrono::NaiveDate;
use rust_decimal::prelude::ToPrimitive;

use super::form::FormValues;
use super::model::Objective;
use super::stage::Stage;
use super::visibility::Visibility;
use crate::i18n::Lang;
use crate::kernel::{AccountId, KeyResultId, ObjectiveId, WorkspaceId};
use crate::okr::drafts::views::DraftNote;
use crate::okr::figures::ObjectiveFigures;
use crate::okr::key_results::model::KeyResult;
use crate::okr::key_results::views::{Archived, KeyResultRow};
use crate::okr::maths::{Mode, points, rounded};
use crate::okr::parts::{Once, PaceView, PersonView, Problem, Problems as _, StatusView, Version, percent_text};
use crate::okr::scores::views::ScoresView;
use crate::okr::why::WhyView;
use crate::org::workspaces::Workspace;

/// The big number with its bar, what is expected, and why.
#[derive(Template)]
#[template(path = "okr/objectives/_progress.html")]
pub struct ProgressView {
    pub l: Lang,
    pub id: ObjectiveId,
    pub pace: PaceView,
    pub status: StatusView,
    /// «Expected by today 58 %», «6 points ahead», «confidence 72 of 100», «Ended at 84.2 %»; none when there is nothing to say.
    pub facts: Vec<String>,
    /// Which key result decides the status, when it is not on track.
    pub because: Option<String>,
    pub why: Option<WhyView>,
}

impl ProgressView {
    pub fn of(
        l: Lang,
        objective: &Objective,
        key_results: &[KeyResult],
        figures: &ObjectiveFigures,
        why: Option<WhyView>,
        open: bool,
    ) -> Self {
        let status = figures.status(l.today);
        let expected = figures.expected;
        let progress = figures.progress.result.known();
        let mut facts = Vec::new();
        let is_closed = objective.stage == Stage::Closed;
        if let Some(progress) = progress.filter(|_| is_closed) {
            facts.push(l.tr("objective-ended").arg("share", percent_text(&l, progress)).to_string());
        }
        if let Some(expected) = expected {
            facts.push(l.tr("objective-expected").arg("share", percent_text(&l, expected)).to_string());
        }
        if let (Some(expected), Some(progress)) = (expected, progress) {
            let points = points(expected, progress);
            facts.push(if points.is_zero() {
                l.say("objective-on-pace")
            } else {
                let id = if points.is_sign_positive() { "objective-ahead" } else { "objective-short" };
                // a whole number chooses its plural form, any other takes the common one
                match points.abs().to_i64().filter(|_| points.fract().is_zero()) {
                    Some(whole) => l.tr(id).arg("n", whole).to_string(),
                    None => l.tr(id).arg("n", l.number(&points.abs())).to_string(),
                }
            });
        }
        match figures.confidence.result.known() {
            Some(confidence) => {
                facts.push(l.tr("objective-confidence").arg("n", l.number(&rounded(confidence, 0))).to_string())
            }
            // nobody is asked for it any more, or not yet
            None if objective.has_pace() => facts.push(l.say("objective-confidence-unknown")),
            None => {}
        }
        Self {
            l,
            id: objective.id,
            pace: PaceView { l, title: objective.title.clone(), progress, expected, status, large: true, why: None },
            status: StatusView { l, status, pill: true },
            facts,
            because: figures
                .weakest(key_results, l.today)
                .map(|weakest| l.tr("objective-status-because").arg("title", &weakest.title).to_string()),
            why: why.filter(|_| open),
        }
    }
}

#[derive(Debug, Clone)]
pub struct StageStep {
    pub word: String,
    pub is_done: bool,
    pub is_current: bool,
    pub since: Option<String>,
}

/// The page of an objective.
#[derive(Template)]
#[template(path = "okr/objectives/page.html")]
pub struct ObjectivePage {
    pub l: Lang,
    pub id: ObjectiveId,
    pub version: i32,
    pub once: Once,
    pub head: HeadView,
    pub description: String,
    pub workspace_name: String,
    pub workspace: WorkspaceId,
    pub period_label: String,
    pub stages: Vec<StageStep>,
    pub progress: ProgressView,
    /// Means of scores that came with imported data: words and explanation.
    pub scores: Option<ScoresView>,
    pub key_results: Vec<KeyResultRow>,
    pub archived_key_results: Vec<Archived>,
    pub owner: PersonView,
    pub contributors: Vec<PersonView>,
    pub parents: Vec<Link>,
    pub children: Vec<Link>,
    pub weight: String,
    pub priority: Option<String>,
    pub can_edit_key_results: bool,
    pub can_activate: bool,
    pub can_return: bool,
    pub is_draft: bool,
    pub archived: bool,
    pub can_archive: bool,
    /// Comments and history, rendered by their features.
    pub comments: String,
    pub history: String,
}

impl ObjectivePage {
    /// The version in one of the forms of the page.
    fn version_in(&self, form: &str) -> Version {
        version_in(form, self.id, self.version)
    }
}

/// Forms of the page that stand beside what is saved in place.
pub const FORMS: [&str; 2] = ["submission", "archive"];

/// The version that a form of the page sends.
pub fn version_in(form: &str, id: ObjectiveId, version: i32) -> Version {
    Version { id: format!("objective-{id}-{form}-version"), version }
}

#[derive(Debug, Clone)]
pub struct Link {
    pub id: ObjectiveId,
    pub title: String,
}

/// The heading, which becomes a form for the title in place.
#[derive(Template)]
#[template(path = "okr/objectives/_head.html")]
pub struct HeadView {
    pub l: Lang,
    pub id: ObjectiveId,
    pub title: String,
    pub owner: PersonView,
    pub dates: String,
    pub visibility: String,
    pub can_edit: bool,
    pub can_move: bool,
    pub can_check_in: bool,
    /// It stands in the place of a form that is done: focus goes back to what opened that.
    pub takes_focus: bool,
}

impl HeadView {
    pub fn of(l: Lang, objective: &Objective, can_edit: bool, can_move: bool, can_check_in: bool) -> Self {
        Self {
            l,
            id: objective.id,
            title: objective.title.clone(),
            owner: PersonView { name: objective.owner_name.clone(), account: objective.owner },
            dates: dates(l, objective.period_first, objective.period_last),
            visibility: l.say(visibility_message(objective.visibility)),
            can_edit,
            can_move,
            can_check_in,
            takes_focus: false,
        }
    }
}

/// «1 Oct – 31 Dec»
pub fn dates(l: Lang, first: NaiveDate, last: NaiveDate) -> String {
    format!("{} – {}", l.day(first), l.day(last))
}

/// The heading as a form for the title.
#[derive(Template)]
#[template(path = "okr/objectives/_title_form.html")]
pub struct TitleForm {
    pub l: Lang,
    pub once: Once,
    pub id: ObjectiveId,
    pub version: i32,
    /// What stands there.
    pub seen: String,
    pub title: String,
    pub problems: Vec<Problem>,
    /// The title that somebody else saved meanwhile.
    pub theirs: Option<String>,
    /// On a page of its own, which has a heading and the way back.
    pub is_page: bool,
}

pub fn visibility_message(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Organization => "visibility-organization",
        Visibility::Workspace => "visibility-workspace",
        Visibility::Private => "visibility-private",
    }
}

/// The same as one of the choices of a form.
pub fn visibility_choice(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Organization => "visibility-choice-organization",
        Visibility::Workspace => "visibility-choice-workspace",
        Visibility::Private => "visibility-choice-private",
    }
}

pub fn stage_message(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "stage-draft",
        Stage::ExpertReview => "stage-expert-review",
        Stage::ManagerApproval => "stage-manager-approval",
        Stage::Active => "stage-active",
        Stage::SelfAssessment => "stage-self-assessment",
        Stage::ManagerReview => "stage-manager-review",
        Stage::ExpertValidation => "stage-expert-validation",
        Stage::Closed => "stage-closed",
    }
}

pub fn rollup_message(rollup: Mode) -> &'static str {
    match rollup {
        Mode::KeyResults => "objective-rollup-key-results",
        Mode::Children => "objective-rollup-children",
        Mode::Both => "objective-rollup-both",
    }
}

/// The form to write a new objective or to change one.
#[derive(Template)]
#[template(path = "okr/objectives/form.html")]
pub struct ObjectiveForm {
    pub l: Lang,
    pub once: Once,
    /// None for a new one.
    pub id: Option<ObjectiveId>,
    /// As it stands, whatever is typed.
    pub title: String,
    pub version: i32,
    pub heading: String,
    pub draft_name: String,
    pub values: FormValues,
    pub seen: String,
    pub workspaces: Vec<Workspace>,
    pub periods: Vec<(String, String)>,
    pub people: Vec<String>,
    pub parents: Vec<String>,
    pub may_move: bool,
    pub may_give_roles: bool,
    /// It has a parent that the reader does not see.
    pub has_hidden_parent: bool,
    /// What the reader may not change: label and content.
    pub facts: Vec<(String, String)>,
    pub weights: Vec<WeightRow>,
    pub problems: Vec<Problem>,
    pub draft: Option<DraftNote>,
}

/// What a key result counts.
#[derive(Debug, Clone)]
pub struct WeightRow {
    pub id: KeyResultId,
    pub title: String,
    pub weight: String,
    pub share: String,
}

impl ObjectiveForm {
    /// The name of the field that a problem belongs to.
    fn label(&self, problem: &Problem) -> String {
        self.l.say(super::form::label(&problem.field))
    }

    fn errors<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.problems.iter().filter(move |problem| problem.field == field).map(|problem| problem.text.as_str())
    }

    fn indent(&self, depth: &i32) -> String {
        "\u{2003}".repeat(usize::try_from(*depth).unwrap_or_default())
    }

    fn rows<'a>(&self, text: &'a str) -> Vec<&'a str> {
        super::form::rows(text).collect()
    }

    fn rollup_hint(&self, rollup: &Mode) -> String {
        self.l.say(&format!("{}-hint", rollup_message(*rollup)))
    }
}

/// A page for the reason of a step back.
#[derive(Template)]
#[template(path = "okr/objectives/return.html")]
pub struct ReturnForm {
    pub l: Lang,
    pub once: Once,
    pub id: ObjectiveId,
    pub version: i32,
    pub title: String,
    pub reason: String,
    pub problems: Vec<Problem>,
}

/// Somebody with a part in an objective.
pub fn person(name: &str, account: AccountId) -> PersonView {
    PersonView { name: name.to_owned(), account }
}
