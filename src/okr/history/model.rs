//! A changed field, and what is needed to put it into words.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::kernel::{AccountId, AuditId, ObjectiveId, UndoId};
use crate::web::Period;

/// One changed field of an objective or of something below it.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: Uuid,
    pub audit: AuditId,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
    pub reason: Option<String>,
    pub account: AccountId,
    pub account_name: String,
    pub at: DateTime<Utc>,
    /// Title of the key result or milestone; none for the objective itself.
    pub subject_title: Option<String>,
    /// Kind and unit of the key result, which say how its values read.
    pub measured: Option<String>,
    pub unit: Option<String>,
    /// The text of a removed comment is not shown.
    pub is_removed_comment: bool,
}

impl Line {
    /// A line of what has not been written, to put a change into words before it is made.
    pub fn of_field(
        subject_kind: &str,
        subject_id: Uuid,
        field: &str,
        measured: Option<&str>,
        unit: Option<&str>,
    ) -> Self {
        Self {
            id: Uuid::nil(),
            audit: AuditId(Uuid::nil()),
            subject_kind: subject_kind.to_owned(),
            subject_id,
            field: field.to_owned(),
            old: None,
            new: None,
            reason: None,
            account: AccountId(Uuid::nil()),
            account_name: String::new(),
            at: DateTime::UNIX_EPOCH,
            subject_title: None,
            measured: measured.map(str::to_owned),
            unit: unit.map(str::to_owned),
            is_removed_comment: false,
        }
    }
}

/// Who changed something last.
#[derive(Debug, Clone)]
pub struct LastChange {
    pub by: AccountId,
    pub name: String,
    pub at: DateTime<Utc>,
}

/// A field that can be filtered by: `key_result.target`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub subject_kind: String,
    pub name: String,
}

impl Field {
    pub fn parse(code: &str) -> Option<Self> {
        let (subject_kind, name) = code.split_once('.')?;
        Some(Self { subject_kind: subject_kind.to_owned(), name: name.to_owned() })
    }

    pub fn code(&self) -> String {
        format!("{}.{}", self.subject_kind, self.name)
    }
}

/// What ids stand for, as far as the reader may know.
#[derive(Debug, Default)]
pub struct Names {
    pub plain: HashMap<Uuid, String>,
    pub periods: HashMap<Uuid, Period>,
    /// Words of the levels of scales, by key result and position.
    pub levels: HashMap<(Uuid, i32), String>,
}

/// A page of the history, newest first.
#[derive(Debug)]
pub struct History {
    pub objective: ObjectiveId,
    pub objective_title: String,
    pub lines: Vec<Line>,
    pub names: Names,
    /// All fields that were ever changed here.
    pub fields: Vec<Field>,
    pub chosen: Option<Field>,
    /// Lines with which something begins that the reader may still take back, and how.
    pub undo: HashMap<Uuid, UndoId>,
    /// The last line of this page when there are earlier ones.
    pub earlier: Option<Uuid>,
}

/// The newest changes, for the side of the objective's page.
#[derive(Debug)]
pub struct Recent {
    pub objective: ObjectiveId,
    pub lines: Vec<Line>,
    pub names: Names,
    pub total: i64,
}
