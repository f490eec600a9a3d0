//! What a file says, in types: objectives with their key results, before anything is looked up or written.
//!
//! Where a file says nothing, there is nothing: an import changes only what its file tells.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::key::ImportKey;
use super::values::people::Person;
use super::values::period::PeriodName;
use super::values::words::{Kind, Status, Visibility};
use crate::kernel::WorkspaceId;
use crate::okr::key_results::model::Definition;
use crate::okr::maths::Mode;
use crate::okr::objectives::stage::{Halted, Stage};

/// An objective with its key results in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedObjective {
    /// Finds the objective again.
    pub key: ImportKey,
    /// The row that named it first.
    pub line: u32,
    /// 1 to 200 characters.
    pub title: String,
    /// Name of the workspace.
    pub team: Option<Arc<str>>,
    /// The workspace in the organization that the file comes from.
    pub workspace: Option<WorkspaceId>,
    /// The period.
    pub period: Arc<PeriodName>,
    /// The rest.
    pub details: ObjectiveDetails,
    /// The version in which it was exported, when the file has it.
    pub version: Option<i32>,
    /// Key results.
    pub key_results: Vec<ParsedKeyResult>,
}

/// What a file may say about an objective besides its place and title.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ObjectiveDetails {
    /// Longer text.
    pub description: Option<String>,
    /// The owner; who imports when absent.
    pub owner: Option<Arc<Person>>,
    /// 0 and more.
    pub weight: Option<Decimal>,
    /// 0 (most urgent) to 9.
    pub priority: Option<u8>,
    /// People besides the owner; an import adds them and takes nobody away.
    pub contributors: Vec<Arc<Person>>,
    /// Title or key of the objective above.
    pub parent: Option<String>,
    /// Its title, when `parent` is a key.
    pub parent_title: Option<String>,
    /// Whether it counts towards the one above.
    pub parent_contributes: Option<bool>,
    /// Further objectives above; an import adds them and takes none away.
    pub supports: Vec<Above>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
    /// What its progress is counted from.
    pub rollup: Option<Mode>,
    /// Where it stands when it comes in new, as far as the organization lets it come in so.
    pub stage: Option<Stage>,
    /// Why it rests when it comes in new.
    pub halted: Option<Halted>,
    /// Whether it is in the archive when it comes in new.
    pub archived: bool,
}

/// An objective above another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Above {
    /// Its title or key.
    pub named: String,
    pub title: String,
    pub contributes: Option<bool>,
}

/// A key result.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedKeyResult {
    /// Finds the key result again.
    pub key: ImportKey,
    /// Its row.
    pub line: u32,
    /// 1 to 300 characters.
    pub title: String,
    /// Longer text.
    pub description: Option<String>,
    /// How it is measured.
    pub measure: Measure,
    /// 0 and more.
    pub weight: Option<Decimal>,
    /// 0 (most urgent) to 9.
    pub priority: Option<u8>,
    /// The first person of the owner's cell; the objective's owner when absent.
    pub owner: Option<Arc<Person>>,
    /// The other people of the owner's cell, then those of the contributors' cell.
    pub contributors: Vec<Arc<Person>>,
    /// `weekly`, `biweekly` or `monthly`; none for that of the organization; nothing when the file says nothing.
    pub rhythm: Option<Option<String>>,
    /// 0 to 100.
    pub confidence: Option<u8>,
    /// Words that go with the value.
    pub comment: Option<String>,
    /// The status that the file states; statuses are computed here, so this is for the record only.
    pub status: Option<Status>,
    /// The version in which it was exported, when the file has it.
    pub version: Option<i32>,
    /// Scores as they came.
    pub scores: Vec<RecordedScore>,
    /// Values with their days.
    pub readings: Vec<Reading>,
}

/// How a key result is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// The kind.
    pub kind: Kind,
    /// The unit; at most 30 characters.
    pub unit: Option<String>,
    /// Where it starts.
    pub baseline: Option<Decimal>,
    /// Where it is to go.
    pub target: Option<Decimal>,
    /// The file says nothing about the measure; 0 to 100 % is taken for a new key result, and one that exists keeps its own.
    pub assumed: bool,
    /// Which of the above the file itself says; the rest is only for a key result that does not exist yet.
    pub told: Told,
    /// All that defines it, when the file has that: limits, levels, milestones, curves.
    pub details: Option<Box<Definition>>,
}

/// What a file itself says about a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// The kind.
    pub kind: bool,
    /// The unit.
    pub unit: bool,
    /// The baseline.
    pub baseline: bool,
    /// The target.
    pub target: bool,
}

/// The two moments of a period in which scores are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// Half-way through.
    Middle,
    /// At the end.
    Final,
}

/// A score from 0 to 1, as the file has it.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedScore {
    /// When it was given.
    pub moment: Moment,
    /// 0 to 1.
    pub score: Decimal,
    /// Its day, when the mapping sets one; otherwise the middle or last day of the period.
    pub on: Option<NaiveDate>,
}

/// The day of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadingDay {
    /// A day that the file or the mapping names.
    On(NaiveDate),
    /// The middle day of the period.
    MiddleOfPeriod,
    /// The last day of the period.
    EndOfPeriod,
    /// The day of the import.
    Today,
}

impl ReadingDay {
    /// The day in a period; a day of the import stays within the period.
    pub fn resolve(self, first: NaiveDate, last: NaiveDate, today: NaiveDate) -> NaiveDate {
        match self {
            ReadingDay::On(day) => day,
            ReadingDay::MiddleOfPeriod => super::values::period::middle_day(first, last),
            ReadingDay::EndOfPeriod => last,
            ReadingDay::Today => today.clamp(first, last.max(first)),
        }
    }
}

/// A value on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The day.
    pub day: ReadingDay,
    /// The value, in the unit of the key result.
    pub value: Decimal,
}
