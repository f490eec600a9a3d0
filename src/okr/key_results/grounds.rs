//! What the page of a key result shows beside its row, and what a save in place makes new: how sure its owner is and until when,
//! why the numbers are what they are, the ledger and the values.
use askama::Template;
use rust_decimal::Decimal;

use super::ledger::{self, LedgerEntry};
use super::model::{Definition, KeyResult};
use super::readings::{self, ReadingRow};
use super::show::{Shown, progress_at};
use super::words::{value_cell, value_name};
use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::{AccountId, KeyResultId, Result};
use crate::okr::maths::{self, Reading};
use crate::okr::objectives::stage::Stage;
use crate::okr::parts::{Once, percent_text, status_message};
use crate::okr::why::WhyView;
use crate::web;

/// Values that are listed, the newest of all.
const READINGS: i64 = 60;

/// Below the heading.
#[derive(Template)]
#[template(path = "okr/key_results/_facts.html")]
pub struct FactsView {
    pub l: Lang,
    pub id: KeyResultId,
    pub owner_name: String,
    pub owner: AccountId,
    pub confidence: Option<i16>,
    pub due: Option<String>,
}

impl FactsView {
    pub fn of(l: Lang, shown: &Shown) -> Self {
        let key_result = &shown.key_result;
        Self {
            l,
            id: key_result.id,
            owner_name: key_result.owner_name.clone(),
            owner: key_result.owner,
            confidence: key_result.confidence,
            due: shown.figures.due_on.filter(|_| shown.objective.stage == Stage::Active).map(|day| l.day(day)),
        }
    }
}

/// Below the row.
#[derive(Template)]
#[template(path = "okr/key_results/_grounds.html")]
pub struct GroundsView {
    pub l: Lang,
    pub id: KeyResultId,
    pub why_progress: WhyView,
    pub why_expected: WhyView,
    pub why_gap: WhyView,
    pub status: String,
    pub because: String,
    pub ledger: Vec<LedgerRow>,
    /// Progress against the target it began with, where that moved.
    pub against_original: Option<String>,
    /// What the values of the readings are called.
    pub value_name: String,
    pub readings: Vec<ReadingView>,
    pub can_correct: bool,
    pub can_archive: bool,
    pub version: i32,
    pub once: Once,
}

impl GroundsView {
    pub async fn load(tx: &mut OrganizationTx, l: Lang, shown: &Shown) -> Result<Self> {
        let key_result = &shown.key_result;
        let definition = &key_result.definition;
        let names = shown.names();
        let why = |explanation: &maths::Explanation| WhyView::of(l, explanation, Some(definition), &names);
        let verdict = &shown.figures.verdict;
        let ledger = ledger::list_ledger(tx, key_result.id).await?;
        let readings = readings::list_readings(tx, &[key_result.id], READINGS).await?;
        Ok(Self {
            l,
            id: key_result.id,
            why_progress: why(&shown.figures.progress.explanation),
            why_expected: why(&verdict.expected),
            why_gap: why(&verdict.gap),
            status: l.say(status_message(verdict.status)),
            because: l.say(&format!("why-because-{}", verdict.because.id().replace('_', "-"))),
            ledger: ledger.iter().map(|entry| LedgerRow::of(l, entry, &definition.unit)).collect(),
            against_original: against_original(key_result, &ledger).map(|share| percent_text(&l, share)),
            value_name: value_name(l, definition),
            readings: readings
                .iter()
                .rev()
                .map(|reading| ReadingView::of(l, definition, reading, progress_at(key_result, reading.value)))
                .collect(),
            can_correct: shown.can_correct,
            can_archive: shown.can_edit && !key_result.archived,
            version: key_result.version,
            once: Once::new(),
        })
    }
}

/// Both in their places: the ids of the elements, and their new content.
pub async fn parts(tx: &mut OrganizationTx, l: Lang, shown: &Shown) -> web::Result<[(String, String); 2]> {
    let id = shown.key_result.id;
    let grounds = GroundsView::load(tx, l, shown).await?;
    Ok([
        (format!("key-result-{id}-facts"), web::screen::render(&FactsView::of(l, shown))?),
        (format!("key-result-{id}-grounds"), web::screen::render(&grounds)?),
    ])
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

#[derive(Debug, Clone)]
pub struct LedgerRow {
    pub field: String,
    pub old: String,
    pub new: String,
    pub reason: String,
    pub by: String,
    pub at: String,
}

impl LedgerRow {
    pub fn of(l: Lang, entry: &LedgerEntry, unit: &str) -> Self {
        let (field, unit) = match entry.field.as_str() {
            "target" => ("key-result-field-target", unit),
            "baseline" => ("key-result-field-baseline", unit),
            _ => ("key-result-field-weight", ""),
        };
        let number = |value: Option<Decimal>| value.map_or_else(|| "—".to_owned(), |value| l.with_unit(&value, unit));
        Self {
            field: l.named(l.say(field), unit),
            old: number(entry.old),
            new: number(entry.new),
            reason: entry.reason.clone(),
            by: entry.account_name.clone(),
            at: l.moment(entry.at),
        }
    }
}

#[derive(Debug, Clone)]
pub struct ReadingView {
    pub day: String,
    pub value: String,
    pub progress: String,
    pub source: String,
    pub by: String,
    pub reason: Option<String>,
}

impl ReadingView {
    pub fn of(l: Lang, definition: &Definition, reading: &ReadingRow, progress: Option<Decimal>) -> Self {
        let source = match reading.source.as_str() {
            "inline" => "why-origin-inline",
            "import" => "why-origin-import",
            "connector" => "why-origin-connector",
            "correction" => "key-result-source-correction",
            _ => "why-origin-check-in",
        };
        Self {
            day: l.day(reading.effective_on),
            value: value_cell(l, definition, reading.value),
            progress: progress.map_or_else(|| "—".to_owned(), |share| percent_text(&l, share)),
            source: l.say(source),
            by: reading.account_name.clone().unwrap_or_default(),
            reason: reading.reason.clone(),
        }
    }
}
