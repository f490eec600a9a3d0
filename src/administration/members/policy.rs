//! Who governs whom. The database repeats it: what is refused here is refused there by a trigger.
use super::model::Roles;
use crate::kernel::{AccountId, Actor, Failure, Kind, OrganizationRole, Result};

/// Whom something is done to.
#[derive(Debug, Clone, Copy)]
pub struct Whom {
    pub account: AccountId,
    pub role: OrganizationRole,
}

fn refuse(message: &'static str) -> Result<()> {
    Err(Failure::new(Kind::Forbidden, message))
}

/// Administrators and the owner see the members.
pub fn require_reading(actor: &Actor) -> Result<()> {
    if actor.changes_all() { Ok(()) } else { refuse("members-not-for") }
}

/// Nobody governs themselves, nobody the owner, and only the owner an administrator.
pub fn require_governing(actor: &Actor, whom: Whom) -> Result<()> {
    require_reading(actor)?;
    match whom.role {
        _ if actor.is(whom.account) => refuse("members-not-oneself"),
        OrganizationRole::Owner => refuse("members-not-owner"),
        OrganizationRole::Admin if !is_owner(actor) => refuse("members-not-administrator"),
        OrganizationRole::Admin | OrganizationRole::Member => Ok(()),
    }
}

/// The owner makes administrators and auditors; administrators say who works in HR.
pub fn require_roles(actor: &Actor, whom: Whom, before: Roles, after: Roles) -> Result<()> {
    require_governing(actor, whom)?;
    if before.power() != after.power() && !is_owner(actor) { refuse("members-roles-not-for") } else { Ok(()) }
}

pub fn is_owner(actor: &Actor) -> bool {
    actor.role == OrganizationRole::Owner
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::OrganizationId;

    fn actor(role: OrganizationRole) -> Actor {
        Actor { account: Some(AccountId::new()), role, ..Actor::system(OrganizationId::new(), chrono_tz::UTC) }
    }

    #[test]
    fn who_governs_whom() {
        use OrganizationRole::{Admin, Member, Owner};
        let refused = |by, whom| {
            let whom = Whom { account: AccountId::new(), role: whom };
            require_governing(&actor(by), whom).err().map(|failure| failure.message)
        };
        assert_eq!(refused(Owner, Member), None);
        assert_eq!(refused(Owner, Admin), None);
        assert_eq!(refused(Admin, Member), None);
        assert_eq!(refused(Admin, Admin), Some("members-not-administrator"));
        assert_eq!(refused(Admin, Owner), Some("members-not-owner"));
        for whom in [Owner, Admin, Member] {
            assert_eq!(refused(Member, whom), Some("members-not-for"));
            let own = actor(Owner);
            let oneself = Whom { account: own.account.unwrap(), role: whom };
            assert_eq!(require_governing(&own, oneself).unwrap_err().message, "members-not-oneself");
        }
    }

    #[test]
    fn only_the_owner_makes_administrators_and_auditors() {
        let none = Roles { is_admin: false, is_auditor: false, is_hr: false };
        let whom = Whom { account: AccountId::new(), role: OrganizationRole::Member };
        for (after, by_admin) in [
            (Roles { is_admin: true, ..none }, false),
            (Roles { is_auditor: true, ..none }, false),
            (Roles { is_hr: true, ..none }, true),
        ] {
            for (role, may) in [(OrganizationRole::Owner, true), (OrganizationRole::Admin, by_admin)] {
                let there = require_roles(&actor(role), whom, none, after).is_ok();
                let back = require_roles(&actor(role), whom, after, none).is_ok();
                assert_eq!((there, back), (may, may), "{role:?} {after:?}");
            }
        }
    }
}
