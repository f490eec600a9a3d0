//! Doing one thing with many objectives, each by the action of its own, and taking all of it back at once.
use std::collections::HashMap;

use super::model::{BulkAct, Chosen};
use super::store;
use crate::db::OrganizationTx;
use crate::kernel::{Failure, Kind, ObjectiveId, Result, UndoId};
use crate::okr::objectives;
use crate::okr::undo::{self, Act};

/// Objectives that one act takes; the list shows fifty at a time.
pub const MOST: usize = 500;

/// What became of the chosen ones.
#[derive(Debug, Default)]
pub struct Outcome {
    pub done: usize,
    pub refused: Vec<Refused>,
    /// Chosen ones that are not there, or not for the actor.
    pub missing: usize,
    /// Takes back all that was done.
    pub undo: Option<UndoId>,
}

/// An objective with which it was not done.
#[derive(Debug)]
pub struct Refused {
    pub id: ObjectiveId,
    pub title: String,
    /// Message that says why.
    pub why: &'static str,
}

/// Does it with each of them that allows it. `back` is where the list is that they were chosen in.
pub async fn perform(tx: &mut OrganizationTx, act: BulkAct, chosen: &[Chosen], back: &str) -> Result<Outcome> {
    let ids: Vec<_> = chosen.iter().map(|chosen| chosen.id.0).collect();
    let mut seen: HashMap<_, _> = store::list(tx, &ids).await?.into_iter().map(|seen| (seen.id, seen)).collect();
    let (mut outcome, mut done) = (Outcome::default(), Vec::new());
    for Chosen { id, version } in chosen {
        let Some(objective) = seen.remove(&id.0) else {
            outcome.missing += 1;
            continue;
        };
        let why = if act.fits(objective.is_archived) {
            match one(tx, act, *id, *version).await {
                Ok(()) => {
                    done.push((*id, version + 1));
                    continue;
                }
                Err(failure) if failure.kind == Kind::Conflict => "bulk-stale",
                Err(failure) if matches!(failure.kind, Kind::Forbidden | Kind::Invalid) => failure.message,
                Err(failure) => return Err(failure),
            }
        } else {
            "bulk-already"
        };
        outcome.refused.push(Refused { id: *id, title: objective.title, why });
    }
    outcome.done = done.len();
    if done.is_empty() {
        // nothing was changed
        tx.needs_no_audit();
    } else {
        let act = Act::ArchiveObjectives { objectives: done, archived: act == BulkAct::Restore, back: back.to_owned() };
        outcome.undo = undo::keep(tx, &[], &act).await?;
    }
    Ok(outcome)
}

async fn one(tx: &mut OrganizationTx, act: BulkAct, id: ObjectiveId, version: i32) -> Result<()> {
    match act {
        BulkAct::Archive => objectives::actions::set_archived(tx, id, version, true).await?,
        BulkAct::Restore => objectives::actions::set_archived(tx, id, version, false).await?,
    };
    Ok(())
}

/// Puts them away, or takes them out, where they still are as the act left them. How many are not; a conflict when all.
pub async fn put_back(tx: &mut OrganizationTx, objectives: &[(ObjectiveId, i32)], archived: bool) -> Result<usize> {
    let mut left = 0;
    for (id, version) in objectives {
        match objectives::actions::set_archived(tx, *id, *version, archived).await {
            Ok(_) => {}
            Err(Failure { kind: Kind::Conflict | Kind::Forbidden | Kind::NotFound, .. }) => left += 1,
            Err(failure) => return Err(failure),
        }
    }
    if left == objectives.len() { Err(undo::changed_meanwhile()) } else { Ok(left) }
}
