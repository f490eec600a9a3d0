//! Correcting what somebody reported, on whatever day, with a reason that stays: for managers and administrators, who set no
//! values themselves.
use axum::extract::State;
use chrono::NaiveDate;

use super::form_views::CorrectionForm;
use super::model::{Measurement, ReadingSource};
use super::show::{Shown, shown};
use super::value_form::{input_of, parse_value};
use super::words::value_text;
use super::{actions, store};
use crate::db::Db;
use crate::i18n::Lang;
use crate::kernel::{Failure, FieldError, KeyResultId, Kind as FailureKind};
use crate::okr::parts::{Once, problems};
use crate::web::flash::Flash;
use crate::web::parse::{self, Errors};
use crate::web::{self, Fields, Form, Nav, Path, Screen};

/// Asks for the right value, its day and the reason.
pub async fn ask(State(db): State<Db>, screen: Screen, Path(id): Path<KeyResultId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let shown = shown(&mut tx, id).await?;
    tx.commit().await?;
    if !shown.can_correct {
        return Err(Failure::forbidden().into());
    }
    screen.show(Nav::Objectives, &l.say("key-result-correct"), &form(l, &shown, None, &[]))
}

fn form(l: Lang, shown: &Shown, typed: Option<&Fields>, errors: &[FieldError]) -> CorrectionForm {
    let key_result = &shown.key_result;
    let day = key_result.value_on.unwrap_or(l.today).to_string();
    CorrectionForm {
        l,
        once: Once::new(),
        id: key_result.id,
        version: typed
            .and_then(|fields| fields.get("_ver").parse().ok())
            .filter(|_| !errors.is_empty())
            .unwrap_or(key_result.version),
        title: key_result.title.clone(),
        objective: shown.objective.id,
        objective_title: shown.objective.title.clone(),
        now: value_text(l, &key_result.definition, key_result.value),
        input: input_of(l, shown, typed),
        day: typed.map_or(day, |fields| fields.get("day").to_owned()),
        latest: l.today.to_string(),
        reason: typed.map(|fields| fields.get("reason").to_owned()).unwrap_or_default(),
        problems: problems(l, errors),
    }
}

fn read(l: Lang, shown: &Shown, fields: &Fields, today: NaiveDate) -> Result<Measurement, Vec<FieldError>> {
    let mut errors = Errors::default();
    let day = errors.take(
        parse::date("day", fields.get("day")).and_then(|day| day.ok_or(FieldError::new("day", "field-required"))),
    );
    let reason =
        errors.take(parse::required_or("reason", fields.get("reason"), 1000, "key-result-correction-reason-needed"));
    match (parse_value(l, &shown.key_result, fields, today), day, reason) {
        (Ok(measurement), Some(day), Some(reason)) if errors.is_empty() => Ok(Measurement {
            comment: reason,
            confidence: None,
            source: ReadingSource::Correction,
            effective_on: day,
            ..measurement
        }),
        (measurement, ..) => {
            let mut all = measurement.err().unwrap_or_default();
            all.extend(errors.0);
            Err(all)
        }
    }
}

/// Records the correction.
pub async fn correct(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<KeyResultId>,
    Form(fields): Form<Fields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.write(&viewer.actor).await?;
    let before = shown(&mut tx, id).await?;
    if !before.can_correct {
        return Err(Failure::forbidden().into());
    }
    let today = tx.today();
    let saved = match read(l, &before, &fields, today) {
        Ok(measurement) => {
            // a version that is no number was not sent by our form: it fits no row
            let version = fields.get("_ver").parse().unwrap_or_default();
            actions::record(&mut tx, id, Some(version), measurement).await
        }
        Err(errors) => Err(Failure::invalid(errors)),
    };
    match saved {
        Ok(recorded) => {
            let undo = actions::keep_undo(&mut tx, vec![recorded]).await?;
            let after = store::find(&mut tx, id).await?;
            tx.commit().await?;
            let text = l.tr("key-result-corrected").arg("title", after.title.as_str()).to_string();
            Ok(screen.go(&format!("/key-results/{id}#readings-h"), Flash { text, undo }))
        }
        Err(failure) if failure.kind == FailureKind::Conflict => {
            let errors = [FieldError::new("value", "key-result-conflict")];
            let form =
                CorrectionForm { version: before.key_result.version, ..form(l, &before, Some(&fields), &errors) };
            screen.conflict(Nav::Objectives, &l.say("key-result-correct"), &form)
        }
        Err(failure) if failure.kind == FailureKind::Invalid => {
            let errors = if failure.fields.is_empty() {
                vec![FieldError::new("value", failure.message)]
            } else {
                failure.fields
            };
            let errors: Vec<_> = errors.into_iter().map(at_field).collect();
            screen.invalid(Nav::Objectives, &l.say("key-result-correct"), &form(l, &before, Some(&fields), &errors))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The form calls the day by another name than the measurement does.
fn at_field(error: FieldError) -> FieldError {
    if error.field == "effective_on" { FieldError { field: "day".into(), ..error } } else { error }
}
