//! Who reads the logs, and who takes them along.
use crate::kernel::{Actor, Failure, Kind, OrganizationRole, Result};

/// Auditors, administrators and the owner read them.
pub fn require_reading(actor: &Actor) -> Result<()> {
    if actor.sees_all() { Ok(()) } else { Err(Failure::new(Kind::Forbidden, "audit-not-for")) }
}

/// Administrators, whose acts the log is about, do not export it.
pub fn may_export(actor: &Actor) -> bool {
    actor.is_auditor || actor.role == OrganizationRole::Owner
}

pub fn require_export(actor: &Actor) -> Result<()> {
    require_reading(actor)?;
    if may_export(actor) { Ok(()) } else { Err(Failure::new(Kind::Forbidden, "audit-export-not-for")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{AccountId, OrganizationId};

    #[test]
    fn auditor_and_owner_export_what_administrators_only_read() {
        let actor = |role, is_auditor| Actor {
            account: Some(AccountId::new()),
            role,
            is_auditor,
            ..Actor::system(OrganizationId::new(), chrono_tz::UTC)
        };
        for (role, is_auditor, reads, exports) in [
            (OrganizationRole::Owner, false, true, true),
            (OrganizationRole::Admin, false, true, false),
            (OrganizationRole::Admin, true, true, true),
            (OrganizationRole::Member, true, true, true),
            (OrganizationRole::Member, false, false, false),
        ] {
            let actor = actor(role, is_auditor);
            assert_eq!(
                (require_reading(&actor).is_ok(), require_export(&actor).is_ok()),
                (reads, exports),
                "{actor:?}"
            );
        }
    }
}
