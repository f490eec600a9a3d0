//! Whoever hands an objective over, hides it or moves it keeps sight of it.
use super::model::Objective;
use super::policy::Subject;
use super::{standing, store};
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Result};

/// The rule of everybody who is made one so that they go on seeing it.
const ROLE: &str = "contributor";

/// Makes contributors of the owner that was and of the actor where the change would hide the objective from them; says whom.
///
/// Before the change itself: row security lets nobody write a row that they would not see afterwards.
pub async fn keep(tx: &mut OrganizationTx, before: &Objective, after: &Objective) -> Result<Vec<AccountId>> {
    let owner_was = (before.owner != after.owner).then_some(before.owner);
    let actor = tx.actor().account.filter(|actor| Some(*actor) != owner_was);
    let subject = Subject {
        owner: after.owner,
        visibility: after.visibility,
        stage: after.stage,
        halted: after.halted,
        archived: after.archived,
    };
    let mut kept = Vec::new();
    for account in [owner_was, actor].into_iter().flatten() {
        if standing::would_see(tx, account, before.id, &subject, after.workspace).await? == Some(false)
            && store::insert_role(tx, before.id, account, ROLE).await?
        {
            kept.push(account);
        }
    }
    Ok(kept)
}

/// Takes the roles away again that [`keep`] gave.
pub async fn release(tx: &mut OrganizationTx, objective: &Objective, kept: &[AccountId]) -> Result<()> {
    for account in kept {
        store::delete_role(tx, objective.id, *account, ROLE).await?;
    }
    Ok(())
}
