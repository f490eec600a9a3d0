//! Who may do what, by walking the model in memory and looking into the table: shares nothing with the policy but its meaning.

use super::world::{KeyResult, Objective, World};

/// What somebody is to an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Owner,
    Contributor,
    Reviewer,
    Viewer,
    KeyResultOwner,
    Manager,
    DottedManager,
    WorkspaceMember,
    WorkspaceAdmin,
    Expert,
    Auditor,
    Administrator,
    Member,
    System,
}
use Who::*;

/// Rows of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Edit,
    Correct,
    Submit,
    Lead,
    /// Anything at all.
    Change,
}

fn row(act: Act) -> &'static [Who] {
    match act {
        Act::Edit => &[Owner, Contributor, Manager, WorkspaceAdmin, Administrator, System],
        Act::Correct => &[Manager, WorkspaceAdmin, Administrator, System],
        Act::Submit => &[Owner, Manager, Administrator, System],
        Act::Lead => &[Owner, Manager, WorkspaceAdmin, Administrator, System],
        Act::Change => &[Owner, Contributor, KeyResultOwner, Manager, WorkspaceAdmin, Administrator, System],
    }
}

/// Who sees it; a member sees what the organization sees.
fn sight(visibility: &str) -> &'static [Who] {
    match visibility {
        "organization" => &[Member, System],
        "workspace" => &[
            Owner,
            Contributor,
            Reviewer,
            Viewer,
            KeyResultOwner,
            Manager,
            DottedManager,
            WorkspaceMember,
            WorkspaceAdmin,
            Expert,
            Auditor,
            Administrator,
            System,
        ],
        _ => &[Owner, Contributor, Reviewer, Viewer, KeyResultOwner, Manager, Auditor, Administrator, System],
    }
}

/// An account by position, or background work.
pub type Person = Option<usize>;

impl World {
    /// Above by solid lines.
    fn is_above(&self, manager: usize, report: usize) -> bool {
        let mut at = self.accounts[report].manager;
        while let Some(account) = at {
            if account == manager {
                return true;
            }
            at = self.accounts[account].manager;
        }
        false
    }

    /// The same or above.
    fn contains(&self, above: usize, workspace: usize) -> bool {
        let mut at = Some(workspace);
        while let Some(here) = at {
            if here == above {
                return true;
            }
            at = self.workspaces[here].1;
        }
        false
    }

    fn has_workspace_role(&self, account: usize, workspace: usize, role: &str) -> bool {
        self.members.iter().any(|(at, who, held)| *who == account && *held == role && self.contains(*at, workspace))
    }

    pub fn who(&self, person: Person, objective: &Objective) -> Vec<Who> {
        let Some(me) = person else { return vec![System] };
        let account = &self.accounts[me];
        let has = |role: &str| objective.roles.iter().any(|(holder, held)| *holder == me && *held == role);
        let on_path = self.members.iter().any(|(at, who, _)| {
            *who == me && (self.contains(*at, objective.workspace) || self.contains(objective.workspace, *at))
        });
        [
            (true, Member),
            (objective.owner == me, Owner),
            (has("contributor"), Contributor),
            (has("reviewer"), Reviewer),
            (has("viewer"), Viewer),
            (
                objective.key_results.iter().any(|key_result| key_result.owner == me && !key_result.archived),
                KeyResultOwner,
            ),
            (self.is_above(me, objective.owner), Manager),
            (self.accounts[objective.owner].dotted.contains(&me), DottedManager),
            (on_path, WorkspaceMember),
            (self.has_workspace_role(me, objective.workspace, "admin"), WorkspaceAdmin),
            (self.has_workspace_role(me, objective.workspace, "expert"), Expert),
            (account.is_auditor, Auditor),
            (account.role != "member", Administrator),
        ]
        .into_iter()
        .filter_map(|(is, who)| is.then_some(who))
        .collect()
    }

    pub fn sees(&self, person: Person, objective: &Objective) -> bool {
        self.who(person, objective).iter().any(|who| sight(objective.visibility).contains(who))
    }

    pub fn may(&self, act: Act, person: Person, objective: &Objective) -> bool {
        let ends_at_private = |who: &Who| objective.visibility == "private" && *who == WorkspaceAdmin;
        self.sees(person, objective)
            && self.who(person, objective).iter().any(|who| row(act).contains(who) && !ends_at_private(who))
    }

    pub fn may_set_value(&self, person: Person, objective: &Objective, key_result: &KeyResult) -> bool {
        let by_role = self.who(person, objective).iter().any(|who| [Owner, Contributor, Manager, System].contains(who));
        self.sees(person, objective) && (by_role || person == Some(key_result.owner) && !key_result.archived)
    }

    pub fn may_comment(&self, person: Person, objective: &Objective) -> bool {
        self.who(person, objective).iter().any(|who| *who != Auditor && sight(objective.visibility).contains(who))
    }

    pub fn may_create(&self, person: Person, owner: usize, workspace: usize, visibility: &str) -> bool {
        let Some(me) = person else { return true };
        let shared = visibility != "private";
        let belongs = self.members.iter().any(|(at, who, _)| *at == workspace && *who == owner);
        me == owner
            || self.accounts[me].role != "member"
            || self.is_above(me, owner)
            || shared && self.has_workspace_role(me, workspace, "admin")
            || shared && belongs && self.has_workspace_role(me, workspace, "expert")
    }
}
