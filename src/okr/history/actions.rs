//! Reading the history of an objective.
use std::collections::HashMap;

use uuid::Uuid;

use super::model::{Field, History, LastChange, Line, Names, Recent};
use super::{store, values};
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, ObjectiveId, Result, UndoId};
use crate::okr::{objectives, undo};

/// Changes on one page.
const PAGE: usize = 50;

/// A page of all changes, of one field or all, that ends before one of them. Not found when the reader does not see the objective.
pub async fn page(
    tx: &mut OrganizationTx,
    objective: ObjectiveId,
    chosen: Option<Field>,
    before: Option<Uuid>,
) -> Result<History> {
    let objective_title = objectives::store::find(tx, objective).await?.title;
    objectives::standing::load(tx, objective).await?;
    let mut lines = store::list(tx, objective, chosen.as_ref(), before, PAGE as i64 + 1).await?;
    let has_earlier = lines.len() > PAGE;
    lines.truncate(PAGE);
    let earlier = lines.last().filter(|_| has_earlier).map(|line| line.id);
    let names = names(tx, &lines).await?;
    let fields = store::list_fields(tx, objective).await?;
    let undo = undoable(tx, &lines).await?;
    Ok(History { objective, objective_title, lines, names, fields, chosen, undo, earlier })
}

/// The first line of each act that can be taken back.
async fn undoable(tx: &mut OrganizationTx, lines: &[Line]) -> Result<HashMap<Uuid, UndoId>> {
    let mut audits: Vec<_> = lines.iter().map(|line| line.audit).collect();
    audits.dedup();
    let open = undo::open(tx, &audits).await?;
    let mut offered = Vec::new();
    let mut found = HashMap::new();
    for line in lines {
        if let Some((_, undo)) = open.iter().find(|(audit, _)| *audit == line.audit)
            && !offered.contains(undo)
        {
            offered.push(*undo);
            found.insert(line.id, *undo);
        }
    }
    Ok(found)
}

/// The newest `count` changes.
pub async fn recent(tx: &mut OrganizationTx, objective: ObjectiveId, count: i64) -> Result<Recent> {
    let lines = store::list(tx, objective, None, None, count).await?;
    let names = names(tx, &lines).await?;
    let total = store::count(tx, objective).await?;
    Ok(Recent { objective, lines, names, total })
}

/// Who changed something last, leaving one person out: the name and when.
pub async fn last(
    tx: &mut OrganizationTx,
    objective: ObjectiveId,
    subject: Uuid,
    but: Option<AccountId>,
) -> Result<Option<LastChange>> {
    store::find_last(tx, objective, subject, but).await
}

/// What the ids in lines stand for.
pub async fn names(tx: &mut OrganizationTx, lines: &[Line]) -> Result<Names> {
    let ids: Vec<Uuid> = lines.iter().flat_map(values::ids).collect();
    let scales: Vec<Uuid> =
        lines.iter().filter(|line| line.measured.as_deref() == Some("scale")).map(|line| line.subject_id).collect();
    if ids.is_empty() && scales.is_empty() {
        return Ok(Names::default());
    }
    store::list_names(tx, &ids, &scales).await
}
