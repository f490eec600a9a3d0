//! The forms of a key result as people see them: its value, a correction, its target, all of it.
use askama::Template;

use crate::i18n::Lang;
use crate::kernel::{KeyResultId, MilestoneId, ObjectiveId};
use crate::okr::drafts::views::DraftNote;
use crate::okr::parts::{Once, Problem, Problems as _};

/// How a value is entered.
#[derive(Debug, Clone)]
pub enum ValueInput {
    Number { value: String, unit: String },
    YesNo { yes: Option<bool> },
    Levels { levels: Vec<(usize, String)>, chosen: Option<usize> },
    Milestones { milestones: Vec<(MilestoneId, String, bool)> },
}

/// The row as a form for its value.
#[derive(Template)]
#[template(path = "okr/key_results/_value_form.html")]
pub struct ValueForm {
    pub l: Lang,
    pub once: Once,
    pub id: KeyResultId,
    pub version: i32,
    /// The value that stands there.
    pub seen: String,
    pub title: String,
    pub summary: String,
    pub input: ValueInput,
    pub confidence: Option<i16>,
    pub comment: String,
    pub problems: Vec<Problem>,
    /// The value that somebody else saved meanwhile.
    pub theirs: Option<String>,
    /// Whether a step leads on to the form for the target.
    pub can_change_target: bool,
}

/// The page that corrects what somebody reported.
#[derive(Template)]
#[template(path = "okr/key_results/correction.html")]
pub struct CorrectionForm {
    pub l: Lang,
    pub once: Once,
    pub id: KeyResultId,
    pub version: i32,
    pub title: String,
    pub objective: ObjectiveId,
    pub objective_title: String,
    /// The value that stands there.
    pub now: String,
    pub input: ValueInput,
    pub day: String,
    /// Today: no value is for a day that has not come.
    pub latest: String,
    pub reason: String,
    pub problems: Vec<Problem>,
}

/// The row as a form for its target, with the reason that the ledger keeps.
#[derive(Template)]
#[template(path = "okr/key_results/_target_form.html")]
pub struct TargetForm {
    pub l: Lang,
    pub once: Once,
    pub id: KeyResultId,
    pub version: i32,
    /// The target that stands there.
    pub seen: String,
    pub title: String,
    pub unit: String,
    pub target: String,
    pub reason: String,
    pub reason_needed: bool,
    pub problems: Vec<Problem>,
}

/// The form of a key result of any kind. Fields that the chosen kind does not use are hidden by the style sheet.
#[derive(Template)]
#[template(path = "okr/key_results/form.html")]
pub struct KeyResultForm {
    pub l: Lang,
    pub once: Once,
    /// None for a new one.
    pub id: Option<KeyResultId>,
    /// As it stands, whatever is typed.
    pub title: String,
    pub version: i32,
    pub objective: ObjectiveId,
    pub objective_title: String,
    pub heading: String,
    pub draft_name: String,
    pub kinds: Vec<(&'static str, String)>,
    pub people: Vec<String>,
    pub reason_needed: bool,
    pub values: super::form::FormValues,
    pub seen: String,
    pub problems: Vec<Problem>,
    pub draft: Option<DraftNote>,
}

/// A field of the form that is one line.
struct FieldView<'a> {
    name: &'static str,
    label: String,
    hint: Option<String>,
    value: &'a str,
    /// Kinds that use it, as classes.
    kinds: &'static str,
    long: bool,
}

impl KeyResultForm {
    /// The name of the field that a problem belongs to.
    fn label(&self, problem: &Problem) -> String {
        super::form::said(self.l, &problem.field, "").0
    }

    /// The fields that depend on the kind, in order.
    fn measure_fields(&self) -> Vec<FieldView<'_>> {
        let field = |name, value, kinds, hint: Option<&str>, long| FieldView {
            name,
            label: self.l.say(&format!("key-result-field-{}", name_dashed(name))),
            hint: hint.map(|id| self.l.say(id)),
            value,
            kinds,
            long,
        };
        let v = &self.values;
        vec![
            field(
                "unit",
                v.unit.as_str(),
                "for-absolute for-at_least for-at_most for-band",
                Some("key-result-hint-unit"),
                false,
            ),
            field(
                "baseline",
                v.baseline.as_str(),
                "for-percentage for-absolute",
                Some("key-result-hint-baseline"),
                false,
            ),
            field("target", v.target.as_str(), "for-percentage for-absolute for-at_least for-at_most", None, false),
            field("red_line", v.red_line.as_str(), "for-at_least for-at_most", Some("key-result-hint-red-line"), false),
            field("band_low", v.band_low.as_str(), "for-band", None, false),
            field("band_high", v.band_high.as_str(), "for-band", None, false),
            field("tolerance", v.tolerance.as_str(), "for-band", Some("key-result-hint-tolerance"), false),
            field("levels", v.levels.as_str(), "for-scale", Some("key-result-hint-levels"), true),
            field("milestones", v.milestones.as_str(), "for-milestones", Some("key-result-hint-milestones"), true),
            field(
                "checkpoints",
                v.checkpoints.as_str(),
                "for-percentage for-absolute",
                Some("key-result-hint-checkpoints"),
                true,
            ),
        ]
    }
}

fn name_dashed(name: &str) -> String {
    name.replace('_', "-")
}

/// A part as a page of its own: the way without scripts.
#[derive(Template)]
#[template(path = "okr/key_results/alone.html")]
pub struct Alone<P: Template> {
    pub l: Lang,
    pub heading: String,
    pub objective: ObjectiveId,
    pub objective_title: String,
    pub part: P,
}
