//! Pages and parts of key results: the row, its inline forms, the page with every number explained.
use std::collections::HashMap;

use axum::extract::State;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;

use super::actions::{self, Edit};
use super::model::{KeyResult, Kind, Measurement, ReadingSource};
use super::store;
use super::views::{
    Alone, KeyResultPage, KeyResultRow, LedgerRow, Problem, ReadingView, TargetForm, ValueForm, ValueInput, aim_text,
    value_text,
};
use crate::db::{Db, OrganizationTx};
use crate::i18n::Lang;
use crate::kernel::{Failure, FieldError, KeyResultId, Kind as FailureKind, MilestoneId, Result};
use crate::okr::figures::{KeyResultFigures, ObjectiveFigures};
use crate::okr::maths::{self, Reading};
use crate::okr::objectives::model::Objective;
use crate::okr::objectives::stage::Stage;
use crate::okr::objectives::{policy, standing, store as objectives};
use crate::okr::parts::{Once, percent_text};
use crate::okr::settings::Settings;
use crate::okr::undo::Undone;
use crate::okr::why::{Names, WhyView};
use crate::web::flash::Flash;
use crate::web::parse::{self, Errors};
use crate::web::{self, Fields, Form, Nav, Path, Saved, Screen};

/// A key result with all that its views need.
pub struct Shown {
    pub objective: Objective,
    pub key_result: KeyResult,
    pub figures: KeyResultFigures,
    pub share: Option<Decimal>,
    pub past: Vec<f64>,
    pub can_set_value: bool,
    pub can_correct: bool,
    pub can_edit: bool,
}

/// Reads a key result among those of its objective, for its share of the weight.
pub async fn shown(tx: &mut OrganizationTx, id: KeyResultId) -> Result<Shown> {
    let key_result = store::find(tx, id).await?;
    let objective = objectives::find(tx, key_result.objective).await?;
    let (subject, standing) = standing::load(tx, objective.id).await?;
    let settings = Settings::load(tx).await?;
    let today = tx.today();
    let of_objective = objective_figures(tx, &objective, &settings).await?;
    let figures = KeyResultFigures::of(
        &key_result,
        objective.span(),
        objective.settled(),
        objective.takes_check_ins(),
        &settings,
        today,
    );
    let owns = tx.actor().is(key_result.owner);
    let takes_values = actions::may_take_values(&objective, &key_result).is_ok();
    let can_set_value = takes_values && policy::may_set_value(tx.actor(), &subject, &standing, owns).is_allowed();
    let can_correct = takes_values && policy::may_correct_reading(tx.actor(), &subject, &standing).is_allowed();
    let can_edit = policy::may_edit_key_results(tx.actor(), &subject, &standing).is_allowed();
    let past = past_progress(tx, std::slice::from_ref(&key_result)).await?.remove(&id).unwrap_or_default();
    let share = of_objective.share_of(id);
    Ok(Shown { objective, share, figures, past, can_set_value, can_correct, can_edit, key_result })
}

/// What is counted of an objective: its key results, and its children where they count.
async fn objective_figures(
    tx: &mut OrganizationTx,
    objective: &Objective,
    settings: &Settings,
) -> Result<ObjectiveFigures> {
    let key_results = store::list_of_objectives(tx, &[objective.id]).await?;
    let children = objectives::list_counted_children(tx, objective).await?;
    Ok(ObjectiveFigures::of(objective, &key_results, &children, settings, tx.today()))
}

/// Progress at the last values of each key result, oldest first, for sparklines.
pub async fn past_progress(
    tx: &mut OrganizationTx,
    key_results: &[KeyResult],
) -> Result<HashMap<KeyResultId, Vec<f64>>> {
    let ids: Vec<_> = key_results.iter().map(|one| one.id).collect();
    let mut past: HashMap<KeyResultId, Vec<f64>> = HashMap::new();
    for reading in store::list_readings(tx, &ids, 12).await? {
        let Some(key_result) = key_results.iter().find(|one| one.id == reading.key_result_id) else { continue };
        if let Some(share) = progress_at(key_result, reading.value).and_then(|share| share.to_f64()) {
            past.entry(reading.key_result_id).or_default().push(share);
        }
    }
    Ok(past)
}

/// Progress that a key result would have at a value; a reading of milestones is a share already.
fn progress_at(key_result: &KeyResult, value: Decimal) -> Option<Decimal> {
    if key_result.definition.kind == Kind::Milestones {
        return Some(value);
    }
    let measure = key_result.definition.kept_measure().ok()?;
    maths::progress(&measure, Some(Reading::from(value))).clamped()
}

impl Shown {
    pub fn row(&self, l: Lang) -> KeyResultRow {
        KeyResultRow::of(l, &self.key_result, &self.figures, self.share, &self.past, self.can_set_value)
    }

    fn names(&self) -> Names {
        self.key_result
            .definition
            .milestones
            .iter()
            .map(|milestone| (milestone.id.0, milestone.title.clone()))
            .collect()
    }
}

/// The page of a key result; for htmx its row.
pub async fn show(State(db): State<Db>, screen: Screen, Path(id): Path<KeyResultId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let shown = shown(&mut tx, id).await?;
    if screen.is_part() {
        tx.commit().await?;
        return screen.show(Nav::Objectives, &shown.key_result.title, &shown.row(l));
    }
    let ledger = store::list_ledger(&mut tx, id).await?;
    let readings = store::list_readings(&mut tx, &[id], 60).await?;
    tx.commit().await?;
    let page = page(l, &shown, &ledger, &readings);
    screen.show(Nav::Objectives, &shown.key_result.title, &page)
}

fn page(l: Lang, shown: &Shown, ledger: &[store::LedgerEntry], readings: &[store::ReadingRow]) -> KeyResultPage {
    let key_result = &shown.key_result;
    let definition = &key_result.definition;
    let why = |explanation: &maths::Explanation| WhyView::of(l, explanation, &definition.unit, &shown.names());
    let verdict = &shown.figures.verdict;
    KeyResultPage {
        l,
        id: key_result.id,
        objective: shown.objective.id,
        objective_title: shown.objective.title.clone(),
        title: key_result.title.clone(),
        description: key_result.description.clone(),
        row: shown.row(l),
        why_progress: why(&shown.figures.progress.explanation),
        why_status: format!(
            "{}: {}",
            l.t(crate::okr::parts::status_message(verdict.status)),
            l.t(&format!("why-because-{}", verdict.because.id().replace('_', "-")))
        ),
        why_expected: why(&verdict.expected),
        why_gap: why(&verdict.gap),
        owner_name: key_result.owner_name.clone(),
        owner: key_result.owner,
        confidence: key_result.confidence,
        due: shown.figures.due_on.filter(|_| shown.objective.stage == Stage::Active).map(|day| l.day(day)),
        ledger: ledger.iter().map(|entry| LedgerRow::of(l, entry, &definition.unit)).collect(),
        against_original: against_original(key_result, ledger).map(|share| percent_text(&l, share)),
        readings: readings
            .iter()
            .rev()
            .map(|reading| ReadingView::of(l, definition, reading, progress_at(key_result, reading.value)))
            .collect(),
        can_edit: shown.can_edit,
        can_correct: shown.can_correct,
        archived: key_result.archived,
        version: key_result.version,
        once: Once::new(),
    }
}

/// Progress against the baseline and target that stood there before the first entry of the ledger.
fn against_original(key_result: &KeyResult, ledger: &[store::LedgerEntry]) -> Option<Decimal> {
    let first = |field: &str| ledger.iter().find(|entry| entry.field == field).map(|entry| entry.old);
    let (target, baseline) = (first("target"), first("baseline"));
    if target.is_none() && baseline.is_none() {
        return None;
    }
    let mut original = key_result.definition.clone();
    original.target = target.unwrap_or(original.target);
    original.baseline = baseline.unwrap_or(original.baseline);
    let measure = original.kept_measure().ok()?;
    maths::progress(&measure, key_result.value.map(Reading::from)).clamped()
}

/// The explanation of a key result's progress.
pub async fn why(State(db): State<Db>, screen: Screen, Path(id): Path<KeyResultId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let shown = shown(&mut tx, id).await?;
    tx.commit().await?;
    let l = screen.lang();
    let view = WhyView::of(l, &shown.figures.progress.explanation, &shown.key_result.definition.unit, &shown.names());
    if screen.is_part() {
        return screen.show(Nav::Objectives, &shown.key_result.title, &view);
    }
    Ok(screen.redirect(&format!("/key-results/{id}#why")))
}

/// Opens the row as a form for its value.
pub async fn edit_value(State(db): State<Db>, screen: Screen, Path(id): Path<KeyResultId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let shown = shown(&mut tx, id).await?;
    tx.commit().await?;
    if !shown.can_set_value {
        return Err(Failure::forbidden().into());
    }
    let form = value_form(l, &shown, None, Vec::new(), None);
    part_or_alone(&screen, l, &shown, &l.t("key-result-edit-value"), form, Answer::Fine)
}

/// The field for a value, with the current one or what was typed.
pub(super) fn input_of(l: Lang, shown: &Shown, typed: Option<&Fields>) -> ValueInput {
    let (key_result, definition) = (&shown.key_result, &shown.key_result.definition);
    let text = typed.map(|fields| fields.get("value").to_owned());
    match definition.kind {
        Kind::Binary => ValueInput::YesNo {
            yes: text.map_or_else(|| key_result.value.map(|value| value >= Decimal::ONE), |text| Some(text == "1")),
        },
        Kind::Scale => ValueInput::Levels {
            levels: (1..).zip(&definition.levels).map(|(number, level)| (number, level.label.clone())).collect(),
            chosen: text.map_or_else(|| key_result.value.and_then(|value| value.to_usize()), |text| text.parse().ok()),
        },
        Kind::Milestones => ValueInput::Milestones {
            milestones: definition
                .milestones
                .iter()
                .map(|milestone| {
                    let done = typed.map_or(milestone.done_on.is_some(), |fields| {
                        fields.all("milestone").any(|id| id == milestone.id.to_string())
                    });
                    (milestone.id, milestone.title.clone(), done)
                })
                .collect(),
        },
        _ => ValueInput::Number {
            value: text.unwrap_or_else(|| key_result.value.map(|value| l.input_number(&value)).unwrap_or_default()),
            unit: definition.unit.clone(),
        },
    }
}

fn value_form(
    l: Lang,
    shown: &Shown,
    typed: Option<&Fields>,
    problems: Vec<Problem>,
    theirs: Option<String>,
) -> ValueForm {
    let key_result = &shown.key_result;
    let last = match key_result.value_on.filter(|_| key_result.started) {
        Some(day) => l
            .tr("key-result-last-on")
            .arg("value", value_text(l, &key_result.definition, key_result.value))
            .arg("day", l.day(day))
            .to_string(),
        None => l.t("key-result-no-value"),
    };
    ValueForm {
        l,
        once: Once::new(),
        seen: seen(key_result),
        id: key_result.id,
        version: key_result.version,
        title: key_result.title.clone(),
        summary: l
            .tr("key-result-summary")
            .arg("aim", aim_text(l, &key_result.definition))
            .arg("now", last)
            .to_string(),
        input: input_of(l, shown, typed),
        confidence: typed.map_or(key_result.confidence, |fields| fields.get("confidence").parse().ok()),
        comment: typed.map(|fields| fields.get("comment").to_owned()).unwrap_or_default(),
        problems,
        theirs,
    }
}

/// What the value form showed: whoever finds it unchanged was not overtaken, whatever else changed meanwhile.
fn seen(key_result: &KeyResult) -> String {
    let done =
        key_result.definition.milestones.iter().filter(|one| one.done_on.is_some()).map(|one| one.id.to_string());
    let value = key_result.value.map(|value| value.normalize().to_string());
    let confidence = key_result.confidence.map(|confidence| confidence.to_string());
    [value, confidence].into_iter().map(Option::unwrap_or_default).chain(done).collect::<Vec<_>>().join(" ")
}

/// What a value form means, or what is wrong with it.
pub(super) fn parse_value(
    l: Lang,
    key_result: &KeyResult,
    fields: &Fields,
    today: chrono::NaiveDate,
) -> Result<Measurement, Vec<FieldError>> {
    let mut errors = Errors::default();
    let mut value = None;
    let mut milestones_done = None;
    match key_result.definition.kind {
        Kind::Milestones => {
            let mut done = Vec::new();
            for raw in fields.all("milestone") {
                done.extend(errors.take(parse::id::<MilestoneId>("value", raw)).flatten());
            }
            milestones_done = Some(done);
        }
        _ => value = errors.take(parse::required_decimal(&l, "value", fields.get("value"))),
    }
    let confidence = match fields.get("confidence") {
        "" => None,
        raw => errors.take(parse::choice("confidence", raw, |word| {
            word.parse::<i16>().ok().filter(|confidence| (0..=100).contains(confidence))
        })),
    };
    let comment = errors.take(parse::text("comment", fields.get("comment"), 2000, true));
    if !errors.is_empty() {
        return Err(errors.0);
    }
    Ok(Measurement {
        value,
        milestones_done,
        confidence,
        comment: comment.unwrap_or_default(),
        source: ReadingSource::Inline,
        effective_on: today,
    })
}

/// Saves a value that was typed into the row.
pub async fn set_value(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<KeyResultId>,
    Form(fields): Form<Fields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.write(&viewer.actor).await?;
    let before = store::find(&mut tx, id).await?;
    let today = tx.today();
    let measurement = match parse_value(l, &before, &fields, today) {
        Ok(measurement) => measurement,
        Err(errors) => return refused_value(&screen, &mut tx, id, &fields, &errors).await,
    };
    let is_same = fields.has("_seen") && fields.get("_seen") == seen(&before);
    let version = if is_same { before.version } else { parse::version_of(fields.get("_ver")) };
    match actions::record(&mut tx, id, Some(version), measurement).await {
        Ok(recorded) => {
            let undo = actions::keep_undo(&mut tx, vec![recorded]).await?;
            let shown = shown(&mut tx, id).await?;
            let objective = progress_partial(&mut tx, l, &shown.objective).await?;
            tx.commit().await?;
            let say = l
                .tr("key-result-value-saved")
                .arg("title", shown.key_result.title.as_str())
                .arg("value", value_text(l, &shown.key_result.definition, shown.key_result.value))
                .to_string();
            screen.saved(Saved {
                part: &shown.row(l),
                say,
                back: format!("/objectives/{}", shown.objective.id),
                undo,
                also: vec![objective],
            })
        }
        Err(failure) if failure.kind == FailureKind::Conflict => {
            drop(tx);
            let mut tx = db.read(&viewer.actor).await?;
            let shown = shown(&mut tx, id).await?;
            tx.commit().await?;
            let theirs = value_text(l, &shown.key_result.definition, shown.key_result.value);
            let form = value_form(l, &shown, Some(&fields), Vec::new(), Some(theirs));
            part_or_alone(&screen, l, &shown, &l.t("key-result-edit-value"), form, Answer::Conflict)
        }
        Err(failure) if failure.kind == FailureKind::Invalid => {
            drop(tx);
            let mut tx = db.read(&viewer.actor).await?;
            let errors = if failure.fields.is_empty() {
                vec![FieldError::new("value", failure.message)]
            } else {
                failure.fields
            };
            refused_value(&screen, &mut tx, id, &fields, &errors).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn refused_value(
    screen: &Screen,
    tx: &mut OrganizationTx,
    id: KeyResultId,
    fields: &Fields,
    errors: &[FieldError],
) -> web::Result {
    let l = screen.lang();
    let shown = shown(tx, id).await?;
    if !shown.can_set_value {
        return Err(Failure::forbidden().into());
    }
    let form = value_form(l, &shown, Some(fields), problems(l, errors), None);
    part_or_alone(screen, l, &shown, &l.t("key-result-edit-value"), form, Answer::Invalid)
}

/// Opens the row as a form for its target.
pub async fn edit_target(State(db): State<Db>, screen: Screen, Path(id): Path<KeyResultId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let shown = shown(&mut tx, id).await?;
    tx.commit().await?;
    if !shown.can_edit || shown.key_result.definition.target.is_none() {
        return Err(Failure::forbidden().into());
    }
    let target = target_text(l, &shown.key_result);
    let form = target_form(l, &shown, target, String::new(), Vec::new());
    part_or_alone(&screen, l, &shown, &l.t("key-result-change-target"), form, Answer::Fine)
}

fn target_text(l: Lang, key_result: &KeyResult) -> String {
    key_result.definition.target.map(|target| l.input_number(&target)).unwrap_or_default()
}

fn target_form(l: Lang, shown: &Shown, target: String, reason: String, problems: Vec<Problem>) -> TargetForm {
    TargetForm {
        l,
        seen: target_text(l, &shown.key_result),
        once: Once::new(),
        id: shown.key_result.id,
        version: shown.key_result.version,
        title: shown.key_result.title.clone(),
        unit: shown.key_result.definition.unit.clone(),
        target,
        reason,
        reason_needed: shown.objective.stage != Stage::Draft,
        problems,
    }
}

#[derive(Deserialize)]
pub struct TargetFields {
    #[serde(default)]
    target: String,
    #[serde(default)]
    reason: String,
    /// The target that stood there when the form was opened.
    #[serde(rename = "_seen")]
    seen: Option<String>,
    #[serde(rename = "_ver", default)]
    version: String,
}

/// Saves a new target; after activation with its reason, in the ledger.
pub async fn set_target(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<KeyResultId>,
    Form(form): Form<TargetFields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.write(&viewer.actor).await?;
    let before = store::find(&mut tx, id).await?;
    let mut errors = Errors::default();
    let target = errors.take(parse::required_decimal(&l, "target", &form.target));
    let reason = errors.take(parse::text("reason", &form.reason, 1000, false));
    // what else changed meanwhile is no matter of the target
    let is_same = form.seen.as_ref() == Some(&target_text(l, &before));
    let version = if is_same { before.version } else { parse::version_of(&form.version) };
    let saved = match (target, reason) {
        (Some(target), Some(reason)) => {
            let mut edit = Edit { reason, ..Edit::of(&before) };
            edit.definition.target = Some(target);
            actions::edit(&mut tx, id, version, edit).await
        }
        _ => Err(Failure::invalid(errors.0)),
    };
    match saved {
        Ok(edited) => {
            let shown = shown(&mut tx, id).await?;
            let objective = progress_partial(&mut tx, l, &shown.objective).await?;
            tx.commit().await?;
            let say = l.tr("key-result-target-saved").arg("title", shown.key_result.title.as_str()).to_string();
            screen.saved(Saved {
                part: &shown.row(l),
                say,
                back: format!("/key-results/{id}"),
                undo: edited.undo,
                also: vec![objective],
            })
        }
        Err(failure) if matches!(failure.kind, FailureKind::Invalid | FailureKind::Conflict) => {
            drop(tx);
            let mut tx = db.read(&viewer.actor).await?;
            let shown = shown(&mut tx, id).await?;
            tx.commit().await?;
            let answer = if failure.kind == FailureKind::Conflict { Answer::Conflict } else { Answer::Invalid };
            let mut problems = problems(l, &failure.fields);
            if failure.kind == FailureKind::Conflict {
                let theirs = shown.key_result.definition.target.map(|target| l.number(&target)).unwrap_or_default();
                let text = l.tr("key-result-conflict-target").arg("value", theirs).to_string();
                problems.push(Problem { field: "target".to_owned(), text });
            } else if problems.is_empty() {
                problems.push(Problem { field: "target".to_owned(), text: l.with(failure.message, &failure.args) });
            }
            let form = target_form(l, &shown, form.target, form.reason, problems);
            part_or_alone(&screen, l, &shown, &l.t("key-result-change-target"), form, answer)
        }
        Err(failure) => Err(failure.into()),
    }
}

#[derive(Deserialize)]
pub struct VersionField {
    #[serde(rename = "_ver", default, deserialize_with = "parse::version")]
    version: i32,
}

/// Puts a key result away.
pub async fn archive(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<KeyResultId>,
    Form(form): Form<VersionField>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.write(&viewer.actor).await?;
    let (objective, undo) = actions::set_archived(&mut tx, id, form.version, true).await?;
    tx.commit().await?;
    Ok(screen.go(&format!("/objectives/{objective}"), Flash { text: l.t("key-result-archived"), undo }))
}

/// What a page shows of a key result whose last value was taken back: its row, and the progress of its objective.
pub async fn taken_back(tx: &mut OrganizationTx, l: Lang, id: KeyResultId) -> web::Result<Undone> {
    let shown = shown(tx, id).await?;
    let row = (format!("key-result-{id}"), web::screen::render(&shown.row(l))?);
    let progress = progress_partial(tx, l, &shown.objective).await?;
    Ok(Undone {
        say: l.t("undo-done"),
        back: format!("/objectives/{}#key-result-{id}", shown.objective.id),
        also: vec![row, progress],
    })
}

/// Takes a key result out of the archive again.
pub async fn restore(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<KeyResultId>,
    Form(form): Form<VersionField>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.write(&viewer.actor).await?;
    let (_, undo) = actions::set_archived(&mut tx, id, form.version, false).await?;
    tx.commit().await?;
    let text = screen.lang().t("key-result-restored");
    Ok(screen.go(&format!("/key-results/{id}"), Flash { text, undo }))
}

/// The progress of the objective, which a new value of one of its key results changes too.
async fn progress_partial(
    tx: &mut OrganizationTx,
    l: Lang,
    objective: &Objective,
) -> Result<(String, String), web::Refusal> {
    let key_results = store::list_of_objectives(tx, &[objective.id]).await?;
    let settings = Settings::load(tx).await?;
    let children = objectives::list_counted_children(tx, objective).await?;
    let figures = ObjectiveFigures::of(objective, &key_results, &children, &settings, tx.today());
    let view = crate::okr::objectives::views::ProgressView::of(l, objective, &key_results, &figures, None, false);
    Ok((format!("objective-{}-progress", objective.id), web::screen::render(&view)?))
}

pub fn problems(l: Lang, errors: &[FieldError]) -> Vec<Problem> {
    errors.iter().map(|error| Problem { field: error.field.clone().into_owned(), text: l.field_error(error) }).collect()
}

enum Answer {
    Fine,
    Invalid,
    Conflict,
}

/// The row's form for htmx; a page with the same form otherwise.
fn part_or_alone<P: askama::Template>(
    screen: &Screen,
    l: Lang,
    shown: &Shown,
    heading: &str,
    part: P,
    answer: Answer,
) -> web::Result {
    if screen.is_part() {
        return answered(screen, heading, &part, &answer);
    }
    let page = Alone {
        l,
        heading: heading.to_owned(),
        objective: shown.objective.id,
        objective_title: shown.objective.title.clone(),
        part,
    };
    answered(screen, heading, &page, &answer)
}

fn answered(screen: &Screen, heading: &str, view: &impl askama::Template, answer: &Answer) -> web::Result {
    match answer {
        Answer::Fine => screen.show(Nav::Objectives, heading, view),
        Answer::Invalid => screen.invalid(Nav::Objectives, heading, view),
        Answer::Conflict => screen.conflict(Nav::Objectives, heading, view),
    }
}
