//! Keeps the stored figures true: of an objective in the transaction that changed it, of its ancestors by a job.
use std::collections::HashMap;

use super::figures::ObjectiveFigures;
use super::key_results::model::KeyResult;
use super::key_results::store as key_results;
use super::objectives::store as objectives;
use super::settings::Settings;
use crate::db::OrganizationTx;
use crate::kernel::{ObjectiveId, Result};

/// Counts objectives anew from their rows and stores the figures.
pub async fn objectives(tx: &mut OrganizationTx, ids: &[ObjectiveId]) -> Result<Vec<ObjectiveFigures>> {
    let settings = Settings::load(tx).await?;
    let today = tx.today();
    let found = objectives::list(tx, ids).await?;
    let mut key_results_of: HashMap<ObjectiveId, Vec<KeyResult>> = HashMap::new();
    for key_result in key_results::list_of_objectives(tx, ids).await? {
        key_results_of.entry(key_result.objective).or_default().push(key_result);
    }
    let mut counted = Vec::with_capacity(found.len());
    let mut all_own = Vec::new();
    for objective in &found {
        let own = key_results_of.remove(&objective.id).unwrap_or_default();
        let children = objectives::list_counted_children(tx, objective).await?;
        let figures = ObjectiveFigures::of(objective, &own, &children, &settings, today);
        all_own.extend(own.iter().map(|key_result| key_result.id));
        counted.push(figures);
    }
    key_results::update_figures(tx, all_own.into_iter().zip(counted.iter().flat_map(|figures| &figures.key_results)))
        .await?;
    let kept: Vec<_> = found.iter().zip(&counted).map(|(objective, figures)| (objective.id, figures)).collect();
    objectives::update_figures(tx, &kept).await?;
    Ok(counted)
}

/// Counts the ancestors whose progress includes this objective, each after all of its own children. For background work: it
/// sees them all, and may write them. Gives those whose progress is another one now.
pub async fn ancestors(tx: &mut OrganizationTx, id: ObjectiveId) -> Result<Vec<ObjectiveId>> {
    let mut above = Vec::new();
    let mut level = objectives::list_contributing_parents(tx, id).await?;
    // An ancestor that is reached by several ways is counted on its highest level, when everything below it is done.
    while !level.is_empty() {
        let mut next = Vec::new();
        for parent in level {
            above.retain(|counted| *counted != parent);
            above.push(parent);
            next.extend(objectives::list_contributing_parents(tx, parent).await?);
        }
        next.sort_unstable();
        next.dedup();
        level = next;
    }
    let mut moved = Vec::new();
    for ancestor in above {
        let before = objectives::find_progress(tx, ancestor).await?;
        objectives(tx, &[ancestor]).await?;
        if objectives::find_progress(tx, ancestor).await? != before {
            moved.push(ancestor);
        }
    }
    Ok(moved)
}
