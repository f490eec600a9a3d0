//! An objective: what shall be true, who owns it, where it stands in its life.
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::stage::{Halted, Stage};
use super::visibility::Visibility;
use crate::kernel::{AccountId, ObjectiveId, PeriodId, WorkspaceId};
use crate::okr::maths;

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
    pub halted: Option<Halted>,
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

    /// Whether its key results are measured now.
    pub fn takes_check_ins(&self) -> bool {
        self.stage == Stage::Active && self.halted.is_none() && !self.archived
    }

    /// Whether there is a pace to keep: it has become active, and nobody has settled it.
    pub fn has_pace(&self) -> bool {
        self.stage >= Stage::Active && self.settled().is_none()
    }

    /// What people have settled about it, whatever its pace.
    pub fn settled(&self) -> Option<maths::Settled> {
        match (self.stage, self.halted) {
            (Stage::Closed, _) => Some(maths::Settled::Closed),
            (_, Some(Halted::Cancelled)) => Some(maths::Settled::Cancelled),
            (_, Some(Halted::Postponed)) => Some(maths::Settled::Postponed),
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
    pub rollup: maths::Mode,
    pub import_key: Option<String>,
}
