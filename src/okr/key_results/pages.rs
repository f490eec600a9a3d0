//! The page of a key result with every number explained; putting it away and taking it back.

use axum::extract::State;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::actions;
use super::model::KeyResult;
use super::show::{Shown, progress_at, shown};
use super::views::{KeyResultPage, LedgerRow, ReadingView};
use super::words::value_name;
use super::{ledger, readings};
use crate::db::Db;
use crate::i18n::Lang;
use crate::kernel::KeyResultId;
use crate::okr::maths::{self, Reading};
use crate::okr::objectives::stage::Stage;
use crate::okr::parts::{Once, percent_text, status_message};
use crate::okr::why::WhyView;
use crate::web::flash::Flash;
use crate::web::parse;
use crate::web::{self, Form, Nav, Path, Screen};

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
    let ledger = ledger::list_ledger(&mut tx, id).await?;
    let readings = readings::list_readings(&mut tx, &[id], 60).await?;
    tx.commit().await?;
    let page = page(l, &shown, &ledger, &readings);
    screen.within(shown.objective.period).show(Nav::Objectives, &shown.key_result.title, &page)
}

fn page(l: Lang, shown: &Shown, ledger: &[ledger::LedgerEntry], readings: &[readings::ReadingRow]) -> KeyResultPage {
    let key_result = &shown.key_result;
    let definition = &key_result.definition;
    let why = |explanation: &maths::Explanation| WhyView::of(l, explanation, Some(definition), &shown.names());
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
        status: l.say(status_message(verdict.status)),
        because: l.say(&format!("why-because-{}", verdict.because.id().replace('_', "-"))),
        why_expected: why(&verdict.expected),
        why_gap: why(&verdict.gap),
        owner_name: key_result.owner_name.clone(),
        owner: key_result.owner,
        confidence: key_result.confidence,
        due: shown.figures.due_on.filter(|_| shown.objective.stage == Stage::Active).map(|day| l.day(day)),
        ledger: ledger.iter().map(|entry| LedgerRow::of(l, entry, &definition.unit)).collect(),
        against_original: against_original(key_result, ledger).map(|share| percent_text(&l, share)),
        value_name: value_name(l, definition),
        readings: readings
            .iter()
            .rev()
            .map(|reading| ReadingView::of(l, definition, reading, progress_at(key_result, reading.value)))
            .collect(),
        can_edit: shown.can_edit,
        can_change_target: shown.can_change_target(),
        can_correct: shown.can_correct,
        archived: key_result.archived,
        version: key_result.version,
        once: Once::new(),
    }
}

/// Progress against the baseline and target that stood there before the first entry of the ledger.
fn against_original(key_result: &KeyResult, ledger: &[ledger::LedgerEntry]) -> Option<Decimal> {
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
    let view = WhyView::of(l, &shown.figures.progress.explanation, Some(&shown.key_result.definition), &shown.names());
    if screen.is_part() {
        return screen.show(Nav::Objectives, &shown.key_result.title, &view);
    }
    Ok(screen.redirect(&format!("/key-results/{id}#why")))
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
    Ok(screen.go(&format!("/objectives/{objective}"), Flash { text: l.say("key-result-archived"), undo }))
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
    let text = screen.lang().say("key-result-restored");
    Ok(screen.go(&format!("/key-results/{id}"), Flash { text, undo }))
}
