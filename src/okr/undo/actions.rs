//! Keeping and using undo entries.
use chrono::Duration;

use super::act::{Act, Undone};
use super::store;
use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::{AuditId, Failure, Kind, Result, UndoId};
use crate::web;

/// How long an act can be taken back.
const MINUTES: i64 = 10;

/// Leaves an entry for the actor, in the transaction of the act itself. `audits` are the audit rows of the act: where their
/// changes stand in the history, taking them back is offered too. Background work takes nothing back.
pub async fn keep(tx: &mut OrganizationTx, audits: &[AuditId], act: &Act) -> Result<Option<UndoId>> {
    let Some(account) = tx.actor().account else { return Ok(None) };
    let id = UndoId::new();
    let payload = serde_json::to_value(act).map_err(Failure::internal)?;
    let expires_at = tx.now() + Duration::minutes(MINUTES);
    store::insert(tx, id, account, act.name(), payload, audits, expires_at).await?;
    Ok(Some(id))
}

/// What of these audit rows the actor may still take back: the row, and the entry that does it.
pub async fn open(tx: &mut OrganizationTx, audits: &[AuditId]) -> Result<Vec<(AuditId, UndoId)>> {
    if audits.is_empty() { Ok(Vec::new()) } else { store::list_open(tx, audits).await }
}

/// The refusal when the thing was changed after the act that should be taken back.
pub fn changed_meanwhile() -> Failure {
    Failure::new(Kind::Conflict, "undo-changed")
}

/// A refusal of the act that would take another one back, in words about that: whatever stands in the way came after it.
pub fn refused(failure: Failure) -> Failure {
    match failure.kind {
        Kind::Conflict => changed_meanwhile(),
        Kind::Invalid if !failure.fields.is_empty() => changed_meanwhile(),
        _ => failure,
    }
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
