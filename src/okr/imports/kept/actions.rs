//! Keeping, renaming and removing mappings; those who import may.

use serde_json::json;

use super::{Kept, lasting, store};
use crate::db::{Audit, OrganizationTx};
use crate::kernel::{Failure, MappingId, Result, UndoId};
use crate::okr::imports::actions::require_right;
use crate::okr::imports::mapping::Mapping;
use crate::okr::undo::{self, Act};

/// Keeps a mapping under a name; another one of that name gives way.
pub async fn keep(tx: &mut OrganizationTx, name: &str, headers: Vec<String>, mapping: &Mapping) -> Result<MappingId> {
    require_right(tx.actor())?;
    let (now, account) = (tx.now(), tx.actor().account.ok_or_else(Failure::forbidden)?);
    let there = store::find_by_name(tx, name).await?;
    let kept = Kept {
        id: there.unwrap_or_default(),
        name: name.to_owned(),
        headers,
        mapping: lasting(mapping),
        account,
        kept_at: now,
        used_at: now,
        version: 1,
    };
    match there {
        Some(_) => store::update_mapping(tx, &kept).await?,
        None => store::insert(tx, &kept).await?,
    }
    trace(tx, "import_mapping.keep", kept.id, name).await?;
    Ok(kept.id)
}

/// One, for those who may import.
pub async fn find(tx: &mut OrganizationTx, id: MappingId) -> Result<Kept> {
    require_right(tx.actor())?;
    store::find(tx, id).await
}

pub async fn rename(tx: &mut OrganizationTx, id: MappingId, version: i32, name: &str) -> Result<()> {
    find(tx, id).await?;
    store::update_name(tx, id, version, name).await?;
    trace(tx, "import_mapping.rename", id, name).await?;
    Ok(())
}

/// Removes one; its name, and the way back.
pub async fn remove(tx: &mut OrganizationTx, id: MappingId) -> Result<(String, Option<UndoId>)> {
    let kept = find(tx, id).await?;
    store::delete(tx, id).await?;
    let audit = trace(tx, "import_mapping.remove", id, &kept.name).await?;
    let name = kept.name.clone();
    let undo = undo::keep(tx, &[audit], &Act::RestoreMapping { kept: Box::new(kept) }).await?;
    Ok((name, undo))
}

/// Brings back a removed one. A conflict when its name has been given away since.
pub async fn restore(tx: &mut OrganizationTx, kept: &Kept) -> Result<()> {
    require_right(tx.actor())?;
    if store::find_by_name(tx, &kept.name).await?.is_some() {
        return Err(undo::changed_meanwhile());
    }
    store::insert(tx, kept).await?;
    trace(tx, "import_mapping.restore", kept.id, &kept.name).await?;
    Ok(())
}

async fn trace(
    tx: &mut OrganizationTx,
    action: &'static str,
    id: MappingId,
    name: &str,
) -> Result<crate::kernel::AuditId> {
    tx.audit(Audit::of(action, "import_mapping", id.0).detail(json!({ "name": name }))).await
}
