//! What people see of key results: the row, and the page.
use askama::Template;
use rust_decimal::Decimal;

use super::grounds::{FactsView, GroundsView};
use super::model::{KeyResult, Kind};
use super::words::{kind_message, summary_text};
use crate::i18n::{Lang, unit_word};
use crate::kernel::{KeyResultId, ObjectiveId};
use crate::okr::figures::KeyResultFigures;
use crate::okr::maths::Badge;
use crate::okr::parts::{Once, PaceView, StatusView, percent_text};

/// One key result in a list.
#[derive(Template)]
#[template(path = "okr/key_results/_row.html")]
pub struct KeyResultRow {
    pub l: Lang,
    pub id: KeyResultId,
    pub title: String,
    pub icon: &'static str,
    pub kind: String,
    /// «from 9 to 4, now 8», «days», «weight 35 %»
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
        summary.extend(unit_word(&definition.unit).filter(|_| definition.kind.takes_number()).map(str::to_owned));
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
    pub facts: FactsView,
    pub grounds: GroundsView,
    pub can_edit: bool,
    pub can_change_target: bool,
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
