//! Puts objectives below those that the file names above them, which may stand in the file too.

use std::collections::{HashMap, HashSet};

use super::compare::{Child, Found, Was};
use super::existing;
use super::key::ImportKey;
use super::mapping::{Columns, Field};
use super::parsed::ParsedObjective;
use super::row_error::{RowError, RowErrorKind};
use super::values::normalise;
use super::write::parents::{self, Link};
use crate::db::{Change, OrganizationTx};
use crate::kernel::{AuditId, ObjectiveId, Result};
use crate::okr::objectives::store as objectives;

/// Places all that were found to have something above them. Without an audit row it only counts.
pub async fn place(
    tx: &mut OrganizationTx,
    parsed: &[ParsedObjective],
    ids: &[(Option<ObjectiveId>, ObjectiveId)],
    columns: &Columns,
    found: &mut Found,
    audit: Option<AuditId>,
    overwrite: bool,
) -> Result<()> {
    let children = std::mem::take(&mut found.children);
    if children.is_empty() {
        return Ok(());
    }
    let (mut by_key, mut by_title): (HashMap<String, ObjectiveId>, HashMap<String, Vec<ObjectiveId>>) =
        Default::default();
    for (objective, (id, new_id)) in parsed.iter().zip(ids) {
        let id = id.unwrap_or(*new_id);
        by_key.insert(existing::place(&objective.key), id);
        by_title.entry(normalise(&objective.title)).or_default().push(id);
    }
    let weighed: Vec<_> = children.iter().filter(|one| one.contributes.is_some()).map(|one| one.id).collect();
    let contributing = existing::contributing(tx, &weighed).await?;
    let further = existing::further_parents(tx, &weighed).await?;
    let (mut main_rows, mut further_rows, mut changes) = (Vec::new(), Vec::new(), Vec::new());
    let mut counted = HashSet::new();
    for child in children {
        let title = child.parent_title.as_deref().unwrap_or(&child.parent);
        let by_key = by_key.get(&existing::place(&ImportKey::Given(child.parent.clone()))).copied();
        let parent = match (by_key, by_title.get(&normalise(title)).map(Vec::as_slice)) {
            (Some(id), _) => Some(id),
            // a title may be that of another one than the key's
            (None, in_file) if child.parent_title.is_some() => match (outside_by_key(tx, &child).await?, in_file) {
                (Some(id), _) | (None, Some(&[id])) => Some(id),
                (None, Some(_)) => None,
                (None, None) => outside_by_title(tx, &child, title).await?,
            },
            (None, Some(&[id])) => Some(id),
            (None, Some(_)) => None,
            (None, None) => match outside_by_key(tx, &child).await? {
                Some(id) => Some(id),
                None => outside_by_title(tx, &child, title).await?,
            },
        };
        let Some(parent) = parent.filter(|parent| *parent != child.id) else {
            found.bad_rows += 1;
            found.errors.push(RowError::new(
                child.line,
                columns.header(Field::ParentObjective),
                RowErrorKind::UnknownParent,
                title,
            ));
            continue;
        };
        let is_there = if child.is_main {
            let counts = contributing.get(&child.id);
            child.current == Some(parent)
                && child.contributes.is_none_or(|wanted| counts.is_none_or(|is| *is == wanted))
        } else {
            further.get(&(child.id, parent)).is_some_and(|is| child.contributes.is_none_or(|wanted| *is == wanted))
        };
        if is_there {
            continue;
        }
        if let Some(since) = child.since.as_ref().filter(|_| child.is_main) {
            if since.base() == Some(parent.to_string().as_str()) {
                continue;
            }
            found.differences.parent(&child, parent, Some(since));
            if !overwrite {
                continue;
            }
        } else if child.was != Was::New {
            found.differences.parent(&child, parent, None);
        }
        if child.was == Was::Unchanged && counted.insert(child.id) {
            found.objectives.unchanged = found.objectives.unchanged.saturating_sub(1);
            found.objectives.updated += 1;
            found.touched.push((child.id, false));
        }
        let rows = if child.is_main { &mut main_rows } else { &mut further_rows };
        rows.push(Link { objective: child.id, parent, contributes: child.contributes });
        let old = child.current.filter(|_| child.is_main).map(|id| id.to_string());
        changes.push(Change {
            objective: child.id,
            subject_kind: "objective",
            subject_id: child.id.0,
            version: child.version + 1,
            field: if child.is_main { "parent" } else { "secondary_parent" },
            old,
            new: Some(parent.to_string()),
            reason: None,
        });
    }
    if let Some(audit) = audit {
        parents::main(tx, &main_rows).await?;
        parents::further(tx, &further_rows).await?;
        tx.changes(audit, changes).await?;
    }
    Ok(())
}

async fn outside_by_key(tx: &mut OrganizationTx, child: &Child) -> Result<Option<ObjectiveId>> {
    let key = ImportKey::Given(child.parent.clone());
    Ok(existing::objectives(tx, &[&key]).await?.into_values().next())
}

async fn outside_by_title(tx: &mut OrganizationTx, child: &Child, title: &str) -> Result<Option<ObjectiveId>> {
    let found = objectives::find_by_title(tx, title, Some(child.period)).await?;
    Ok(if let [id] = found.as_slice() { Some(*id) } else { None })
}
