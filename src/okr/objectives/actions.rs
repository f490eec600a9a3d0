//! What people do with objectives. Each verb: read, policy, model, store, then recompute, audit, changes and the fact.
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::model::{NewObjective, Objective};
use super::policy;
use super::stage::{Stage, may_move};
use super::visibility::Visibility;
use super::{links, sight, standing, store};
use crate::db::{Audit, Change, OrganizationTx};
use crate::kernel::{AccountId, AuditId, Failure, Kind, ObjectiveId, PeriodId, Result, UndoId, WorkspaceId};
use crate::okr::maths::Mode;
use crate::okr::recompute;
use crate::okr::settings::Settings;
use crate::okr::undo::{self, Act};
use crate::org::workspaces;

/// Makes an objective for somebody in a workspace, where the actor may.
pub async fn create(tx: &mut OrganizationTx, new: NewObjective) -> Result<ObjectiveId> {
    let place = standing::load_place(tx, new.owner, new.workspace, new.visibility).await?;
    policy::require(policy::may_create_for(tx.actor(), &place))?;
    if let Some(parent) = new.parent {
        // a parent that the actor cannot see is no parent to choose
        store::find(tx, parent).await.map_err(|_| Failure::field("parent", "field-unknown-choice"))?;
    }
    let id = insert(tx, &new).await?;
    recompute::objectives(tx, &[id]).await?;
    Ok(id)
}

/// Inserts with audit, change and fact, and without recompute: for whoever adds many and counts once. The caller asked the policy.
pub async fn insert(tx: &mut OrganizationTx, new: &NewObjective) -> Result<ObjectiveId> {
    let id = ObjectiveId::new();
    store::insert(tx, id, new).await?;
    let audit = tx
        .audit(
            Audit::of("objective.create", "objective", id.0)
                .detail(json!({ "stage": new.stage.id(), "visibility": new.visibility.id() })),
        )
        .await?;
    change(tx, audit, id, 1, "created", None, Some(new.title.clone()), None).await?;
    tx.emit("objective.created", json!({ "objective": id })).await?;
    Ok(id)
}

/// What the form of an objective may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    pub title: String,
    pub description: String,
    pub workspace: WorkspaceId,
    pub owner: AccountId,
    pub period: PeriodId,
    pub parent: Option<ObjectiveId>,
    pub visibility: Visibility,
    pub weight: Decimal,
    pub priority: Option<i16>,
    pub rollup: Mode,
    /// Who shall contribute; none leaves them as they are.
    pub contributors: Option<Vec<AccountId>>,
    /// The objectives besides its parent that it shall support, of those that the actor sees; none leaves them as they are.
    pub secondary_parents: Option<Vec<ObjectiveId>>,
}

impl Edit {
    /// The content as it is.
    pub fn of(objective: &Objective) -> Self {
        Self {
            title: objective.title.clone(),
            description: objective.description.clone(),
            workspace: objective.workspace,
            owner: objective.owner,
            period: objective.period,
            parent: objective.parent,
            visibility: objective.visibility,
            weight: objective.weight,
            priority: objective.priority,
            rollup: objective.rollup,
            contributors: None,
            secondary_parents: None,
        }
    }
}

/// What an edit did besides.
#[derive(Debug, Clone, Default)]
pub struct Edited {
    /// Who became a contributor, because they would have lost sight of the objective.
    pub kept: Vec<AccountId>,
    pub undo: Option<UndoId>,
}

/// Changes what an objective says and where it stands. Whoever hands it over goes on seeing it, see [`sight::keep`].
pub async fn edit(tx: &mut OrganizationTx, id: ObjectiveId, version: i32, edit: Edit) -> Result<Edited> {
    rewrite(tx, id, version, edit, true).await
}

async fn rewrite(
    tx: &mut OrganizationTx,
    id: ObjectiveId,
    version: i32,
    edit: Edit,
    keeps_sight: bool,
) -> Result<Edited> {
    let before = store::find(tx, id).await?;
    let (subject, standing) = standing::load(tx, id).await?;
    policy::require(policy::may_edit_text(tx.actor(), &subject, &standing))?;
    let links = links::moved(tx, id, edit.contributors.as_deref(), edit.secondary_parents.as_deref()).await?;
    if edit.owner != before.owner || edit.visibility != before.visibility || links.moves_people() {
        policy::require(policy::may_give_roles(tx.actor(), &subject, &standing))?;
    }
    if edit.parent != before.parent
        || edit.workspace != before.workspace
        || edit.period != before.period
        || links.moves_parents()
    {
        policy::require(policy::may_move(tx.actor(), &subject, &standing))?;
    }
    if version != before.version {
        return Err(Failure::stale());
    }
    if let Some(parent) = edit.parent.filter(|parent| Some(*parent) != before.parent) {
        store::find(tx, parent).await.map_err(|_| Failure::field("parent", "field-unknown-choice"))?;
    }
    if edit.workspace != before.workspace && !workspaces::exists(tx, edit.workspace).await? {
        return Err(Failure::field("workspace", "field-unknown-choice"));
    }
    let after = Objective {
        title: edit.title,
        description: edit.description,
        workspace: edit.workspace,
        owner: edit.owner,
        period: edit.period,
        parent: edit.parent,
        visibility: edit.visibility,
        weight: edit.weight,
        priority: edit.priority,
        rollup: edit.rollup,
        ..before.clone()
    };
    // what is taken away goes first: a link and its turning round would be a loop for a moment
    links::remove(tx, id, &links).await?;
    // and the rest before the objective changes hands
    links::add(tx, id, &links).await?;
    let is_handed_over =
        after.owner != before.owner || after.visibility != before.visibility || after.workspace != before.workspace;
    let kept = if is_handed_over && keeps_sight { sight::keep(tx, &before, &after).await? } else { Vec::new() };
    store::update_content(tx, &after, version).await?;
    let audit = tx.audit(Audit::of("objective.edit", "objective", id.0)).await?;
    let parent = |parent: Option<ObjectiveId>| parent.map(|parent| parent.to_string());
    let number = |number: Decimal| Some(number.normalize().to_string());
    for (field, old, new) in [
        ("title", Some(before.title.clone()), Some(after.title.clone())),
        ("description", Some(before.description.clone()), Some(after.description.clone())),
        ("workspace", Some(before.workspace.to_string()), Some(after.workspace.to_string())),
        ("owner", Some(before.owner.to_string()), Some(after.owner.to_string())),
        ("period", Some(before.period.to_string()), Some(after.period.to_string())),
        ("parent", parent(before.parent), parent(after.parent)),
        ("visibility", Some(before.visibility.id().to_owned()), Some(after.visibility.id().to_owned())),
        ("weight", number(before.weight), number(after.weight)),
        (
            "priority",
            before.priority.map(|priority| priority.to_string()),
            after.priority.map(|priority| priority.to_string()),
        ),
        ("rollup", Some(before.rollup.id().to_owned()), Some(after.rollup.id().to_owned())),
    ]
    .into_iter()
    .chain(links.changes())
    {
        if old != new {
            change(tx, audit, id, version + 1, field, old, new, None).await?;
        }
    }
    for account in &kept {
        change(tx, audit, id, version + 1, "role", None, Some(account.to_string()), None).await?;
    }
    tx.emit("objective.changed", json!({ "objective": id })).await?;
    // those above, that do not count it any more, are not found from here
    for left in links.left_parents().chain(before.parent.filter(|parent| after.parent != Some(*parent))) {
        tx.emit("objective.changed", json!({ "objective": left })).await?;
    }
    recompute::objectives(tx, &[id]).await?;
    // what somebody no longer leads they cannot take back either
    let leads = !is_handed_over || {
        let (subject, standing) = standing::load(tx, id).await?;
        policy::may_give_roles(tx.actor(), &subject, &standing).is_allowed()
    };
    let undo = if leads {
        let act = Act::EditObjective {
            objective: id,
            version: version + 1,
            before: Box::new(Edit {
                contributors: links.contributors_before(),
                secondary_parents: links.parents_before(),
                ..Edit::of(&before)
            }),
            kept: kept.clone(),
        };
        undo::keep(tx, &[audit], &act).await?
    } else {
        None
    };
    Ok(Edited { kept, undo })
}

/// Puts back what an edit changed, with the roles that it gave: sight is as it was. A conflict when the objective changed since.
pub async fn edit_back(
    tx: &mut OrganizationTx,
    id: ObjectiveId,
    version: i32,
    before: Edit,
    kept: &[AccountId],
) -> Result<()> {
    rewrite(tx, id, version, before, false).await?;
    let objective = store::find(tx, id).await?;
    sight::release(tx, &objective, kept).await
}

/// Moves an objective to another stage, where the table of stages lets it.
pub async fn set_stage(
    tx: &mut OrganizationTx,
    id: ObjectiveId,
    version: i32,
    to: Stage,
    reason: Option<String>,
) -> Result<Option<UndoId>> {
    let before = store::find(tx, id).await?;
    let (subject, standing) = standing::load(tx, id).await?;
    let ruling = match to {
        Stage::Draft => policy::may_withdraw(tx.actor(), &subject, &standing),
        _ => policy::may_submit(tx.actor(), &subject, &standing),
    };
    policy::require(ruling)?;
    let settings = Settings::load(tx).await?;
    if !may_move(before.stage, to, settings.approval_required) {
        return Err(Failure::new(Kind::Invalid, "objective-stage-not-next"));
    }
    if to < before.stage && reason.as_deref().is_none_or(str::is_empty) {
        return Err(Failure::field("reason", "objective-return-reason-needed"));
    }
    store::update_stage(tx, id, version, to).await?;
    store::insert_stage(tx, id, to, reason.as_deref()).await?;
    let audit = tx
        .audit(
            Audit::of("objective.stage", "objective", id.0).detail(json!({ "from": before.stage.id(), "to": to.id() })),
        )
        .await?;
    change(tx, audit, id, version + 1, "stage", Some(before.stage.id().to_owned()), Some(to.id().to_owned()), reason)
        .await?;
    tx.emit("objective.changed", json!({ "objective": id })).await?;
    recompute::objectives(tx, &[id]).await?;
    undo::keep(tx, &[audit], &Act::MoveObjective { objective: id, version: version + 1, to: before.stage }).await
}

/// Puts an objective away, or takes it out again.
pub async fn set_archived(
    tx: &mut OrganizationTx,
    id: ObjectiveId,
    version: i32,
    archived: bool,
) -> Result<Option<UndoId>> {
    // nothing moves below it meanwhile
    store::lock(tx).await?;
    let (subject, standing) = standing::load(tx, id).await?;
    policy::require(policy::may_archive(tx.actor(), &subject, &standing))?;
    store::update_archived(tx, id, version, archived).await?;
    let audit = tx
        .audit(Audit::of(if archived { "objective.archive" } else { "objective.restore" }, "objective", id.0))
        .await?;
    change(tx, audit, id, version + 1, "archived", Some((!archived).to_string()), Some(archived.to_string()), None)
        .await?;
    tx.emit("objective.changed", json!({ "objective": id })).await?;
    let act = Act::ArchiveObjective { objective: id, version: version + 1, archived: !archived };
    undo::keep(tx, &[audit], &act).await
}

/// Names a contributor, reviewer or viewer.
pub async fn add_role(tx: &mut OrganizationTx, id: ObjectiveId, account: AccountId, role: &'static str) -> Result<()> {
    let before = store::find(tx, id).await?;
    let (subject, standing) = standing::load(tx, id).await?;
    policy::require(policy::may_give_roles(tx.actor(), &subject, &standing))?;
    if store::insert_role(tx, id, account, role).await? {
        let audit = tx
            .audit(
                Audit::of("objective.add_role", "objective", id.0).detail(json!({ "account": account, "role": role })),
            )
            .await?;
        change(tx, audit, id, before.version, "role", None, Some(account.to_string()), None).await?;
    }
    Ok(())
}

#[allow(clippy::too_many_arguments)]
async fn change(
    tx: &mut OrganizationTx,
    audit: AuditId,
    id: ObjectiveId,
    version: i32,
    field: &'static str,
    old: Option<String>,
    new: Option<String>,
    reason: Option<String>,
) -> Result<()> {
    tx.change(
        audit,
        Change { objective: id, subject_kind: "objective", subject_id: id.0, version, field, old, new, reason },
    )
    .await
}
