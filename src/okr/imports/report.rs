//! What an import did, or would do: the JSON of `okrio import --format json` and of the report page.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::message::Message;
use super::plan::Plan;
use super::reading::ReadError;
use super::row_error::RowError;
use crate::kernel::ObjectiveId;

/// How many were created, changed and left as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// New.
    pub created: u64,
    /// Changed.
    pub updated: u64,
    /// Found as the file has them.
    pub unchanged: u64,
}

/// A fault. `M` is [`Message`] while it is stored, and text once it is in a person's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportError<M> {
    /// Row number as a spreadsheet program shows it; nothing when the file as a whole is meant.
    pub line: Option<u32>,
    /// Header or letters of the column; nothing when the row as a whole is meant.
    pub column: Option<String>,
    /// What is wrong and what to do.
    pub message: M,
}

/// What a difference is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    Objective,
    KeyResult,
}

/// Who changed a field here after the export, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

/// One field, from what to what; contents as the history keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDifference {
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
    /// The day that a value is true for, when the file names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<Conflict>,
}

/// An objective or a key result that comes in new or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Its row in the file.
    pub line: u32,
    pub thing: Thing,
    pub objective: ObjectiveId,
    pub id: Uuid,
    pub title: String,
    /// Title of the objective of a key result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
    /// Kind of a key result, by which its values read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    pub is_new: bool,
    /// None of something new.
    pub fields: Vec<FieldDifference>,
}

impl Difference {
    pub fn of(line: u32, thing: Thing, objective: ObjectiveId, id: Uuid, title: &str) -> Self {
        Self {
            line,
            thing,
            objective,
            id,
            title: title.to_owned(),
            below: None,
            measured: None,
            unit: None,
            is_new: false,
            fields: Vec::new(),
        }
    }

    /// Whether people have changed one of its fields since the export.
    pub fn has_conflict(&self) -> bool {
        self.fields.iter().any(|field| field.conflict.is_some())
    }
}

/// The whole report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport<M> {
    /// Objectives.
    pub objectives: Counts,
    /// Key results.
    pub key_results: Counts,
    /// Dated values.
    pub check_ins: Counts,
    /// People.
    pub people: Counts,
    /// Faults, in the order of the file.
    pub errors: Vec<ReportError<M>>,
    /// Headers of the columns that were left out.
    pub ignored_columns: Vec<String>,
    /// What is new or changed, in the order of the file.
    #[serde(default)]
    pub differences: Vec<Difference>,
    /// How many more there are.
    #[serde(default)]
    pub unlisted_differences: u64,
    /// Fields that people have changed since the export, to something else than the file says.
    #[serde(default)]
    pub conflicts: u64,
    /// Names of what does not exist before the import: people, workspaces, periods, objectives.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<Uuid, String>,
}

impl<M> Default for ImportReport<M> {
    fn default() -> Self {
        Self {
            objectives: Counts::default(),
            key_results: Counts::default(),
            check_ins: Counts::default(),
            people: Counts::default(),
            errors: Vec::new(),
            ignored_columns: Vec::new(),
            differences: Vec::new(),
            unlisted_differences: 0,
            conflicts: 0,
            names: BTreeMap::new(),
        }
    }
}

impl ImportReport<Message> {
    /// A report with the faults and ignored columns of a plan; the counts are up to who carries it out.
    pub fn of(plan: &Plan) -> Self {
        let mut errors: Vec<ReportError<Message>> = plan.errors.iter().map(ReportError::from).collect();
        if plan.unlisted_errors > 0 {
            errors.push(ReportError {
                line: None,
                column: None,
                message: Message::new("import-report-more-errors").number("count", plan.unlisted_errors as i64),
            });
        }
        Self { errors, ignored_columns: plan.ignored_columns.clone(), ..Self::default() }
    }

    /// The report with its messages put into words.
    pub fn in_words(self, mut say: impl FnMut(&Message) -> String) -> ImportReport<String> {
        let errors = self.errors.into_iter().map(|error| ReportError {
            line: error.line,
            column: error.column,
            message: say(&error.message),
        });
        ImportReport {
            errors: errors.collect(),
            objectives: self.objectives,
            key_results: self.key_results,
            check_ins: self.check_ins,
            people: self.people,
            ignored_columns: self.ignored_columns,
            differences: self.differences,
            unlisted_differences: self.unlisted_differences,
            conflicts: self.conflicts,
            names: self.names,
        }
    }
}

impl From<&RowError> for ReportError<Message> {
    fn from(error: &RowError) -> Self {
        Self { line: Some(error.line), column: error.column.clone(), message: error.message() }
    }
}

impl From<&ReadError> for ReportError<Message> {
    fn from(error: &ReadError) -> Self {
        Self { line: error.line, column: error.column.clone(), message: error.message() }
    }
}
