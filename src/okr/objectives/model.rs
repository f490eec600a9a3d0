//! An objective: what shall be true, who owns it, where it stands in its life.
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::kernel::{AccountId, ObjectiveId, PeriodId, WorkspaceId};
use crate::okr::maths;

/// Place in the life of an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    Draft,
    ExpertReview,
    ManagerApproval,
    Active,
    SelfAssessment,
    ManagerReview,
    ExpertValidation,
    Closed,
}

impl Stage {
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::ExpertReview,
        Self::ManagerApproval,
        Self::Active,
        Self::SelfAssessment,
        Self::ManagerReview,
        Self::ExpertValidation,
        Self::Closed,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::ExpertReview => "expert_review",
            Self::ManagerApproval => "manager_approval",
            Self::Active => "active",
            Self::SelfAssessment => "self_assessment",
            Self::ManagerReview => "manager_review",
            Self::ExpertValidation => "expert_validation",
            Self::Closed => "closed",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// The stages that objectives pass in an organization, in order.
    pub fn path(approval_required: bool) -> Vec<Self> {
        if approval_required { Self::ALL.to_vec() } else { vec![Self::Draft, Self::Active, Self::Closed] }
    }
}

/// Moves between stages that somebody may make; the one table of them. With approval switched off a draft becomes active by
/// its owner's word, and goes back for a stated reason.
pub fn may_move(from: Stage, to: Stage, approval_required: bool) -> bool {
    match (from, to) {
        (Stage::Draft, Stage::Active) | (Stage::Active, Stage::Draft) => !approval_required,
        _ => false,
    }
}

/// Who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Visibility {
    Organization,
    Workspace,
    Private,
}

impl Visibility {
    pub const ALL: [Self; 3] = [Self::Organization, Self::Workspace, Self::Private];

    pub fn code(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Workspace => "workspace",
            Self::Private => "private",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|visibility| visibility.code() == code)
    }
}

/// An objective with the names that its page shows.
#[derive(Debug, Clone)]
pub struct Objective {
    pub id: ObjectiveId,
    pub title: String,
    pub description: String,
    pub workspace: WorkspaceId,
    pub workspace_name: String,
    pub owner: AccountId,
    pub owner_name: String,
    pub period: PeriodId,
    pub period_first: NaiveDate,
    pub period_last: NaiveDate,
    pub period_closed: bool,
    pub parent: Option<ObjectiveId>,
    pub visibility: Visibility,
    pub stage: Stage,
    pub stage_since: DateTime<Utc>,
    pub halted: Option<String>,
    pub archived: bool,
    pub weight: Decimal,
    pub priority: Option<i16>,
    pub rollup: maths::Mode,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

impl Objective {
    pub fn span(&self) -> maths::Period {
        maths::Period { first: self.period_first, last: self.period_last }
    }

    /// What people have settled about it, whatever its pace.
    pub fn settled(&self) -> Option<maths::Settled> {
        match (self.stage, self.halted.as_deref()) {
            (Stage::Closed, _) => Some(maths::Settled::Closed),
            (_, Some("cancelled")) => Some(maths::Settled::Cancelled),
            (_, Some("postponed")) => Some(maths::Settled::Postponed),
            _ => None,
        }
    }
}

/// What is needed to make one.
#[derive(Debug, Clone)]
pub struct NewObjective {
    pub title: String,
    pub description: String,
    pub workspace: WorkspaceId,
    pub owner: AccountId,
    pub period: PeriodId,
    pub parent: Option<ObjectiveId>,
    pub visibility: Visibility,
    pub stage: Stage,
    pub weight: Decimal,
    pub priority: Option<i16>,
    pub import_key: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_approval_a_draft_becomes_active_and_back() {
        assert!(may_move(Stage::Draft, Stage::Active, false));
        assert!(may_move(Stage::Active, Stage::Draft, false));
        assert!(!may_move(Stage::Draft, Stage::Active, true));
        assert!(!may_move(Stage::Draft, Stage::Closed, false));
        assert_eq!(Stage::path(false), [Stage::Draft, Stage::Active, Stage::Closed]);
    }
}
