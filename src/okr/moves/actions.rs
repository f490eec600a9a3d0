//! Moving an objective, and taking that back. Read, policy, rules, store, then audit, changes and the fact.
use serde_json::json;

use super::rules::{self, Place};
use super::store;
use crate::db::{Audit, Change, OrganizationTx};
use crate::kernel::{Failure, FieldError, ObjectiveId, Result, UndoId};
use crate::okr::objectives::model::Objective;
use crate::okr::objectives::{policy, standing, store as objectives};
use crate::okr::undo::{self, Act};

/// Below another parent, as many siblings are numbered so that one can stand last; among more, it stands in the order of the list.
const MOST_NUMBERED: usize = 1000;

/// Where an objective shall stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    pub parent: Option<ObjectiveId>,
    /// None leaves it where it is; below another parent, it is the last.
    pub place: Option<Place>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// It did not stand there already.
    pub is_moved: bool,
    pub undo: Option<UndoId>,
}

/// Moves an objective below a parent, or to the top, and to a place among its siblings there.
pub async fn move_to(tx: &mut OrganizationTx, id: ObjectiveId, version: i32, target: Target) -> Result<Moved> {
    let before = open(tx, id, version).await?;
    let stays = target.parent == before.parent;
    if let Some(parent) = target.parent.filter(|_| !stays) {
        may_stand_below(tx, &before, parent).await?;
    }
    let old: Vec<_> = siblings(tx, &before, before.parent).await?;
    let at = old.iter().position(|sibling| *sibling == id).unwrap_or_default();
    let stood_after = at.checked_sub(1).and_then(|before| old.get(before)).copied();
    let others: Vec<_> = if stays {
        old.iter().copied().filter(|sibling| *sibling != id).collect()
    } else {
        siblings(tx, &before, target.parent).await?
    };
    let place = match target.place {
        Some(place) => Some(place),
        None => (!stays).then_some(Place::Last),
    };
    let after = match place {
        Some(place) => place.predecessor(&others).ok_or_else(|| no_sibling(target.parent))?,
        None => stood_after,
    };
    if stays && after == stood_after {
        tx.needs_no_audit();
        return Ok(Moved { is_moved: false, undo: None });
    }
    let unplaced = !stays && place == Some(Place::Last) && others.len() > MOST_NUMBERED;
    let new_at = after.and_then(|after| others.iter().position(|sibling| *sibling == after)).map_or(0, |at| at + 1);
    let was_linked = write(tx, &before, target.parent, if unplaced { None } else { Some(after) }).await?;
    let audit = trace(tx, &before, target.parent, was_linked.then_some(false), (at, new_at)).await?;
    let act = Act::PlaceObjective {
        objective: id,
        version: version + 1,
        parent: before.parent,
        after: stood_after,
        was_linked,
    };
    Ok(Moved { is_moved: true, undo: undo::keep(tx, &[audit], &act).await? })
}

/// Puts an objective back where it stood, also below a parent that the actor does not see. A conflict when it changed since.
pub async fn move_back(
    tx: &mut OrganizationTx,
    id: ObjectiveId,
    version: i32,
    parent: Option<ObjectiveId>,
    after: Option<ObjectiveId>,
    was_linked: bool,
) -> Result<Objective> {
    let before = open(tx, id, version).await?;
    let position = |all: &[ObjectiveId]| all.iter().position(|one| *one == id).unwrap_or_default();
    let at = position(&siblings(tx, &before, before.parent).await?);
    write(tx, &before, parent, Some(after)).await?;
    if let Some(linked) = before.parent.filter(|_| was_linked) {
        objectives::insert_secondary_parent(tx, id, linked).await?;
    }
    let new_at = position(&siblings(tx, &before, parent).await?);
    trace(tx, &before, parent, was_linked.then_some(true), (at, new_at)).await?;
    objectives::find(tx, id).await
}

/// The objective as it stands in this version, when the actor may move it. Other moves of the organization wait until this one is done.
async fn open(tx: &mut OrganizationTx, id: ObjectiveId, version: i32) -> Result<Objective> {
    objectives::lock(tx).await?;
    let objective = objectives::find(tx, id).await?;
    let (subject, standing) = standing::load(tx, id).await?;
    policy::require(policy::may_move(tx.actor(), &subject, &standing))?;
    if version == objective.version { Ok(objective) } else { Err(Failure::stale()) }
}

/// The rules on parents: one that the actor sees, in use, of a period that holds this one's, and not below it.
async fn may_stand_below(tx: &mut OrganizationTx, objective: &Objective, parent: ObjectiveId) -> Result<()> {
    let above = objectives::find(tx, parent).await.map_err(|_| Failure::field("parent", "objective-parent-unknown"))?;
    if above.archived {
        return Err(Failure::field("parent", "objective-move-archived"));
    }
    let links = store::list_links_above(tx, parent).await?;
    if let Some(way) = rules::loop_over(objective.id, parent, &links) {
        let found = objectives::list(tx, &way).await?;
        let title = |id: &ObjectiveId| found.iter().find(|one| one.id == *id).map_or("…", |one| one.title.as_str());
        let names: Vec<_> = std::iter::once(objective.title.as_str()).chain(way.iter().map(title)).collect();
        let error = FieldError::new("parent", "objective-move-loop").arg("way", names.join(" → "));
        return Err(Failure::invalid(vec![error]));
    }
    if !above.span().contains(&objective.span()) {
        let error = FieldError::new("parent", "objective-move-period").arg("title", above.title);
        return Err(Failure::invalid(vec![error]));
    }
    Ok(())
}

/// Where the named sibling is none. At the top there are two kinds of places.
fn no_sibling(parent: Option<ObjectiveId>) -> Failure {
    let message = if parent.is_some() { "objective-move-no-sibling" } else { "objective-move-other-top" };
    Failure::field("place", message)
}

async fn siblings(
    tx: &mut OrganizationTx,
    objective: &Objective,
    parent: Option<ObjectiveId>,
) -> Result<Vec<ObjectiveId>> {
    Ok(store::list_siblings(tx, objective, parent).await?.into_iter().map(|sibling| sibling.id).collect())
}

/// Writes parent and place. A link to what becomes the parent goes: nothing supports the same twice; whether there was one is told.
async fn write(
    tx: &mut OrganizationTx,
    before: &Objective,
    parent: Option<ObjectiveId>,
    after: Option<Option<ObjectiveId>>,
) -> Result<bool> {
    let mut was_linked = false;
    if let Some(parent) = parent.filter(|_| parent != before.parent) {
        was_linked = objectives::list_secondary_parents(tx, before.id).await?.iter().any(|(id, _)| *id == parent);
        if was_linked {
            objectives::delete_secondary_parent(tx, before.id, parent).await?;
        }
    }
    store::update_parent(tx, before.id, before.version, parent).await?;
    if let Some(after) = after {
        store::place(tx, before.id, after).await?;
    }
    Ok(was_linked)
}

/// Audit, changes and the fact. `linked`: whether the link to the one parent, as a further one, came or went. `places` count from 0.
async fn trace(
    tx: &mut OrganizationTx,
    before: &Objective,
    parent: Option<ObjectiveId>,
    linked: Option<bool>,
    places: (usize, usize),
) -> Result<crate::kernel::AuditId> {
    let id = before.id;
    let audit = tx.audit(Audit::of("objective.move", "objective", id.0)).await?;
    let text = |parent: Option<ObjectiveId>| parent.map(|parent| parent.to_string());
    let mut changes = if parent == before.parent {
        let place = |at: usize| Some((at + 1).to_string());
        vec![("rank", place(places.0), place(places.1))]
    } else {
        vec![("parent", text(before.parent), text(parent))]
    };
    match linked {
        Some(true) => changes.push(("secondary_parent", None, text(before.parent))),
        Some(false) => changes.push(("secondary_parent", text(parent), None)),
        None => {}
    }
    for (field, old, new) in changes {
        let change = Change {
            objective: id,
            subject_kind: "objective",
            subject_id: id.0,
            version: before.version + 1,
            field,
            old,
            new,
            reason: None,
        };
        tx.change(audit, change).await?;
    }
    tx.emit("objective.changed", json!({ "objective": id })).await?;
    // those above that do not count it any more are not found from here
    if let Some(left) = before.parent.filter(|left| parent != Some(*left)) {
        tx.emit("objective.changed", json!({ "objective": left })).await?;
    }
    Ok(audit)
}
