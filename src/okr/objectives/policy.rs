//! Who may do what with an objective and its key results. Pure: the facts come from [`super::standing`], and row security
//! repeats the same rules underneath.
//!
//! The union of a person's roles counts. A workspace role reaches its workspace and those below; a manager everyone below by
//! solid lines; a dotted-line manager the direct report only. Workspace roles and dotted lines end at private objectives.
use super::stage::{Halted, Stage};
use super::visibility::Visibility;
use crate::kernel::{AccountId, Actor, Failure, Kind, Result};

/// What the rules need to know about an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    pub owner: AccountId,
    pub visibility: Visibility,
    pub stage: Stage,
    pub halted: Option<Halted>,
    pub archived: bool,
}

/// How the actor stands to one objective; several at once are usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    pub is_owner: bool,
    pub contributor: bool,
    pub reviewer: bool,
    pub viewer: bool,
    /// Owns at least one of its key results that is not archived.
    pub key_result_owner: bool,
    /// The owner is below the actor by solid lines, at any depth.
    pub manages_owner: bool,
    /// The owner reports to the actor by a dotted line.
    pub dotted_manages_owner: bool,
    /// Member, in any role, of its workspace or of one above or below it.
    pub workspace_on_path: bool,
    /// Administrator of its workspace or of one above it.
    pub administers_workspace: bool,
    /// OKR expert of its workspace or of one above it.
    pub advises_workspace: bool,
}

/// How the actor stands to an objective that does not exist yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// The actor is going to own it.
    pub is_owner: bool,
    /// The coming owner is below the actor by solid lines.
    pub manages_owner: bool,
    /// The coming owner is a member of the workspace: the objective is the workspace's own.
    pub owner_in_workspace: bool,
    pub administers_workspace: bool,
    pub advises_workspace: bool,
    pub visibility: Visibility,
}

/// The rule that allowed something, for explanations. An administrator's look at a private objective is to be audited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
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
    /// Visible to the whole organization.
    Everyone,
    Auditor,
    /// Owner or administrator of the organization.
    Administrator,
    /// Background work.
    System,
}

/// What the rules say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    Allowed(Rule),
    /// It may not even be known that it exists (404).
    Hidden,
    /// May see it, may not do this (403).
    Forbidden,
    /// Would be allowed by role, but the objective is closed, cancelled, postponed, archived or in another stage (403, said so).
    Locked,
}

impl Ruling {
    pub fn is_allowed(self) -> bool {
        matches!(self, Self::Allowed(_))
    }
}

/// The one place that turns a ruling into an answer.
pub fn require(ruling: Ruling) -> Result<Rule> {
    match ruling {
        Ruling::Allowed(rule) => Ok(rule),
        Ruling::Hidden => Err(Failure::not_found()),
        Ruling::Forbidden => Err(Failure::forbidden()),
        Ruling::Locked => Err(Failure::new(Kind::Forbidden, "objective-locked")),
    }
}

/// See it, its key results, history and comments.
pub fn may_see(actor: &Actor, subject: &Subject, standing: &Standing) -> Ruling {
    match sight(actor, subject, standing) {
        Some(rule) => Ruling::Allowed(rule),
        None => Ruling::Hidden,
    }
}

/// Whether seeing it leaves a trace in the audit log: it is private, and nothing but being an administrator shows it.
pub fn is_audited_look(actor: &Actor, subject: &Subject, standing: &Standing) -> bool {
    subject.visibility == Visibility::Private && sight(actor, subject, standing) == Some(Rule::Administrator)
}

/// Title and description. Nothing has to be approved, so what is active is edited by those who edit drafts.
pub fn may_edit_text(actor: &Actor, subject: &Subject, standing: &Standing) -> Ruling {
    when(content_is_open(subject), rule(actor, subject, standing, content_rule))
}

/// Add, change, order and archive key results; their weights, plans and milestones.
pub fn may_edit_key_results(actor: &Actor, subject: &Subject, standing: &Standing) -> Ruling {
    may_edit_text(actor, subject, standing)
}

/// Target, baseline or weight of a key result that is already in work: leaves an entry with its reason in the ledger.
pub fn may_change_targets_after_activation(actor: &Actor, subject: &Subject, standing: &Standing) -> Ruling {
    when(subject.stage == Stage::Active && is_open(subject), rule(actor, subject, standing, content_rule))
}

/// Set a value or check in. `owns_key_result`: the actor owns the key result in question, which is not archived; not just any
/// of this objective.
pub fn may_set_value(actor: &Actor, subject: &Subject, standing: &Standing, owns_key_result: bool) -> Ruling {
    when(
        is_open(subject),
        rule(actor, subject, standing, |actor, _, standing| {
            system(actor)
                .or_else(|| standing.is_owner.then_some(Rule::Owner))
                .or_else(|| owns_key_result.then_some(Rule::KeyResultOwner))
                .or_else(|| standing.contributor.then_some(Rule::Contributor))
                .or_else(|| standing.manages_owner.then_some(Rule::Manager))
        }),
    )
}

/// Correct or back-date somebody's reading, with a reason. Not for those whose own progress it is.
pub fn may_correct_reading(actor: &Actor, subject: &Subject, standing: &Standing) -> Ruling {
    when(
        is_open(subject),
        rule(actor, subject, standing, |actor, subject, standing| {
            system(actor).or_else(|| in_charge_of(subject, standing)).or_else(|| administrator(actor))
        }),
    )
}

/// Comment, react, follow: whoever sees it for another reason than being an auditor.
pub fn may_comment(actor: &Actor, subject: &Subject, standing: &Standing) -> Ruling {
    rule(actor, subject, standing, |actor, subject, standing| {
        sight(actor, subject, standing).filter(|rule| *rule != Rule::Auditor)
    })
}

/// Send a draft on its way; without approval straight to active.
pub fn may_submit(actor: &Actor, subject: &Subject, standing: &Standing) -> Ruling {
    when(subject.stage < Stage::Active && is_open(subject), rule(actor, subject, standing, submit_rule))
}

/// Take back to draft, for a stated reason, what was sent on its way: for those who may send it.
pub fn may_withdraw(actor: &Actor, subject: &Subject, standing: &Standing) -> Ruling {
    let was_sent = (Stage::ExpertReview..=Stage::Active).contains(&subject.stage);
    when(was_sent && is_open(subject), rule(actor, subject, standing, submit_rule))
}

/// Move to another workspace, parent or period; carry over.
pub fn may_move(actor: &Actor, subject: &Subject, standing: &Standing) -> Ruling {
    when(is_open(subject), rule(actor, subject, standing, lead_rule))
}

/// Give and take object roles, change the visibility, hand over.
pub fn may_give_roles(actor: &Actor, subject: &Subject, standing: &Standing) -> Ruling {
    when(!subject.archived, rule(actor, subject, standing, lead_rule))
}

/// Archive, cancel or postpone, and take that back.
pub fn may_archive(actor: &Actor, subject: &Subject, standing: &Standing) -> Ruling {
    rule(actor, subject, standing, lead_rule)
}

/// Create an objective: for oneself anywhere; for one's people; in a workspace that one administers; and, as its expert, for a
/// workspace, which is to say for an owner who belongs to it. Workspace roles do not create what they would not see.
pub fn may_create_for(actor: &Actor, place: &Place) -> Ruling {
    let shared = place.visibility != Visibility::Private;
    let rule = system(actor)
        .or_else(|| place.is_owner.then_some(Rule::Owner))
        .or_else(|| place.manages_owner.then_some(Rule::Manager))
        .or_else(|| (place.administers_workspace && shared).then_some(Rule::WorkspaceAdmin))
        .or_else(|| (place.advises_workspace && place.owner_in_workspace && shared).then_some(Rule::Expert))
        .or_else(|| administrator(actor));
    rule.map_or(Ruling::Forbidden, Ruling::Allowed)
}

/// May change anything at all of it or below it, in whatever stage: the twin of `app.may_change` in the database.
pub fn may_change_anything(actor: &Actor, subject: &Subject, standing: &Standing) -> Ruling {
    rule(actor, subject, standing, |actor, subject, standing| {
        content_rule(actor, subject, standing).or_else(|| standing.key_result_owner.then_some(Rule::KeyResultOwner))
    })
}

/// Why the actor sees it; the closest reason first, so that an administrator's own objectives are no audited looks.
fn sight(actor: &Actor, subject: &Subject, standing: &Standing) -> Option<Rule> {
    let in_workspace = subject.visibility == Visibility::Workspace;
    [
        (actor.is_system(), Rule::System),
        (standing.is_owner, Rule::Owner),
        (standing.contributor, Rule::Contributor),
        (standing.reviewer, Rule::Reviewer),
        (standing.viewer, Rule::Viewer),
        (standing.key_result_owner, Rule::KeyResultOwner),
        (standing.manages_owner, Rule::Manager),
        (subject.visibility == Visibility::Organization, Rule::Everyone),
        (in_workspace && standing.workspace_on_path, Rule::WorkspaceMember),
        (in_workspace && standing.dotted_manages_owner, Rule::DottedManager),
        (actor.changes_all(), Rule::Administrator),
        (actor.is_auditor, Rule::Auditor),
    ]
    .into_iter()
    .find_map(|(holds, rule)| holds.then_some(rule))
}

/// Owner, contributor, manager, workspace administrator, administrator.
fn content_rule(actor: &Actor, subject: &Subject, standing: &Standing) -> Option<Rule> {
    lead_rule(actor, subject, standing).or_else(|| standing.contributor.then_some(Rule::Contributor))
}

/// Owner, manager, workspace administrator, administrator.
fn lead_rule(actor: &Actor, subject: &Subject, standing: &Standing) -> Option<Rule> {
    system(actor)
        .or_else(|| standing.is_owner.then_some(Rule::Owner))
        .or_else(|| in_charge_of(subject, standing))
        .or_else(|| administrator(actor))
}

/// Owner, manager, administrator; not those who administer its workspace.
fn submit_rule(actor: &Actor, _: &Subject, standing: &Standing) -> Option<Rule> {
    system(actor)
        .or_else(|| standing.is_owner.then_some(Rule::Owner))
        .or_else(|| standing.manages_owner.then_some(Rule::Manager))
        .or_else(|| administrator(actor))
}

/// Manager or workspace administrator.
fn in_charge_of(subject: &Subject, standing: &Standing) -> Option<Rule> {
    let administers = standing.administers_workspace && subject.visibility != Visibility::Private;
    standing.manages_owner.then_some(Rule::Manager).or_else(|| administers.then_some(Rule::WorkspaceAdmin))
}

fn system(actor: &Actor) -> Option<Rule> {
    actor.is_system().then_some(Rule::System)
}

fn administrator(actor: &Actor) -> Option<Rule> {
    actor.changes_all().then_some(Rule::Administrator)
}

/// What may not be seen is hidden, whatever else would hold.
fn rule(
    actor: &Actor,
    subject: &Subject,
    standing: &Standing,
    allows: impl Fn(&Actor, &Subject, &Standing) -> Option<Rule>,
) -> Ruling {
    match (sight(actor, subject, standing), allows(actor, subject, standing)) {
        (None, _) => Ruling::Hidden,
        (Some(_), None) => Ruling::Forbidden,
        (Some(_), Some(rule)) => Ruling::Allowed(rule),
    }
}

fn when(open: bool, ruling: Ruling) -> Ruling {
    match ruling {
        Ruling::Allowed(_) if !open => Ruling::Locked,
        ruling => ruling,
    }
}

fn is_open(subject: &Subject) -> bool {
    !subject.archived && subject.halted.is_none() && subject.stage != Stage::Closed
}

/// While somebody else decides, and once scoring has begun, the content stays as it is.
fn content_is_open(subject: &Subject) -> bool {
    is_open(subject) && matches!(subject.stage, Stage::Draft | Stage::Active)
}
