//! A key result as a whole: a new one, or one that is there.
use chrono::DateTime;
use rust_decimal::Decimal;

use super::definition::{self, kind};
use super::details;
use super::field_change::{FieldChange, News};
use super::{Comparison, Refused, Under};
use crate::kernel::{AccountId, KeyResultId};
use crate::okr::imports::batch::{NewCheckIn, NewReading, NewScore};
use crate::okr::imports::existing;
use crate::okr::imports::mapping::Field;
use crate::okr::imports::parsed::ParsedKeyResult;
use crate::okr::imports::row_error::RowErrorKind;
use crate::okr::key_results::model::{Definition, KeyResult};

/// What has been found about one key result.
#[derive(Default)]
pub(super) struct Work {
    pub(super) news: News,
    /// What changes besides fields of the row: scores, older values, words.
    pub(super) noted: Vec<FieldChange>,
    pub(super) readings: Vec<NewReading>,
    pub(super) readings_unchanged: u64,
    pub(super) check_in: Option<NewCheckIn>,
    pub(super) scores: Vec<NewScore>,
    pub(super) has_new_scores: bool,
    /// Milestones, levels, checkpoints or steps differ.
    pub(super) has_new_parts: bool,
    pub(super) contributors: Vec<AccountId>,
    pub(super) previous: Option<Decimal>,
}

impl Comparison<'_> {
    pub(super) fn key_result(&mut self, parsed: &ParsedKeyResult, under: &mut Under) -> Result<(), Refused> {
        let known = self.there.known_key_results.get(&existing::place(&parsed.key)).copied();
        if let Some(known) = known {
            if known.objective != under.id {
                return Err((Field::KeyResultTitle, RowErrorKind::ElsewhereHere, parsed.title.clone()));
            }
            if known.archived {
                self.found.key_results.unchanged += 1;
                self.found.check_ins.unchanged += parsed.readings.len() as u64;
                return Ok(());
            }
        }
        let before = known.and_then(|known| self.there.key_results.get(&known.id).cloned());
        let is_new = before.is_none();
        if is_new && under.locked {
            return Err((Field::ObjectiveTitle, RowErrorKind::Locked, under.title.clone()));
        }
        let mut after = match before {
            Some(before) => before,
            None => self.blank(parsed, under)?,
        };
        let mut work = Work { news: self.news(after.id.0, parsed.version.filter(|_| !is_new)), ..Work::default() };
        self.key_result_fields(parsed, &mut after, &mut work)?;
        definition::check(parsed, &after.definition, &work, is_new)?;
        self.values(parsed, &mut after, under, &mut work)?;
        self.scores(parsed, &after, under, &mut work);
        self.contributors(parsed, under, &mut work)?;
        let is_changed =
            !work.news.changes.is_empty() || work.has_new_scores || work.has_new_parts || !work.contributors.is_empty();
        let is_measured = !work.readings.is_empty() || work.check_in.is_some();
        if under.locked && (is_changed || is_measured) {
            return Err((Field::ObjectiveTitle, RowErrorKind::Locked, under.title.clone()));
        }
        self.gather(parsed, after, under, work, is_new, is_changed, is_measured);
        Ok(())
    }

    fn blank(&mut self, parsed: &ParsedKeyResult, under: &Under) -> Result<KeyResult, Refused> {
        let measure = &parsed.measure;
        let definition = match measure.details.as_deref() {
            Some(file) => details::fresh(file),
            None => Definition {
                unit: measure.unit.clone().unwrap_or_default(),
                baseline: measure.baseline,
                target: measure.target,
                ..Definition::of(kind(measure.kind))
            },
        };
        let owner = match &parsed.owner {
            Some(owner) => self.person(owner, Field::Owner)?,
            None => under.owner,
        };
        Ok(KeyResult {
            id: KeyResultId::new(),
            objective: under.id,
            title: parsed.title.clone(),
            description: parsed.description.clone().unwrap_or_default(),
            definition,
            weight: parsed.weight.unwrap_or(Decimal::ONE),
            priority: parsed.priority.map(i16::from),
            owner,
            owner_name: String::new(),
            rhythm: parsed.rhythm.clone().flatten(),
            value: None,
            value_on: None,
            confidence: None,
            started: false,
            due_on: None,
            status_override: None,
            archived: false,
            created_at: DateTime::UNIX_EPOCH,
            version: 1,
        })
    }
}
