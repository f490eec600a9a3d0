//! Keeps the stored figures true: of an objective in the transaction that changed it, of its ancestors by a job.
use super::figures::ObjectiveFigures;
use super::key_results::store as key_results;
use super::maths::Mode;
use super::objectives::store as objectives;
use super::settings::Settings;
use crate::db::OrganizationTx;
use crate::kernel::{ObjectiveId, Result};

/// Counts objectives anew from their rows and stores the figures.
pub async fn objectives(tx: &mut OrganizationTx, ids: &[ObjectiveId]) -> Result<Vec<ObjectiveFigures>> {
    let settings = Settings::load(tx).await?;
    let today = tx.today();
    let found = objectives::list(tx, ids).await?;
    let mut all_key_results = key_results::list_of_objectives(tx, ids).await?;
    let mut counted = Vec::with_capacity(found.len());
    for objective in &found {
        let (own, rest): (Vec<_>, Vec<_>) = all_key_results.into_iter().partition(|key_result| key_result.objective == objective.id);
        all_key_results = rest;
        let children = if objective.rollup == Mode::KeyResults { Vec::new() } else { objectives::list_children(tx, objective.id, objective.period_first, objective.period_last).await? };
        let figures = ObjectiveFigures::of(objective, &own, &children, &settings, today);
        for (key_result, figures) in own.iter().zip(&figures.key_results) {
            key_results::update_figures(tx, key_result.id, figures).await?;
        }
        // Children count whoever looks, so an objective that counts them waits for the job, which sees them all.
        if objective.rollup == Mode::KeyResults || tx.actor().sees_all() {
            objectives::update_figures(tx, objective.id, &figures).await?;
        }
        counted.push(figures);
    }
    Ok(counted)
}

/// Counts the ancestors whose progress includes this objective, nearest first. For background work: it sees them all.
pub async fn ancestors(tx: &mut OrganizationTx, id: ObjectiveId) -> Result<usize> {
    let mut open = objectives::list_contributing_parents(tx, id).await?;
    let mut done: Vec<ObjectiveId> = Vec::new();
    while let Some(next) = open.pop() {
        if done.contains(&next) {
            continue;
        }
        objectives(tx, &[next]).await?;
        done.push(next);
        open.extend(objectives::list_contributing_parents(tx, next).await?);
    }
    Ok(done.len())
}
