//! A key result as its pages need it: itself, its figures among those of its objective, and what its reader may do.
use std::collections::HashMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::actions;
use super::model::{KeyResult, Kind};
use super::views::KeyResultRow;
use super::{grounds, readings, store};
use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::{KeyResultId, Result};
use crate::okr::figures::{Frame, KeyResultFigures, ObjectiveFigures};
use crate::okr::history::views::RecentView;
use crate::okr::maths::{self, Reading};
use crate::okr::objectives::model::Objective;
use crate::okr::objectives::{policy, standing, store as objectives};
use crate::okr::settings::Settings;
use crate::okr::undo::Undone;
use crate::okr::why::Names;
use crate::web;

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
    let figures = KeyResultFigures::of(&key_result, &Frame::of(&objective), &settings, today);
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
pub(super) async fn objective_figures(
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
    for reading in readings::list_readings(tx, &ids, 12).await? {
        let Some(key_result) = key_results.iter().find(|one| one.id == reading.key_result_id) else { continue };
        if let Some(share) = progress_at(key_result, reading.value).and_then(|share| share.to_f64()) {
            past.entry(reading.key_result_id).or_default().push(share);
        }
    }
    Ok(past)
}

/// Progress that a key result would have at a value; a reading of milestones is a share already.
pub(super) fn progress_at(key_result: &KeyResult, value: Decimal) -> Option<Decimal> {
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

    /// Whether its reader may change the target alone, where there is one: of an archived key result nothing changes.
    pub(super) fn can_change_target(&self) -> bool {
        self.can_edit && !self.key_result.archived && self.key_result.definition.target.is_some()
    }

    pub(super) fn names(&self) -> Names {
        self.key_result
            .definition
            .milestones
            .iter()
            .map(|milestone| (milestone.id.0, milestone.title.clone()))
            .collect()
    }
}

/// Every place where the page of the objective or of the key result tells of what was saved, in its new state. A page has some of
/// them, and passes over the others.
pub(super) async fn told(tx: &mut OrganizationTx, l: Lang, shown: &Shown) -> web::Result<Vec<(String, String)>> {
    let objective = &shown.objective;
    let settings = Settings::load(tx).await?;
    let key_results = store::list_of_objectives(tx, &[objective.id]).await?;
    let children = objectives::list_counted_children(tx, objective).await?;
    let figures = ObjectiveFigures::of(objective, &key_results, &children, &settings, tx.today());
    let progress = crate::okr::objectives::views::ProgressView::of(l, objective, &key_results, &figures, None, false);
    let mut told = vec![
        (format!("objective-{}-progress", objective.id), web::screen::render(&progress)?),
        RecentView::part(tx, l, objective.id).await?,
    ];
    told.extend(grounds::parts(tx, l, shown).await?);
    Ok(told)
}

/// What a page shows of a key result whose last value was taken back: its row, and all that tells of it.
pub async fn taken_back(tx: &mut OrganizationTx, l: Lang, id: KeyResultId) -> web::Result<Undone> {
    let shown = shown(tx, id).await?;
    let mut also = vec![(format!("key-result-{id}"), web::screen::render(&shown.row(l))?)];
    also.extend(told(tx, l, &shown).await?);
    Ok(Undone { say: l.say("undo-done"), back: format!("/objectives/{}#key-result-{id}", shown.objective.id), also })
}
