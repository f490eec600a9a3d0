//! The row of a key result as a form: for its value, and for its target.

use axum::extract::State;
use serde::Deserialize;

use super::actions::{self, Edit};
use super::form_views::{Alone, TargetForm};
use super::model::KeyResult;
use super::show::{Shown, shown, told};
use super::store;
use super::value_form::{parse_value, seen, value_form};
use super::words::value_text;
use crate::db::{Db, OrganizationTx};
use crate::i18n::Lang;
use crate::kernel::{Failure, FieldError, KeyResultId, Kind as FailureKind};
use crate::okr::objectives::stage::Stage;
use crate::okr::parts::{Once, Problem, problems};
use crate::web::parse::{self, Errors};
use crate::web::{self, Fields, Form, Nav, Path, Saved, Screen};

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
    part_or_alone(&screen, l, &shown, &l.say("key-result-edit-value"), form, Answer::Fine)
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
            let also = told(&mut tx, l, &shown).await?;
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
                also,
            })
        }
        Err(failure) if failure.kind == FailureKind::Conflict => {
            drop(tx);
            let mut tx = db.read(&viewer.actor).await?;
            let shown = shown(&mut tx, id).await?;
            tx.commit().await?;
            let theirs = value_text(l, &shown.key_result.definition, shown.key_result.value);
            let form = value_form(l, &shown, Some(&fields), Vec::new(), Some(theirs));
            part_or_alone(&screen, l, &shown, &l.say("key-result-edit-value"), form, Answer::Conflict)
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
    part_or_alone(screen, l, &shown, &l.say("key-result-edit-value"), form, Answer::Invalid)
}

/// Opens the row as a form for its target.
pub async fn edit_target(State(db): State<Db>, screen: Screen, Path(id): Path<KeyResultId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let shown = shown(&mut tx, id).await?;
    tx.commit().await?;
    if !shown.can_change_target() {
        return Err(Failure::forbidden().into());
    }
    let target = target_text(l, &shown.key_result);
    let form = target_form(l, &shown, target, String::new(), Vec::new());
    part_or_alone(&screen, l, &shown, &l.say("key-result-change-target"), form, Answer::Fine)
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
            let also = told(&mut tx, l, &shown).await?;
            tx.commit().await?;
            let say = l.tr("key-result-target-saved").arg("title", shown.key_result.title.as_str()).to_string();
            screen.saved(Saved {
                part: &shown.row(l),
                say,
                back: format!("/key-results/{id}"),
                undo: edited.undo,
                also,
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
            part_or_alone(&screen, l, &shown, &l.say("key-result-change-target"), form, answer)
        }
        Err(failure) => Err(failure.into()),
    }
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
