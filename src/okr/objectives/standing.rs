//! Loads how the actor of a transaction stands to an objective, for the policy.
use uuid::Uuid;

use super::policy::{self, Place, Standing, Subject};
use super::stage::{Halted, Stage};
use super::visibility::Visibility;
use crate::db::{Look, OrganizationTx};
use crate::kernel::{AccountId, Actor, Failure, ObjectiveId, OrganizationRole, Result, WorkspaceId};

/// The objective as the rules see it, and the actor's standing. Not found when row security hides it.
///
/// The one place where an administrator's look at a private objective is noted (`objective.look`): every page about an
/// objective, its key results or its history asks here. It is audited once for an account, an objective and an hour; lists,
/// where only title and status stand, are no looks.
pub async fn load(tx: &mut OrganizationTx, objective: ObjectiveId) -> Result<(Subject, Standing)> {
    let actor: Option<Uuid> = tx.actor().account.map(|account| account.0);
    let row = sqlx::query!(
        r#"SELECT o.owner_id, o.visibility, o.stage, o.halted, o.archived_at IS NOT NULL AS "archived!",
             coalesce(o.owner_id = $2, false) AS "is_owner!",
             ARRAY(SELECT r.role FROM object_roles r WHERE r.organization_id = o.organization_id AND r.objective_id = o.id AND r.account_id = $2) AS "roles!",
             EXISTS (SELECT 1 FROM account_closure c WHERE c.organization_id = o.organization_id AND c.ancestor_id = $2 AND c.descendant_id = o.owner_id) AS "manages_owner!",
             EXISTS (SELECT 1 FROM org_relations d WHERE d.organization_id = o.organization_id AND d.manager_id = $2 AND d.report_id = o.owner_id AND d.kind = 'dotted')
               AS "dotted_manages_owner!",
             o.workspace_id IN (SELECT app.my_workspaces()) AS "workspace_on_path!",
             o.workspace_id IN (SELECT app.administered_workspaces()) AS "administers_workspace!",
             o.workspace_id IN (SELECT app.advised_workspaces()) AS "advises_workspace!"
           FROM objectives o WHERE o.id = $1"#,
        objective.0,
        actor,
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(Failure::not_found)?;
    let has = |role: &str| row.roles.iter().any(|held| held == role);
    let subject = Subject {
        owner: AccountId(row.owner_id),
        visibility: Visibility::parse(&row.visibility).ok_or_else(|| unknown(&row.visibility))?,
        stage: Stage::parse(&row.stage).ok_or_else(|| unknown(&row.stage))?,
        halted: row.halted.as_deref().map(|halted| Halted::parse(halted).ok_or_else(|| unknown(halted))).transpose()?,
        archived: row.archived,
    };
    let standing = Standing {
        is_owner: row.is_owner,
        contributor: has("contributor"),
        reviewer: has("reviewer"),
        viewer: has("viewer"),
        key_result_owner: has("key_result_owner"),
        manages_owner: row.manages_owner,
        dotted_manages_owner: row.dotted_manages_owner,
        workspace_on_path: row.workspace_on_path,
        administers_workspace: row.administers_workspace,
        advises_workspace: row.advises_workspace,
    };
    if policy::is_audited_look(tx.actor(), &subject, &standing) {
        tx.look(Look { action: "objective.look", subject_kind: "objective", subject_id: objective.0 });
    }
    Ok((subject, standing))
}

/// Whether an account sees the objective once it has this owner, workspace and visibility. None for those who do not work here
/// any more: they see nothing in any case.
pub async fn would_see(
    tx: &mut OrganizationTx,
    account: AccountId,
    objective: ObjectiveId,
    subject: &Subject,
    workspace: WorkspaceId,
) -> Result<Option<bool>> {
    let found = of_person(tx, account, objective, subject, workspace).await?;
    Ok(found.map(|(actor, standing)| policy::may_see(&actor, subject, &standing).is_allowed()))
}

/// Anybody's rights, and how they stand to an objective with this owner and workspace. None for those who cannot sign in.
pub async fn of_person(
    tx: &mut OrganizationTx,
    account: AccountId,
    objective: ObjectiveId,
    subject: &Subject,
    workspace: WorkspaceId,
) -> Result<Option<(Actor, Standing)>> {
    let Some(row) = sqlx::query!(
        r#"SELECT a.role, a.is_auditor, a.is_hr,
             ARRAY(SELECT r.role FROM object_roles r WHERE r.organization_id = a.organization_id AND r.objective_id = $2 AND r.account_id = a.id) AS "roles!",
             EXISTS (SELECT 1 FROM account_closure c WHERE c.organization_id = a.organization_id AND c.ancestor_id = a.id AND c.descendant_id = $3) AS "manages_owner!",
             EXISTS (SELECT 1 FROM org_relations d WHERE d.organization_id = a.organization_id AND d.manager_id = a.id AND d.report_id = $3 AND d.kind = 'dotted')
               AS "dotted_manages_owner!",
             EXISTS (SELECT 1 FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id
                       AND (c.ancestor_id = m.workspace_id AND c.descendant_id = $4 OR c.descendant_id = m.workspace_id AND c.ancestor_id = $4)
                     WHERE m.organization_id = a.organization_id AND m.account_id = a.id) AS "workspace_on_path!",
             ARRAY(SELECT m.role FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id AND c.ancestor_id = m.workspace_id
                   WHERE m.organization_id = a.organization_id AND m.account_id = a.id AND c.descendant_id = $4) AS "roles_above!"
           FROM accounts a WHERE a.id = $1 AND a.state = 'active'"#,
        account.0,
        objective.0,
        subject.owner.0,
        workspace.0,
    )
    .fetch_optional(tx.conn())
    .await?
    else {
        return Ok(None);
    };
    let has = |role: &str| row.roles.iter().any(|held| held == role);
    let standing = Standing {
        is_owner: account == subject.owner,
        contributor: has("contributor"),
        reviewer: has("reviewer"),
        viewer: has("viewer"),
        key_result_owner: has("key_result_owner"),
        manages_owner: row.manages_owner,
        dotted_manages_owner: row.dotted_manages_owner,
        workspace_on_path: row.workspace_on_path,
        administers_workspace: row.roles_above.iter().any(|role| role == "admin"),
        advises_workspace: row.roles_above.iter().any(|role| role == "expert"),
    };
    let role = OrganizationRole::parse(&row.role);
    let actor =
        Actor { account: Some(account), role, is_auditor: row.is_auditor, is_hr: row.is_hr, ..tx.actor().clone() };
    Ok(Some((actor, standing)))
}

/// How the actor stands to an objective that `owner` is going to have in `workspace`.
pub async fn load_place(
    tx: &mut OrganizationTx,
    owner: AccountId,
    workspace: WorkspaceId,
    visibility: Visibility,
) -> Result<Place> {
    let actor: Option<Uuid> = tx.actor().account.map(|account| account.0);
    let row = sqlx::query!(
        r#"SELECT EXISTS (SELECT 1 FROM account_closure c WHERE c.ancestor_id = $1 AND c.descendant_id = $2) AS "manages_owner!",
             EXISTS (SELECT 1 FROM workspace_members m WHERE m.workspace_id = $3 AND m.account_id = $2) AS "owner_in_workspace!",
             $3 IN (SELECT app.administered_workspaces()) AS "administers_workspace!",
             $3 IN (SELECT app.advised_workspaces()) AS "advises_workspace!""#,
        actor,
        owner.0,
        workspace.0,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Place {
        is_owner: tx.actor().is(owner),
        manages_owner: row.manages_owner,
        owner_in_workspace: row.owner_in_workspace,
        administers_workspace: row.administers_workspace,
        advises_workspace: row.advises_workspace,
        visibility,
    })
}

fn unknown(word: &str) -> Failure {
    Failure::internal(format!("the database holds an unknown word: {word}"))
}
