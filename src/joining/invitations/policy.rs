//! Who invites whom.
use crate::kernel::{Actor, Failure, Kind, OrganizationRole, Result};

/// What somebody is invited as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Member,
    Hr,
    Auditor,
    Admin,
    /// Of an organization that has none yet.
    Owner,
}

impl Role {
    /// Those that a form offers.
    pub const OFFERED: [Self; 4] = [Self::Member, Self::Hr, Self::Auditor, Self::Admin];

    pub fn id(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Hr => "hr",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::OFFERED.into_iter().chain([Self::Owner]).find(|role| role.id() == text)
    }

    /// As accounts hold it: role in the organization, auditor, HR.
    pub fn of_account(self) -> (&'static str, bool, bool) {
        match self {
            Self::Member => ("member", false, false),
            Self::Hr => ("member", false, true),
            Self::Auditor => ("member", true, false),
            Self::Admin => ("admin", false, false),
            Self::Owner => ("owner", false, false),
        }
    }
}

/// HR gives the role of a member; administrators that of HR besides; auditors and administrators are made by the owner.
pub fn may_give(actor: &Actor, role: Role) -> bool {
    match role {
        Role::Member => actor.changes_all() || actor.is_hr,
        Role::Hr => actor.changes_all(),
        Role::Auditor | Role::Admin | Role::Owner => actor.is_system() || actor.role == OrganizationRole::Owner,
    }
}

pub fn require(actor: &Actor, role: Role) -> Result<()> {
    if may_give(actor, role) { Ok(()) } else { Err(Failure::new(Kind::Forbidden, "invitations-not-for")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{AccountId, OrganizationId};

    #[test]
    fn nobody_gives_more_than_their_own() {
        let actor = |role, is_hr| Actor {
            account: Some(AccountId::new()),
            role,
            is_hr,
            ..Actor::system(OrganizationId::new(), chrono_tz::UTC)
        };
        for (actor, given) in [
            (actor(OrganizationRole::Member, false), [false, false, false, false]),
            (actor(OrganizationRole::Member, true), [true, false, false, false]),
            (actor(OrganizationRole::Admin, false), [true, true, false, false]),
            (actor(OrganizationRole::Owner, false), [true; 4]),
        ] {
            assert_eq!(Role::OFFERED.map(|role| may_give(&actor, role)), given, "{actor:?}");
        }
    }
}
