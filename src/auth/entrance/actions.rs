//! Setting how people of an organization sign in.
use serde_json::{Value, json};

use super::{Missing, Policy, Proof, store};
use crate::db::{Audit, OrganizationTx};
use crate::kernel::{Actor, Failure, Kind, Result, SessionId};

/// Owners and administrators set it.
pub fn require_right(actor: &Actor) -> Result<()> {
    if actor.changes_all() { Ok(()) } else { Err(Failure::new(Kind::Forbidden, "sign-in-policy-not-for")) }
}

/// Replaces the policy and ends the sessions that would not have begun under it; gives their number. A conflict when the policy is
/// not at the version of the wanted one. Refused where the proof of whoever sets it would not let them in again.
pub async fn set(tx: &mut OrganizationTx, wanted: &Policy, proof: &Proof, here: SessionId) -> Result<u64> {
    require_right(tx.actor())?;
    let before = store::find_for_setting(tx).await?;
    if before.version != wanted.version {
        return Err(Failure::stale());
    }
    match wanted.missing(&proof.methods) {
        Some(Missing::Way) => return Err(Failure::field("ways", "sign-in-policy-without-yours")),
        Some(Missing::SecondFactor) => return Err(Failure::field("second_factor", "sign-in-policy-without-second")),
        None => {}
    }
    store::set(tx, wanted).await?;
    let ended = store::end_others(tx, wanted, here).await?;
    let detail = json!({ "old": told(&before), "new": told(wanted), "ended_sessions": ended });
    let organization = tx.actor().organization.0;
    tx.audit(Audit::of("organization.sign_in", "organization", organization).detail(detail)).await?;
    Ok(ended)
}

fn told(policy: &Policy) -> Value {
    let ways: Vec<_> = policy.ways.iter().map(|way| way.word()).collect();
    json!({ "ways": ways, "second_factor": policy.second_factor })
}
