//! What a part of an import is going to write: gathered first, then written with few statements.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::said::Said;
use crate::db::Change;
use crate::kernel::{AccountId, KeyResultId, ObjectiveId, PeriodId, WorkspaceId};
use crate::okr::key_results::model::{Definition, KeyResult};
use crate::okr::objectives::model::{NewObjective, Objective};
use crate::okr::objectives::stage::Halted;

/// Somebody whom the file names and nobody knew: an inactive account without an address.
#[derive(Debug)]
pub struct NewPerson {
    pub id: AccountId,
    pub name: String,
    pub import_key: String,
}

/// A period of the calendar.
#[derive(Debug)]
pub struct NewPeriod {
    pub id: PeriodId,
    pub kind: &'static str,
    pub name: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub state: &'static str,
}

/// A team below the company.
#[derive(Debug)]
pub struct NewWorkspace {
    pub id: WorkspaceId,
    pub name: String,
    pub parent: Option<WorkspaceId>,
}

/// A value of a key result on a day.
#[derive(Debug)]
pub struct NewReading {
    pub key_result: KeyResultId,
    pub on: NaiveDate,
    pub value: Decimal,
}

/// Confidence and words that go with a value.
#[derive(Debug)]
pub struct NewCheckIn {
    pub key_result: KeyResultId,
    pub value: Option<Decimal>,
    pub previous: Option<Decimal>,
    pub confidence: Option<i16>,
    pub comment: String,
    pub on: NaiveDate,
}

/// A score as it came.
#[derive(Debug)]
pub struct NewScore {
    pub key_result: KeyResultId,
    pub moment: &'static str,
    pub score: Decimal,
    pub on: NaiveDate,
}

/// A new target, baseline or weight of something that is in work.
#[derive(Debug)]
pub struct LedgerEntry {
    pub key_result: KeyResultId,
    pub field: &'static str,
    pub old: Option<Decimal>,
    pub new: Option<Decimal>,
}

/// A key result that comes in new, with the key by which its row finds it again.
#[derive(Debug)]
pub struct NewKeyResult {
    pub row: KeyResult,
    pub import_key: String,
}

/// An objective that comes in new.
#[derive(Debug)]
pub struct NewImported {
    pub id: ObjectiveId,
    pub row: NewObjective,
    pub halted: Option<Halted>,
    pub archived: bool,
}

/// All of it.
#[derive(Debug, Default)]
pub struct Batch {
    pub people: Vec<NewPerson>,
    /// Accounts that the mapping gave to a name, with that name as their key from now on.
    pub known_as: Vec<(AccountId, String)>,
    pub periods: Vec<NewPeriod>,
    pub workspaces: Vec<NewWorkspace>,
    pub objectives: Vec<NewImported>,
    /// As they shall be; the version is the one they were read with.
    pub changed_objectives: Vec<Objective>,
    pub key_results: Vec<NewKeyResult>,
    /// As they shall be; the version is the one they were read with.
    pub changed_key_results: Vec<KeyResult>,
    /// Key results whose milestones, levels, checkpoints and steps are to be written, in place of those that are there.
    pub parts: Vec<(KeyResultId, Definition)>,
    pub readings: Vec<NewReading>,
    pub check_ins: Vec<NewCheckIn>,
    pub scores: Vec<NewScore>,
    pub contributors: Vec<(ObjectiveId, AccountId)>,
    pub ledger: Vec<LedgerEntry>,
    pub changes: Vec<Change>,
    pub marks: Vec<(Uuid, Said)>,
}
