//! What an import did, or would do: the JSON of `okrio import --format json` and of the report page.

use serde::{Deserialize, Serialize};

use super::message::Message;
use super::plan::Plan;
use super::reading::ReadError;
use super::row_error::RowError;

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
