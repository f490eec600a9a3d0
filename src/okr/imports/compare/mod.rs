//! Compares objectives and key results of a file with what is there, and gathers what has to be written.
//!
//! Only news counts: what the file says as at the last import is left as people have made it since.

mod definition;
mod details;
pub mod difference;
mod field_change;
mod gather;
mod key_result;
mod key_result_fields;
mod objective;
mod objective_fields;
mod people;
mod scores;
mod values;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::batch::Batch;
use super::existing::{KnownKeyResult, Recorded, Since};
use super::mapping::{Columns, Field};
use super::parsed::ParsedObjective;
use super::report::Counts;
use super::resolve::{Names, Term};
use super::row_error::{RowError, RowErrorKind};
use super::said::Said;
use crate::db::Change;
use crate::kernel::{AccountId, KeyResultId, ObjectiveId, PeriodId};
use crate::okr::key_results::model::KeyResult;
use crate::okr::objectives::model::Objective;
use crate::okr::objectives::stage::Stage;
use difference::Differences;
use field_change::FieldChange;

/// What is there of the objectives that are compared at once.
#[derive(Debug, Default)]
pub struct There {
    pub objectives: HashMap<ObjectiveId, Objective>,
    pub key_results: HashMap<KeyResultId, KeyResult>,
    pub known_key_results: HashMap<String, KnownKeyResult>,
    pub recorded: Recorded,
    pub contributors: HashSet<(ObjectiveId, AccountId)>,
    pub marks: HashMap<Uuid, Said>,
    /// What was changed here after the export, by thing and field; of what the file names a version of.
    pub since: HashMap<Uuid, HashMap<String, Since>>,
}

/// What the comparison found, besides the batch.
#[derive(Debug, Default)]
pub struct Found {
    pub objectives: Counts,
    pub key_results: Counts,
    pub check_ins: Counts,
    pub errors: Vec<RowError>,
    /// Rows that are refused here, in addition to those that could not be read.
    pub bad_rows: usize,
    /// Objectives that shall stand below another one.
    pub children: Vec<Child>,
    /// Objectives that are new or changed, they or something below them; whether they are new.
    pub touched: Vec<(ObjectiveId, bool)>,
    pub differences: Differences,
}

/// What an objective was found to be before it was asked what stands above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Was {
    New,
    Changed,
    Unchanged,
}

/// An objective of which the file says anew what stands above it.
#[derive(Debug, Clone)]
pub struct Child {
    pub id: ObjectiveId,
    pub line: u32,
    pub title: String,
    /// What people have put above it since the export.
    pub since: Option<Since>,
    /// Title or key of the objective above.
    pub parent: String,
    /// Its title, when `parent` is a key.
    pub parent_title: Option<String>,
    /// Whether this one counts towards it, when the file says so.
    pub contributes: Option<bool>,
    /// Whether it is the main one above; there may be further ones.
    pub is_main: bool,
    pub current: Option<ObjectiveId>,
    pub version: i32,
    pub period: PeriodId,
    pub was: Was,
}

/// A comparison at work.
pub struct Comparison<'a> {
    pub columns: &'a Columns,
    pub names: &'a mut Names,
    pub there: There,
    pub batch: Batch,
    pub found: &'a mut Found,
    /// Who imports; owns what the file gives to nobody.
    pub importer: AccountId,
    /// Stage of objectives that come in new, unless their period is over: those are closed.
    pub stage: Stage,
    pub file_name: &'a str,
    /// The file wins over what was changed here after the export.
    pub overwrite: bool,
    pub today: NaiveDate,
}

type Refused = (Field, RowErrorKind, String);

/// An objective while its key results are compared.
struct Under {
    id: ObjectiveId,
    owner: AccountId,
    term: Term,
    locked: bool,
    /// Targets and weights stand in the ledger when they change.
    binding: bool,
    is_new: bool,
    title: String,
    version: i32,
    changed: bool,
}
impl Comparison<'_> {
    /// Compares an objective with its key results. `id` is that of the one that its key finds.
    pub fn objective(&mut self, parsed: &ParsedObjective, id: Option<ObjectiveId>, new_id: ObjectiveId) {
        let there = id.and_then(|id| self.there.objectives.get(&id).cloned());
        let under = match there {
            Some(before) => self.known_objective(parsed, before),
            None => self.new_objective(parsed, new_id),
        };
        let mut under = match under {
            Ok(under) => under,
            Err((field, kind, text)) => {
                self.found.bad_rows += parsed.key_results.len().saturating_sub(1);
                return self.refuse(parsed.line, field, kind, &text);
            }
        };
        for key_result in &parsed.key_results {
            if let Err((field, kind, text)) = self.key_result(key_result, &mut under) {
                self.refuse(key_result.line, field, kind, &text);
            }
        }
        if under.changed {
            self.change(
                "objective",
                under.id,
                under.id.0,
                under.version,
                FieldChange::new("imported", None, Some(self.file_name.to_owned())),
            );
            self.found.touched.push((under.id, under.is_new));
        }
    }

    fn refuse(&mut self, line: u32, field: Field, kind: RowErrorKind, text: &str) {
        self.found.bad_rows += 1;
        self.found.errors.push(RowError::new(line, self.columns.header(field), kind, text));
    }

    fn change(
        &mut self,
        subject_kind: &'static str,
        objective: ObjectiveId,
        subject_id: Uuid,
        version: i32,
        change: FieldChange,
    ) {
        self.batch.changes.push(Change {
            objective,
            subject_kind,
            subject_id,
            version,
            field: change.field,
            old: change.old,
            new: change.new,
            reason: None,
        });
    }
}
