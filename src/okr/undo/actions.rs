//! Keeping and using undo entries.
use chrono::Duration;

use super::act::{Act, Undone};
use super::store;
use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::{Failure, Kind, Result, UndoId};
use crate::web;

/// How long an act can be taken back.
const MINUTES: i64 = 10;

/// Leaves an entry for the actor, in the transaction of the act itself.
pub async fn keep(tx: &mut OrganizationTx, act: &Act) -> Result<UndoId> {
    let id = UndoId::new();
    let payload = serde_json::to_value(act).map_err(Failure::internal)?;
    let expires_at = tx.now() + Duration::minutes(MINUTES);
    store::insert(tx, id, act.name(), payload, expires_at).await?;
    Ok(id)
}

/// The refusal when the thing was changed after the act that should be taken back.
pub fn changed_meanwhile() -> Failure {
    Failure::new(Kind::Conflict, "undo-changed")
}

/// Takes an act of the actor back. Not found for entries of others, gone for those used or expired.
pub async fn undo(tx: &mut OrganizationTx, id: UndoId, l: Lang) -> web::Result<Undone> {
    let now = tx.now();
    let Some(payload) = store::take(tx, id, now).await? else {
        let was_used = store::was_used(tx, id).await?.ok_or_else(Failure::not_found)?;
        return Err(Failure::new(Kind::Gone, if was_used { "undo-used" } else { "undo-expired" }).into());
    };
    let act: Act = serde_json::from_value(payload).map_err(Failure::internal)?;
    act.perform(tx, l).await
}
