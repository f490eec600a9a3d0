//! An objective as a whole: a new one, or one that is there.
use chrono::DateTime;
use rust_decimal::Decimal;

use super::field_change::FieldChange;
use super::objective_fields::visibility;
use super::{Comparison, Refused, Under};
use crate::kernel::ObjectiveId;
use crate::okr::imports::batch::NewImported;
use crate::okr::imports::existing;
use crate::okr::imports::mapping::Field;
use crate::okr::imports::parsed::ParsedObjective;
use crate::okr::imports::resolve::Term;
use crate::okr::imports::row_error::RowErrorKind;
use crate::okr::imports::said::Said;
use crate::okr::objectives::model::{NewObjective, Objective};
use crate::okr::objectives::stage::Stage;

impl Comparison<'_> {
    pub(super) fn new_objective(&mut self, parsed: &ParsedObjective, id: ObjectiveId) -> Result<Under, Refused> {
        let term =
            self.names.period(&parsed.period).map_err(|kind| (Field::Period, kind, parsed.period.label.clone()))?;
        if term.closed {
            return Err((Field::Period, RowErrorKind::ClosedPeriod, parsed.period.label.clone()));
        }
        let team = parsed.team.as_deref();
        let workspace =
            self.names.workspace(parsed.workspace, team).map_err(|kind| (Field::Team, kind, team.unwrap_or_default().to_owned()))?;
        let owner = match &parsed.details.owner {
            Some(owner) => self.person(owner, Field::ObjectiveOwner)?,
            None => self.importer,
        };
        let details = &parsed.details;
        let new = NewObjective {
            title: parsed.title.clone(),
            description: details.description.clone().unwrap_or_default(),
            workspace,
            owner,
            period: term.id,
            parent: None,
            visibility: details.visibility.map(visibility).unwrap_or_default(),
            stage: self.first_stage(details.stage, term.last),
            weight: details.weight.unwrap_or(Decimal::ONE),
            priority: details.priority.map(i16::from),
            rollup: details.rollup.unwrap_or_default(),
            import_key: Some(existing::place(&parsed.key)),
        };
        let mut said = Said::default();
        // the file's words of today, so that tomorrow's are compared with them
        let mut as_written = Vec::new();
        let mut made = as_objective(&new, id, term, team);
        self.objective_fields(parsed, &mut made, &mut said, &mut as_written)?;
        self.parent(parsed, &made, &mut said, false);
        let contributors = self.new_contributors(parsed, id, owner, &mut said)?;
        self.batch.marks.push((id.0, said));
        self.change(
            "objective",
            id,
            id.0,
            1,
            FieldChange { field: "created", old: None, new: Some(parsed.title.clone()) },
        );
        self.batch.contributors.extend(contributors.into_iter().map(|account| (id, account)));
        let (halted, archived) = (details.halted, details.archived);
        self.batch.objectives.push(NewImported { id, row: new, halted, archived });
        self.found.objectives.created += 1;
        Ok(Under {
            id,
            owner,
            term,
            locked: false,
            binding: false,
            is_new: true,
            title: parsed.title.clone(),
            version: 1,
            changed: true,
        })
    }

    pub(super) fn known_objective(&mut self, parsed: &ParsedObjective, before: Objective) -> Result<Under, Refused> {
        // of a finished period that is still open a mended file is taken
        let is_settled = before.stage == Stage::Closed && before.period_last >= self.today;
        let locked = is_settled || before.halted.is_some() || before.archived || before.period_closed;
        let mut said = self.there.marks.get(&before.id.0).cloned().unwrap_or_default();
        let mut after = before.clone();
        let mut changes = Vec::new();
        self.objective_fields(parsed, &mut after, &mut said, &mut changes)?;
        let contributors = self.new_contributors(parsed, before.id, after.owner, &mut said)?;
        changes.extend(contributors.iter().map(|account| FieldChange {
            field: "role",
            old: None,
            new: Some(account.to_string()),
        }));
        let changed = !changes.is_empty();
        if changed && locked {
            return Err((Field::ObjectiveTitle, RowErrorKind::Locked, before.title));
        }
        for change in changes {
            self.change("objective", before.id, before.id.0, before.version + 1, change);
        }
        self.batch.contributors.extend(contributors.into_iter().map(|account| (before.id, account)));
        let term =
            Term { id: after.period, first: after.period_first, last: after.period_last, closed: after.period_closed };
        self.parent(parsed, &before, &mut said, !changed);
        let version = before.version + i32::from(changed);
        let binding = before.stage != Stage::Draft;
        let under = Under {
            id: before.id,
            owner: after.owner,
            term,
            locked,
            binding,
            is_new: false,
            title: before.title,
            version,
            changed,
        };
        self.batch.marks.push((before.id.0, said));
        if changed {
            self.batch.changed_objectives.push(after);
            self.found.objectives.updated += 1;
        } else {
            self.found.objectives.unchanged += 1;
        }
        Ok(under)
    }
}

impl Comparison<'_> {
    /// Where an objective that comes in new stands: what the file says, but no approval is passed over.
    fn first_stage(&self, told: Option<Stage>, last: chrono::NaiveDate) -> Stage {
        match told {
            None if last < self.today => Stage::Closed,
            None => self.stage,
            Some(Stage::Closed) => Stage::Closed,
            Some(stage) if stage < Stage::Active => Stage::Draft,
            Some(_) => self.stage,
        }
    }
}

/// A new objective as it will be read, to remember what the file says of it.
fn as_objective(new: &NewObjective, id: ObjectiveId, term: Term, team: Option<&str>) -> Objective {
    Objective {
        id,
        title: new.title.clone(),
        description: new.description.clone(),
        workspace: new.workspace,
        workspace_name: team.unwrap_or_default().to_owned(),
        owner: new.owner,
        owner_name: String::new(),
        period: term.id,
        period_first: term.first,
        period_last: term.last,
        period_closed: term.closed,
        parent: None,
        visibility: new.visibility,
        stage: new.stage,
        stage_since: DateTime::UNIX_EPOCH,
        halted: None,
        archived: false,
        weight: new.weight,
        priority: new.priority,
        rollup: new.rollup,
        version: 1,
        updated_at: DateTime::UNIX_EPOCH,
    }
}
