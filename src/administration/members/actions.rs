//! What is done to members, each with its audit row.
use serde_json::json;

use super::model::{Act, Roles, State};
use super::policy::{self, Whom};
use super::store::{self, Member};
use crate::auth::sessions::index;
use crate::db::{Audit, OrganizationTx};
use crate::kernel::{AccountId, Failure, OrganizationRole, Result};

impl Member {
    pub fn whom(&self) -> Whom {
        Whom { account: self.id, role: OrganizationRole::parse(&self.role) }
    }

    pub fn roles(&self) -> Roles {
        let is_admin = OrganizationRole::parse(&self.role) == OrganizationRole::Admin;
        Roles { is_admin, is_auditor: self.is_auditor, is_hr: self.is_hr }
    }

    pub fn state(&self) -> State {
        State::parse(&self.state).unwrap_or(State::Inactive)
    }

    /// Without it nobody can be given the organization.
    pub fn can_sign_in(&self) -> bool {
        self.state() == State::Active && self.has_login
    }
}

/// The member, for somebody who may see members.
pub async fn find(tx: &mut OrganizationTx, id: AccountId) -> Result<Member> {
    policy::require_reading(tx.actor())?;
    store::find(tx, id).await?.ok_or_else(Failure::not_found)
}

/// Does it, and ends the sessions of whoever comes in no longer. A conflict where the act does not fit the state that the member
/// has by now.
pub async fn set_state(
    tx: &mut OrganizationTx,
    id: AccountId,
    version: i32,
    act: Act,
    reason: Option<String>,
) -> Result<Member> {
    let member = find(tx, id).await?;
    policy::require_governing(tx.actor(), member.whom())?;
    if member.version != version || !act.is_possible(member.state()) {
        return Err(Failure::stale());
    }
    if !store::set_state(tx, id, version, act.to(), reason.as_deref()).await? {
        return Err(Failure::stale());
    }
    let ended = if act.to() == State::Active { 0 } else { index::end_all(tx, id, None).await? };
    let detail = json!({ "old": member.state(), "new": act.to(), "ended_sessions": ended });
    let action = match act {
        Act::Activate => "account.activate",
        Act::Resume => "account.resume",
        Act::Restore => "account.restore",
        Act::Deactivate => "account.deactivate",
        Act::Suspend => "account.suspend",
        Act::Archive => "account.archive",
    };
    tx.audit(Audit::of(action, "account", id.0).detail(detail)).await?;
    Ok(member)
}

/// Gives and takes roles. What they have already is no change.
pub async fn set_roles(tx: &mut OrganizationTx, id: AccountId, version: i32, roles: Roles) -> Result<Member> {
    let member = find(tx, id).await?;
    policy::require_roles(tx.actor(), member.whom(), member.roles(), roles)?;
    if member.version != version || !store::set_roles(tx, id, version, roles).await? {
        return Err(Failure::stale());
    }
    let detail = json!({ "old": member.roles(), "new": roles });
    tx.audit(Audit::of("account.roles", "account", id.0).detail(detail)).await?;
    Ok(member)
}

/// Signs somebody out of all their devices, and gives their number.
pub async fn end_sessions(tx: &mut OrganizationTx, id: AccountId) -> Result<u64> {
    let member = find(tx, id).await?;
    policy::require_governing(tx.actor(), member.whom())?;
    let ended = index::end_all(tx, id, None).await?;
    tx.audit(Audit::of("account.end_sessions", "account", id.0).detail(json!({ "ended_sessions": ended }))).await?;
    Ok(ended)
}
