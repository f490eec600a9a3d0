//! An objective as a whole: a new one, or one that is there.
use chrono::DateTime;
use rust_decimal::Decimal;

use super::field_change::{FieldChange, News};
use super::objective_fields::visibility;
use super::{Comparison, Refused, Under, Was};
use crate::kernel::ObjectiveId;
use crate::okr::imports::batch::NewImported;
use crate::okr::imports::existing;
use crate::okr::imports::mapping::Field;
use crate::okr::imports::parsed::ParsedObjective;
use crate::okr::imports::resolve::Term;
use crate::okr::imports::row_error::RowErrorKind;
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
        let workspace = self
            .names
            .workspace(parsed.workspace, team)
            .map_err(|kind| (Field::Team, kind, team.unwrap_or_default().to_owned()))?;
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
        // the file's words of today, so that tomorrow's are compared with them
        let mut news = News::default();
        let mut made = as_objective(&new, id, term, team);
        self.objective_fields(parsed, &mut made, &mut news)?;
        self.parent(parsed, &made, &mut news, Was::New);
        let contributors = self.new_contributors(parsed, id, owner, &mut news)?;
        self.batch.marks.push((id.0, news.said));
        self.found.differences.new_objective(parsed.line, id, &parsed.title);
        self.change("objective", id, id.0, 1, FieldChange::new("created", None, Some(parsed.title.clone())));
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
        let mut news = self.news(before.id.0, parsed.version);
        let mut after = before.clone();
        self.objective_fields(parsed, &mut after, &mut news)?;
        let contributors = self.new_contributors(parsed, before.id, after.owner, &mut news)?;
        let roles = contributors.iter().map(|account| FieldChange::new("role", None, Some(account.to_string())));
        news.changes.extend(roles);
        let changed = !news.changes.is_empty();
        if changed && locked {
            return Err((Field::ObjectiveTitle, RowErrorKind::Locked, before.title));
        }
        self.found.differences.objective(parsed.line, &before, news.changes.iter().chain(&news.left));
        for change in std::mem::take(&mut news.changes) {
            self.change("objective", before.id, before.id.0, before.version + 1, change);
        }
        self.batch.contributors.extend(contributors.into_iter().map(|account| (before.id, account)));
        let term =
            Term { id: after.period, first: after.period_first, last: after.period_last, closed: after.period_closed };
        self.parent(parsed, &before, &mut news, if changed { Was::Changed } else { Was::Unchanged });
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
        self.batch.marks.push((before.id.0, news.said));
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
    /// What a file says of something that is there, with the version in which it was exported.
    pub(super) fn news(&mut self, subject: uuid::Uuid, version: Option<i32>) -> News {
        News {
            said: self.there.marks.get(&subject).cloned().unwrap_or_default(),
            since: version.map(|_| self.there.since.remove(&subject).unwrap_or_default()),
            overwrite: self.overwrite,
            ..News::default()
        }
    }

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
