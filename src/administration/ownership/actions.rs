//! Offering ownership, and what becomes of an offer; each with its audit row.
use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::store;
use crate::administration::members::policy::is_owner;
use crate::administration::members::store::{self as members, Member};
use crate::db::{Audit, OrganizationTx};
use crate::kernel::{AccountId, Actor, Failure, Kind, Result};

/// How long an offer holds.
const HOLDS: Duration = Duration::days(14);

/// The owner alone passes it on.
pub fn require_owner(actor: &Actor) -> Result<()> {
    if is_owner(actor) { Ok(()) } else { Err(Failure::new(Kind::Forbidden, "ownership-not-for")) }
}

/// Offers it to a member who can sign in; an offer that is still open is withdrawn.
pub async fn offer(tx: &mut OrganizationTx, to: AccountId) -> Result<Member> {
    require_owner(tx.actor())?;
    let member = members::find(tx, to).await?.ok_or_else(Failure::not_found)?;
    if tx.actor().is(to) || !member.can_sign_in() {
        return Err(Failure::new(Kind::Invalid, "ownership-cannot-take"));
    }
    if let Some(former) = store::cancel(tx, None).await? {
        tx.audit(Audit::of("ownership.cancel", "ownership_offer", former)).await?;
    }
    let id = Uuid::now_v7();
    store::insert(tx, id, to, tx.now() + HOLDS).await?;
    tx.audit(Audit::of("ownership.offer", "ownership_offer", id).detail(json!({ "to": to }))).await?;
    Ok(member)
}

/// The owner thinks better of it.
pub async fn cancel(tx: &mut OrganizationTx, id: Uuid) -> Result<()> {
    if !is_owner(tx.actor()) || store::cancel(tx, Some(id)).await?.is_none() {
        return Err(gone(tx, id).await);
    }
    tx.audit(Audit::of("ownership.cancel", "ownership_offer", id)).await?;
    Ok(())
}

pub async fn decline(tx: &mut OrganizationTx, id: Uuid) -> Result<()> {
    if is_owner(tx.actor()) || !store::decline(tx, id).await? {
        return Err(gone(tx, id).await);
    }
    tx.audit(Audit::of("ownership.decline", "ownership_offer", id)).await?;
    Ok(())
}

/// The actor is the owner from now on, and the former owner an administrator.
pub async fn accept(tx: &mut OrganizationTx, id: Uuid) -> Result<()> {
    let offer = store::find_open(tx).await?.filter(|offer| offer.id == id);
    let (Some(offer), true) = (offer, store::take_over(tx, id).await?) else {
        return Err(gone(tx, id).await);
    };
    let detail = json!({ "from": offer.from, "to": offer.to });
    tx.audit(Audit::of("ownership.accept", "ownership_offer", id).detail(detail)).await?;
    Ok(())
}

/// Answered, withdrawn or too old; not found for those who have nothing to do with it.
async fn gone(tx: &mut OrganizationTx, id: Uuid) -> Failure {
    match store::is_known(tx, id).await {
        Ok(true) => Failure::new(Kind::Gone, "ownership-gone"),
        Ok(false) => Failure::not_found(),
        Err(failure) => failure,
    }
}
