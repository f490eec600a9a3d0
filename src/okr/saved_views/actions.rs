//! Keeping, changing and removing views.
use serde_json::json;

use super::model::{SavedView, may_change, may_share};
use super::store;
use crate::db::{Audit, OrganizationTx};
use crate::kernel::{AccountId, Failure, PeriodId, Result, UndoId, ViewId};
use crate::okr::objective_list::filter::Filter;
use crate::okr::undo::{self, Act};

/// Views that one account keeps at most.
const MOST: i64 = 30;

/// What is said about a view in its form.
#[derive(Debug, Clone)]
pub struct Said {
    pub name: String,
    pub period: Option<PeriodId>,
    pub is_shared: bool,
    pub is_default: bool,
}

pub async fn list(tx: &mut OrganizationTx) -> Result<Vec<SavedView>> {
    let account = own(tx)?;
    store::list(tx, account).await
}

/// A view that the actor may change. Not found when it is not theirs to see.
pub async fn find(tx: &mut OrganizationTx, id: ViewId) -> Result<SavedView> {
    let view = store::find(tx, id).await?.ok_or_else(Failure::not_found)?;
    if may_change(tx.actor(), &view) { Ok(view) } else { Err(Failure::forbidden()) }
}

pub async fn create(tx: &mut OrganizationTx, filter: &Filter, said: Said) -> Result<SavedView> {
    let account = own(tx)?;
    if store::count(tx, account).await? >= MOST {
        return Err(Failure::field("name", "view-too-many"));
    }
    let Said { name, period, is_shared, is_default } = said;
    let view = SavedView {
        id: ViewId::new(),
        account,
        name,
        query: filter.query(),
        period,
        is_shared: is_shared && may_share(tx.actor()),
        is_default,
        version: 1,
    };
    if view.is_default {
        store::clear_default(tx, account).await?;
    }
    store::insert(tx, &view).await?;
    note(tx, "view.create", &view).await?;
    Ok(view)
}

/// Changes everything but its filters.
pub async fn edit(
    tx: &mut OrganizationTx,
    id: ViewId,
    version: i32,
    said: Said,
) -> Result<(SavedView, Option<UndoId>)> {
    let before = find(tx, id).await?;
    if before.version != version {
        return Err(Failure::stale());
    }
    let is_own = tx.actor().is(before.account);
    let Said { name, period, is_shared, is_default } = said;
    let view = SavedView {
        name,
        period,
        // what others share stays shared, and what they begin with is theirs to say
        is_shared: if is_own { is_shared && may_share(tx.actor()) } else { before.is_shared },
        is_default: if is_own { is_default } else { before.is_default },
        ..before.clone()
    };
    write(tx, &view).await?;
    let audit = note(tx, "view.edit", &view).await?;
    let act = Act::KeepView { view: Box::new(before), version: Some(version + 1) };
    Ok((view, undo::keep(tx, &[audit], &act).await?))
}

pub async fn remove(tx: &mut OrganizationTx, id: ViewId) -> Result<(SavedView, Option<UndoId>)> {
    let view = find(tx, id).await?;
    store::delete(tx, id).await?;
    let audit = note(tx, "view.remove", &view).await?;
    let act = Act::KeepView { view: Box::new(view.clone()), version: None };
    Ok((view, undo::keep(tx, &[audit], &act).await?))
}

/// Brings a view back as it was before it was changed to `version`, or before it was removed.
pub async fn put_back(tx: &mut OrganizationTx, before: SavedView, version: Option<i32>) -> Result<()> {
    match version {
        Some(version) => {
            find(tx, before.id).await?;
            write(tx, &SavedView { version, ..before.clone() }).await?;
        }
        None => {
            if before.is_default {
                store::clear_default(tx, before.account).await?;
            }
            store::insert(tx, &before).await?;
        }
    }
    note(tx, "view.restore", &before).await?;
    Ok(())
}

async fn write(tx: &mut OrganizationTx, view: &SavedView) -> Result<()> {
    if view.is_default {
        store::clear_default(tx, view.account).await?;
    }
    if store::update(tx, view).await? { Ok(()) } else { Err(Failure::stale()) }
}

async fn note(tx: &mut OrganizationTx, action: &'static str, view: &SavedView) -> Result<crate::kernel::AuditId> {
    let detail = json!({ "shared": view.is_shared, "default": view.is_default });
    tx.audit(Audit::of(action, "view", view.id.0).detail(detail)).await
}

fn own(tx: &OrganizationTx) -> Result<AccountId> {
    tx.actor().account.ok_or_else(|| Failure::internal("background work has no views"))
}
