//! Accepting an invitation: the account comes with the login that was proven, in one transaction with the end of the invitation.
use chrono_tz::Tz;
use serde_json::json;

use super::store::{self, Invitation};
use crate::auth::entrance::Proof;
use crate::auth::links::{self, Token};
use crate::db::{Audit, Db};
use crate::joining::invitations::policy::Role;
use crate::joining::newcomer::{self, Proven};
use crate::kernel::{AccountId, Actor, Email, Failure, Kind, Result};

/// The invitation that a link leads to.
pub async fn look(db: &Db, token: &Token) -> Result<Invitation> {
    let mut tx = db.system().await?;
    let found = store::find(&mut tx, token).await?;
    tx.commit().await?;
    found.ok_or_else(links::dead)
}

/// Gives what whoever has come in has shown of themselves. Where the account had been made before, it keeps its name. Whoever is a member
/// already stays as they are.
pub async fn accept(db: &Db, token: &Token, invitation: &Invitation, name: &str, proven: Proven) -> Result<Proof> {
    let email = Email::parse(&invitation.email).ok_or_else(|| Failure::internal("an invitation without an address"))?;
    let role = Role::parse(&invitation.role).ok_or_else(|| Failure::internal("an unknown role"))?;
    let organization = invitation.organization_id;
    let zone: Tz = invitation.time_zone.parse().unwrap_or(Tz::UTC);
    let system = Actor::system(organization, zone);
    let mut tx = db.write(&system).await?;
    let proof = newcomer::settle(&mut tx, proven, &email).await?;
    let login = proof.login;
    let account = match (store::find_account(&mut tx, login).await?, invitation.account_id) {
        (Some((account, state)), _) if state == "active" => account,
        // an administrator has closed it, and opens it again
        (Some(_), _) => return Err(Failure::new(Kind::Conflict, "invitation-account-closed")),
        (None, Some(account)) => {
            if !store::link_account(&mut tx, account, login, role).await? {
                return Err(Failure::new(Kind::Conflict, "invitation-account-taken"));
            }
            store::insert_state(&mut tx, account).await?;
            account
        }
        (None, None) => {
            let account = AccountId::new();
            store::insert_account(&mut tx, account, login, &email, name, role).await?;
            store::insert_state(&mut tx, account).await?;
            account
        }
    };
    store::accept(&mut tx, invitation.id, token, account).await?;
    let now = tx.now();
    tx.go_on_as(&Actor { account: Some(account), ..system }, now).await?;
    tx.audit(Audit::of("invitation.accept", "account", account.0).detail(json!({ "role": role.id() }))).await?;
    tx.commit().await?;
    Ok(proof)
}
