//! The sheet of a week: every key result of a person that takes values then, due ones first, grouped by objective.
use chrono::NaiveDate;

use super::model::Suggestion;
use super::store;
use super::typed::Typed;
use super::week::Week;
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, FieldError, KeyResultId, ObjectiveId, Result};
use crate::okr::key_results::model::KeyResult;
use crate::okr::key_results::store as key_results;
use crate::okr::objectives::model::Objective;
use crate::okr::objectives::store as objectives;
use crate::okr::settings::Settings;

#[derive(Debug)]
pub struct Sheet {
    pub week: Week,
    /// The day that the values hold for; in the current week today.
    pub day: NaiveDate,
    pub today: NaiveDate,
    pub settings: Settings,
    pub groups: Vec<Group>,
    /// Only this objective was asked for.
    pub only: Option<ObjectiveId>,
    /// Another objective that still waits.
    pub next: Option<ObjectiveId>,
}

#[derive(Debug)]
pub struct Group {
    pub objective: Objective,
    pub rows: Vec<Row>,
}

/// One key result with what was typed for it.
#[derive(Debug)]
pub struct Row {
    pub key_result: KeyResult,
    /// The day that it is shown for.
    pub day: NaiveDate,
    pub typed: Typed,
    pub is_touched: bool,
    pub errors: Vec<FieldError>,
    /// Somebody changed the value since this row was read.
    pub clash: Option<Clash>,
    /// What the typed value would make of it.
    pub suggestion: Option<Suggestion>,
}

#[derive(Debug, Clone, Default)]
pub struct Clash {
    /// Who reported the value that stands there now.
    pub by: Option<String>,
}

impl Row {
    pub fn new(key_result: KeyResult, day: NaiveDate) -> Self {
        Self {
            typed: Typed::untouched(&key_result, day),
            key_result,
            day,
            is_touched: false,
            errors: Vec::new(),
            clash: None,
            suggestion: None,
        }
    }

    pub fn is_due(&self, today: NaiveDate) -> bool {
        self.key_result.due_on.is_some_and(|due| due <= today)
    }
}

impl Group {
    pub fn is_due(&self, today: NaiveDate) -> bool {
        self.rows.iter().any(|row| row.is_due(today))
    }
}

impl Sheet {
    /// Reads the sheet of an account for a week that is not ahead.
    pub async fn load(
        tx: &mut OrganizationTx,
        account: AccountId,
        week: Week,
        only: Option<ObjectiveId>,
    ) -> Result<Self> {
        let today = tx.today();
        let is_current = week.contains(today);
        let settings = Settings::load(tx).await?;
        let day = if is_current { today } else { week.day(settings.schedule.weekday) };
        let ids = store::list_objectives(tx, account, week).await?;
        let mut all = key_results::list_of_objectives(tx, &ids).await?;
        all.retain(|key_result| key_result.owner == account);
        let mut groups: Vec<Group> = objectives::list(tx, &ids)
            .await?
            .into_iter()
            .map(|objective| Group { objective, rows: Vec::new() })
            .collect();
        for mut key_result in all {
            let Some(group) = groups.iter_mut().find(|group| group.objective.id == key_result.objective) else {
                continue;
            };
            key_result.due_on = key_result.due_on.filter(|_| today <= group.objective.period_last);
            group.rows.push(Row::new(key_result, day));
        }
        for group in &mut groups {
            group.rows.sort_by_key(|row| !row.is_due(today));
        }
        groups.sort_by(|one, other| {
            (!one.is_due(today), &one.objective.title, one.objective.id).cmp(&(
                !other.is_due(today),
                &other.objective.title,
                other.objective.id,
            ))
        });
        let next = only.and_then(|only| {
            groups
                .iter()
                .find(|group| group.objective.id != only && group.is_due(today))
                .map(|group| group.objective.id)
        });
        groups.retain(|group| !group.rows.is_empty() && only.is_none_or(|only| group.objective.id == only));
        Ok(Self { week, day, today, settings, groups, only, next })
    }

    pub fn is_current(&self) -> bool {
        self.week.contains(self.today)
    }

    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.groups.iter().flat_map(|group| &group.rows)
    }

    pub fn row_mut(&mut self, id: KeyResultId) -> Option<&mut Row> {
        self.groups.iter_mut().flat_map(|group| &mut group.rows).find(|row| row.key_result.id == id)
    }

    pub fn total(&self) -> usize {
        self.rows().count()
    }

    pub fn due(&self) -> usize {
        self.rows().filter(|row| row.is_due(self.today)).count()
    }

    pub fn touched(&self) -> usize {
        self.rows().filter(|row| row.is_touched).count()
    }

    /// Adds a row of a key result that the sheet itself does not list.
    pub fn add(&mut self, objective: Objective, row: Row) {
        match self.groups.iter_mut().find(|group| group.objective.id == objective.id) {
            Some(group) => group.rows.push(row),
            None => self.groups.push(Group { objective, rows: vec![row] }),
        }
    }
}
