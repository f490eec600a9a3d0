//! What people see of key results: the row, and the page.
use askama::Template;
use rust_decimal::Decimal;

use super::ledger::LedgerEntry;
use super::model::{Definition, KeyResult, Kind};
use super::readings::ReadingRow;
use crate::i18n::Lang;
use crate::kernel::{AccountId, KeyResultId, ObjectiveId};
use crate::okr::figures::KeyResultFigures;
use crate::okr::maths::Badge;
use crate::okr::parts::{Once, PaceView, StatusView, percent_text};
use crate::okr::why::WhyView;

/// One key result in a list.
#[derive(Template)]
#[template(path = "okr/key_results/_row.html")]
pub struct KeyResultRow {
    pub l: Lang,
    pub id: KeyResultId,
    pub title: String,
    pub icon: &'static str,
    pub kind: String,
    /// «from 68 to 75, now 73», «weight 35 %»
    pub summary: Vec<String>,
    pub badge: Option<String>,
    pub pace: PaceView,
    pub status: StatusView,
    pub spark: Option<Spark>,
    pub can_set_value: bool,
}

/// Points of a sparkline in 88 × 26, best at the top.
#[derive(Debug, Clone)]
pub struct Spark {
    pub points: String,
    pub last_x: String,
    pub last_y: String,
}

impl Spark {
    /// From the progress of past values, oldest first; nothing with fewer than two.
    pub fn of(progress: &[f64]) -> Option<Self> {
        let steps = progress.len().checked_sub(1).filter(|steps| *steps > 0)?;
        let place = |index: usize, share: f64| {
            #[allow(clippy::cast_precision_loss)]
            let x = 2.0 + 82.0 * index as f64 / steps as f64;
            (format!("{x:.1}"), format!("{:.1}", 23.0 - 20.0 * share.clamp(0.0, 1.0)))
        };
        let placed: Vec<_> = progress.iter().enumerate().map(|(index, share)| place(index, *share)).collect();
        let (last_x, last_y) = placed.last()?.clone();
        Some(Self {
            points: placed.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" "),
            last_x,
            last_y,
        })
    }
}

/// The icon of a kind.
pub fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Percentage => "percent",
        Kind::Binary => "tick",
        Kind::Milestones => "flag",
        Kind::Absolute | Kind::AtLeast | Kind::AtMost | Kind::Band | Kind::Scale => "chart",
    }
}

/// A value of a key result in words: a number with its unit, yes or no, the name of a level, «2 of 3».
pub fn value_text(l: Lang, definition: &Definition, value: Option<Decimal>) -> String {
    match (definition.kind, value) {
        (Kind::Milestones, _) => {
            let done = definition.milestones.iter().filter(|milestone| milestone.done_on.is_some()).count();
            l.tr("key-result-milestones-done").arg("done", done).arg("total", definition.milestones.len()).to_string()
        }
        (_, None) => l.say("key-result-no-value"),
        (Kind::Binary, Some(value)) => l.say(if value >= Decimal::ONE { "key-result-yes" } else { "key-result-no" }),
        (Kind::Scale, Some(value)) => {
            let index = usize::try_from(value.trunc().mantissa().max(1)).unwrap_or(1).saturating_sub(1);
            definition.levels.get(index).map_or_else(|| l.number(&value), |level| level.label.clone())
        }
        (_, Some(value)) => l.with_unit(&value, &definition.unit),
    }
}

/// What it is measured by: «from 68 to 75», «at most 2 %», «between 5 and 9».
pub fn aim_text(l: Lang, definition: &Definition) -> String {
    let number = |value: Option<Decimal>| value.map_or_else(|| "—".to_owned(), |value| l.number(&value));
    let with_unit =
        |value: Option<Decimal>| value.map_or_else(|| "—".to_owned(), |value| l.with_unit(&value, &definition.unit));
    match definition.kind {
        Kind::Percentage | Kind::Absolute => l
            .tr("key-result-aim-linear")
            .arg("from", number(definition.baseline))
            .arg("to", with_unit(definition.target))
            .to_string(),
        Kind::AtLeast => l.tr("key-result-aim-at-least").arg("to", with_unit(definition.target)).to_string(),
        Kind::AtMost => l.tr("key-result-aim-at-most").arg("to", with_unit(definition.target)).to_string(),
        Kind::Band => l
            .tr("key-result-aim-band")
            .arg("low", number(definition.band_low))
            .arg("high", with_unit(definition.band_high))
            .to_string(),
        Kind::Scale => l.tr("key-result-aim-scale").arg("n", definition.levels.len()).to_string(),
        Kind::Milestones => l.tr("key-result-aim-milestones").arg("n", definition.milestones.len()).to_string(),
        Kind::Binary => l.say("key-result-aim-binary"),
    }
}

/// The aim and where it stands: «from 68 to 75, now 73».
pub fn summary_text(l: Lang, definition: &Definition, value: Option<Decimal>) -> String {
    let id = match (definition.kind, value) {
        (Kind::Milestones, _) => "key-result-summary",
        (_, None) => "key-result-summary-none",
        (Kind::Binary, Some(value)) if value >= Decimal::ONE => "key-result-summary-yes",
        (Kind::Binary, Some(_)) => "key-result-summary-no",
        _ => "key-result-summary",
    };
    l.tr(id).arg("aim", aim_text(l, definition)).arg("now", value_text(l, definition, value)).to_string()
}

impl KeyResultRow {
    /// `share` is how much of the objective's progress it makes, none where that is not asked; `past` the progress at former values, oldest first.
    pub fn of(
        l: Lang,
        key_result: &KeyResult,
        figures: &KeyResultFigures,
        share: Option<Decimal>,
        past: &[f64],
        can_set_value: bool,
    ) -> Self {
        let definition = &key_result.definition;
        let mut summary = vec![summary_text(l, definition, key_result.value)];
        if let Some(share) = share.filter(|share| !share.is_zero()) {
            summary.push(l.tr("key-result-share").arg("share", percent_text(&l, share)).to_string());
        } else if share.is_some() || key_result.weight.is_zero() {
            summary.push(l.say("key-result-tracked"));
        }
        let status = figures.timeline.status(l.today);
        Self {
            l,
            id: key_result.id,
            title: key_result.title.clone(),
            icon: icon(definition.kind),
            kind: l.say(kind_message(definition.kind)),
            summary,
            badge: figures.progress.badge().map(|badge| {
                l.say(match badge {
                    Badge::OverAchieved => "key-result-over-achieved",
                    Badge::Regressed => "key-result-regressed",
                })
            }),
            pace: PaceView {
                l,
                title: key_result.title.clone(),
                progress: figures.progress.clamped(),
                expected: figures.expected,
                status,
                large: false,
                why: Some(format!("/key-results/{}#why", key_result.id)),
            },
            status: StatusView { l, status, pill: false },
            spark: Spark::of(past),
            can_set_value,
        }
    }
}

pub fn kind_message(kind: Kind) -> &'static str {
    match kind {
        Kind::Percentage => "key-result-kind-percentage",
        Kind::Absolute => "key-result-kind-absolute",
        Kind::Binary => "key-result-kind-binary",
        Kind::Scale => "key-result-kind-scale",
        Kind::AtLeast => "key-result-kind-at-least",
        Kind::AtMost => "key-result-kind-at-most",
        Kind::Band => "key-result-kind-band",
        Kind::Milestones => "key-result-kind-milestones",
    }
}

/// Everything about one key result.
#[derive(Template)]
#[template(path = "okr/key_results/page.html")]
pub struct KeyResultPage {
    pub l: Lang,
    pub id: KeyResultId,
    pub objective: ObjectiveId,
    pub objective_title: String,
    pub title: String,
    pub description: String,
    pub row: KeyResultRow,
    pub why_progress: WhyView,
    pub why_status: String,
    pub why_expected: WhyView,
    pub why_gap: WhyView,
    pub owner_name: String,
    pub owner: AccountId,
    pub confidence: Option<i16>,
    pub due: Option<String>,
    pub ledger: Vec<LedgerRow>,
    /// Progress against the target it began with, where that moved.
    pub against_original: Option<String>,
    pub readings: Vec<ReadingView>,
    pub can_edit: bool,
    pub can_change_target: bool,
    pub can_correct: bool,
    pub archived: bool,
    pub version: i32,
    pub once: Once,
}

/// A key result in the archive, to be looked up or taken out again.
#[derive(Debug, Clone)]
pub struct Archived {
    pub once: Once,
    pub id: KeyResultId,
    pub title: String,
    pub version: i32,
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
        let unit = if entry.field == "weight" { "" } else { unit };
        let number = |value: Option<Decimal>| value.map_or_else(|| "—".to_owned(), |value| l.with_unit(&value, unit));
        let field = match entry.field.as_str() {
            "target" => "key-result-field-target",
            "baseline" => "key-result-field-baseline",
            _ => "key-result-field-weight",
        };
        Self {
            field: l.say(field),
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
        let value = match definition.kind {
            Kind::Milestones => percent_text(&l, reading.value),
            _ => value_text(l, definition, Some(reading.value)),
        };
        Self {
            day: l.day(reading.effective_on),
            value,
            progress: progress.map_or_else(|| "—".to_owned(), |share| percent_text(&l, share)),
            source: l.say(source),
            by: reading.account_name.clone().unwrap_or_default(),
            reason: reading.reason.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_needs_two_values_and_stays_inside() {
        assert!(Spark::of(&[0.5]).is_none());
        let spark = Spark::of(&[0.0, 2.0, 1.0]).unwrap();
        assert_eq!(spark.points, "2.0,23.0 43.0,3.0 84.0,3.0");
    }
}
