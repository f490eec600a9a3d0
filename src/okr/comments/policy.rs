//! Who may change comments that are there. Who may add one is the policy of the objective.
use crate::kernel::{AccountId, Actor};

/// Words are changed by their author only.
pub fn may_edit(actor: &Actor, author: AccountId) -> bool {
    actor.is(author)
}

/// Authors take back what they wrote; administrators take away what must not stay.
pub fn may_remove(actor: &Actor, author: AccountId) -> bool {
    actor.is(author) || actor.changes_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{OrganizationId, OrganizationRole};

    fn actor(role: OrganizationRole) -> Actor {
        let system = Actor::system(OrganizationId::new(), chrono_tz::UTC);
        Actor { account: Some(AccountId::new()), role, ..system }
    }

    #[test]
    fn authors_edit_and_administrators_remove() {
        let (author, other, admin) =
            (actor(OrganizationRole::Member), actor(OrganizationRole::Member), actor(OrganizationRole::Admin));
        let id = author.account.unwrap();
        assert!(may_edit(&author, id) && may_remove(&author, id));
        assert!(!may_edit(&other, id) && !may_remove(&other, id));
        assert!(!may_edit(&admin, id) && may_remove(&admin, id));
    }
}
