//! Compares objectives and key results of a file with what is there, and gathers what has to be written.
//!
//! Only news counts: what the file says as at the last import is left as people have made it since.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::batch::{Batch, LedgerEntry, NewCheckIn, NewKeyResult, NewReading, NewScore};
use super::existing::{self, KnownKeyResult, Recorded};
use super::key::ImportKey;
use super::mapping::{Columns, Field};
use super::parsed::{Moment, ParsedKeyResult, ParsedObjective, ReadingDay};
use super::report::Counts;
use super::resolve::{Names, Term};
use super::row_error::{RowError, RowErrorKind};
use super::said::Said;
use super::values::normalise;
use super::values::people::Person;
use super::values::words;
use crate::db::Change;
use crate::kernel::{AccountId, KeyResultId, ObjectiveId, PeriodId};
use crate::okr::key_results::model::{Definition, KeyResult, Kind};
use crate::okr::maths::Mode;
use crate::okr::objectives::model::{NewObjective, Objective};
use crate::okr::objectives::stage::Stage;
use crate::okr::objectives::visibility::Visibility;

/// What is there of the objectives that are compared at once.
#[derive(Debug, Default)]
pub struct There {
    pub objectives: HashMap<ObjectiveId, Objective>,
    pub key_results: HashMap<KeyResultId, KeyResult>,
    pub known_key_results: HashMap<String, KnownKeyResult>,
    pub recorded: Recorded,
    pub contributors: HashSet<(ObjectiveId, AccountId)>,
    pub marks: HashMap<Uuid, Said>,
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
}

/// An objective of which the file says anew what stands above it.
#[derive(Debug)]
pub struct Child {
    pub id: ObjectiveId,
    pub line: u32,
    /// Title or key of the objective above.
    pub parent: String,
    pub current: Option<ObjectiveId>,
    pub version: i32,
    pub period: PeriodId,
    /// Counted as unchanged so far.
    pub is_unchanged: bool,
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
    /// Stage of objectives that come in new.
    pub stage: Stage,
    pub file_name: &'a str,
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

/// One field that changes.
struct FieldChange {
    field: &'static str,
    old: Option<String>,
    new: Option<String>,
}

/// Takes over what a file says of a field, when it is news and something else than what is there.
fn take<T: PartialEq>(
    said: &mut Said,
    field: &'static str,
    file: Option<T>,
    current: &mut T,
    text: impl Fn(&T) -> Option<String>,
    changes: &mut Vec<FieldChange>,
) {
    let Some(file) = file else { return };
    let new = text(&file);
    if said.news(field, new.as_deref().unwrap_or_default()) && file != *current {
        changes.push(FieldChange { field, old: text(current), new });
        *current = file;
    }
}

fn plain(number: &Decimal) -> Option<String> {
    Some(number.normalize().to_string())
}

fn small(number: &Option<i16>) -> Option<String> {
    number.map(|number| number.to_string())
}

fn text(text: &impl AsRef<str>) -> Option<String> {
    Some(text.as_ref()).filter(|text| !text.is_empty()).map(str::to_owned)
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
                FieldChange { field: "imported", old: None, new: Some(self.file_name.to_owned()) },
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

    fn person(&mut self, person: &Person, field: Field) -> Result<AccountId, Refused> {
        self.names.person(person).map_err(|kind| (field, kind, person.name.clone()))
    }

    /// The owner that the file names. One of the same name as today's is today's, whoever else is called so.
    fn owner(
        &mut self,
        named: Option<&Person>,
        current: AccountId,
        current_name: &str,
        field: Field,
    ) -> Result<Option<AccountId>, Refused> {
        let Some(named) = named else { return Ok(None) };
        if named.email.is_none() && normalise(current_name) == named.identity() {
            return Ok(Some(current));
        }
        self.person(named, field).map(Some)
    }

    fn new_objective(&mut self, parsed: &ParsedObjective, id: ObjectiveId) -> Result<Under, Refused> {
        let term =
            self.names.period(&parsed.period).map_err(|kind| (Field::Period, kind, parsed.period.label.clone()))?;
        if term.closed {
            return Err((Field::Period, RowErrorKind::ClosedPeriod, parsed.period.label.clone()));
        }
        let team = parsed.team.as_deref();
        let workspace =
            self.names.workspace(team).map_err(|kind| (Field::Team, kind, team.unwrap_or_default().to_owned()))?;
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
            stage: self.stage,
            weight: details.weight.unwrap_or(Decimal::ONE),
            priority: details.priority.map(i16::from),
            rollup: Mode::default(),
            import_key: Some(existing::place(&parsed.key)),
        };
        let mut said = Said::default();
        // the file's words of today, so that tomorrow's are compared with them
        let mut as_written = Vec::new();
        let mut made = as_objective(&new, id, term, team);
        self.objective_fields(parsed, &mut made, &mut said, &mut as_written)?;
        self.parent(parsed, &made, &mut said, false);
        self.batch.marks.push((id.0, said));
        self.change(
            "objective",
            id,
            id.0,
            1,
            FieldChange { field: "created", old: None, new: Some(parsed.title.clone()) },
        );
        self.batch.objectives.push((id, new));
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

    /// Notes what shall stand above; which objective that is can only be told when all are known.
    fn parent(&mut self, parsed: &ParsedObjective, objective: &Objective, said: &mut Said, is_unchanged: bool) {
        if let Some(parent) = &parsed.details.parent
            && said.news("parent", &normalise(parent))
        {
            self.found.children.push(Child {
                id: objective.id,
                line: parsed.line,
                parent: parent.clone(),
                current: objective.parent,
                version: objective.version,
                period: objective.period,
                is_unchanged,
            });
        }
    }

    fn known_objective(&mut self, parsed: &ParsedObjective, before: Objective) -> Result<Under, Refused> {
        let locked =
            before.stage == Stage::Closed || before.halted.is_some() || before.archived || before.period_closed;
        let mut said = self.there.marks.get(&before.id.0).cloned().unwrap_or_default();
        let mut after = before.clone();
        let mut changes = Vec::new();
        self.objective_fields(parsed, &mut after, &mut said, &mut changes)?;
        let changed = !changes.is_empty();
        if changed && locked {
            return Err((Field::ObjectiveTitle, RowErrorKind::Locked, before.title));
        }
        for change in changes {
            self.change("objective", before.id, before.id.0, before.version + 1, change);
        }
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

    /// What identifies an objective in a file without keys (title, team, period) is never a change of it.
    fn objective_fields(
        &mut self,
        parsed: &ParsedObjective,
        objective: &mut Objective,
        said: &mut Said,
        changes: &mut Vec<FieldChange>,
    ) -> Result<(), Refused> {
        let details = &parsed.details;
        if matches!(parsed.key, ImportKey::Given(_)) {
            take(said, "title", Some(parsed.title.clone()), &mut objective.title, text, changes);
            if said.news("period", &parsed.period.canonical()) {
                let term = self
                    .names
                    .period(&parsed.period)
                    .map_err(|kind| (Field::Period, kind, parsed.period.label.clone()))?;
                if term.id != objective.period {
                    if term.closed {
                        return Err((Field::Period, RowErrorKind::ClosedPeriod, parsed.period.label.clone()));
                    }
                    changes.push(FieldChange {
                        field: "period",
                        old: Some(objective.period.to_string()),
                        new: Some(term.id.to_string()),
                    });
                    (objective.period, objective.period_first, objective.period_last) =
                        (term.id, term.first, term.last);
                }
            }
            if let Some(team) = &parsed.team
                && said.news("team", &normalise(team))
                && normalise(&objective.workspace_name) != normalise(team)
            {
                let workspace =
                    self.names.workspace(Some(team)).map_err(|kind| (Field::Team, kind, team.to_string()))?;
                if workspace != objective.workspace {
                    changes.push(FieldChange {
                        field: "workspace",
                        old: Some(objective.workspace.to_string()),
                        new: Some(workspace.to_string()),
                    });
                    objective.workspace = workspace;
                }
            }
        }
        take(said, "description", details.description.clone(), &mut objective.description, text, changes);
        let owner =
            self.owner(details.owner.as_deref(), objective.owner, &objective.owner_name, Field::ObjectiveOwner)?;
        take(said, "owner", owner, &mut objective.owner, |id| Some(id.to_string()), changes);
        take(said, "weight", details.weight, &mut objective.weight, plain, changes);
        take(
            said,
            "priority",
            details.priority.map(|priority| Some(i16::from(priority))),
            &mut objective.priority,
            small,
            changes,
        );
        take(
            said,
            "visibility",
            details.visibility.map(visibility),
            &mut objective.visibility,
            |visibility| Some(visibility.id().to_owned()),
            changes,
        );
        Ok(())
    }

    fn key_result(&mut self, parsed: &ParsedKeyResult, under: &mut Under) -> Result<(), Refused> {
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
        let mut work = Work { said: self.there.marks.get(&after.id.0).cloned().unwrap_or_default(), ..Work::default() };
        self.fields(parsed, &mut after, &mut work)?;
        check_definition(parsed, &after.definition, &work, is_new)?;
        self.values(parsed, &mut after, under, &mut work)?;
        self.scores(parsed, &after, under, &mut work);
        self.contributors(parsed, under, &mut work)?;
        let is_changed = !work.changes.is_empty() || work.has_new_scores || !work.contributors.is_empty();
        let is_measured = !work.readings.is_empty() || work.check_in.is_some();
        if under.locked && (is_changed || is_measured) {
            return Err((Field::ObjectiveTitle, RowErrorKind::Locked, under.title.clone()));
        }
        self.keep(parsed, after, under, work, is_new, is_changed, is_measured);
        Ok(())
    }

    fn blank(&mut self, parsed: &ParsedKeyResult, under: &Under) -> Result<KeyResult, Refused> {
        let measure = &parsed.measure;
        let definition = Definition {
            unit: measure.unit.clone().unwrap_or_default(),
            baseline: measure.baseline,
            target: measure.target,
            ..Definition::of(kind(measure.kind))
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
            rhythm: None,
            value: None,
            value_on: None,
            confidence: None,
            started: false,
            due_on: None,
            status_override: None,
            archived: false,
            version: 1,
        })
    }

    fn fields(&mut self, parsed: &ParsedKeyResult, after: &mut KeyResult, work: &mut Work) -> Result<(), Refused> {
        let (said, changes) = (&mut work.said, &mut work.changes);
        if matches!(parsed.key, ImportKey::Given(_)) {
            take(said, "title", Some(parsed.title.clone()), &mut after.title, text, changes);
        }
        take(said, "description", parsed.description.clone(), &mut after.description, text, changes);
        let (measure, definition) = (&parsed.measure, &mut after.definition);
        let before = definition.kind;
        take(
            said,
            "kind",
            measure.told.kind.then(|| kind(measure.kind)),
            &mut definition.kind,
            |kind| Some(kind.code().to_owned()),
            changes,
        );
        if definition.kind != before && after.started {
            return Err((Field::Kind, RowErrorKind::KindFixed, parsed.title.clone()));
        }
        take(said, "unit", measure.unit.clone().filter(|_| measure.told.unit), &mut definition.unit, text, changes);
        let number = |number: &Option<Decimal>| number.as_ref().and_then(plain);
        take(
            said,
            "baseline",
            measure.told.baseline.then_some(measure.baseline),
            &mut definition.baseline,
            number,
            changes,
        );
        take(said, "target", measure.told.target.then_some(measure.target), &mut definition.target, number, changes);
        take(said, "weight", parsed.weight, &mut after.weight, plain, changes);
        take(
            said,
            "priority",
            parsed.priority.map(|priority| Some(i16::from(priority))),
            &mut after.priority,
            small,
            changes,
        );
        let owner = self.owner(parsed.owner.as_deref(), after.owner, &after.owner_name, Field::Owner)?;
        take(said, "owner", owner, &mut after.owner, |id| Some(id.to_string()), changes);
        Ok(())
    }

    fn values(
        &mut self,
        parsed: &ParsedKeyResult,
        after: &mut KeyResult,
        under: &Under,
        work: &mut Work,
    ) -> Result<(), Refused> {
        let previous = after.value;
        let mut day_of_words = self.today.min(under.term.last);
        for reading in &parsed.readings {
            let day = match reading.day {
                ReadingDay::On(day) if day > self.today => {
                    return Err((Field::ValueDate, RowErrorKind::DayAhead, day.to_string()));
                }
                day => day.resolve(under.term.first, under.term.last, self.today).min(self.today),
            };
            day_of_words = day;
            // a day that the file names finds the value again by itself; one that follows from the calendar does not
            let is_news = match reading.day {
                ReadingDay::On(_) => true,
                ReadingDay::Today => {
                    work.said.news("value", &reading.value.normalize().to_string())
                        && after.value != Some(reading.value)
                }
                ReadingDay::MiddleOfPeriod => work.said.news("value_middle", &reading.value.normalize().to_string()),
                ReadingDay::EndOfPeriod => work.said.news("value_final", &reading.value.normalize().to_string()),
            };
            let is_there = (after.value, after.value_on) == (Some(reading.value), Some(day))
                || self.there.recorded.readings.get(&after.id).is_some_and(|all| all.contains(&(day, reading.value)));
            if !is_news || is_there {
                work.readings_unchanged += 1;
                continue;
            }
            if !takes(&after.definition, reading.value) {
                return Err((Field::Value, RowErrorKind::NotOfKind, reading.value.normalize().to_string()));
            }
            work.readings.push(NewReading { key_result: after.id, on: day, value: reading.value });
            if !after.started || after.value_on.is_none_or(|on| day >= on) {
                (after.value, after.value_on, after.started) = (Some(reading.value), Some(day), true);
            }
        }
        let before = after.confidence;
        take(
            &mut work.said,
            "confidence",
            parsed.confidence.map(|confidence| Some(i16::from(confidence))),
            &mut after.confidence,
            small,
            &mut work.changes,
        );
        let words = parsed.comment.as_deref().filter(|words| {
            let is_there =
                self.there.recorded.comments.get(&after.id).is_some_and(|all| all.iter().any(|one| one == words));
            work.said.news("comment", words) && !is_there
        });
        let is_sure = after.confidence != before;
        if words.is_some() || is_sure {
            after.started = true;
            work.check_in = Some(NewCheckIn {
                key_result: after.id,
                value: work.readings.last().map(|reading| reading.value),
                previous,
                confidence: after.confidence.filter(|_| is_sure),
                comment: words.unwrap_or_default().to_owned(),
                on: day_of_words,
            });
        }
        work.previous = previous;
        Ok(())
    }

    fn scores(&self, parsed: &ParsedKeyResult, after: &KeyResult, under: &Under, work: &mut Work) {
        for score in &parsed.scores {
            let (moment, usual) = match score.moment {
                Moment::Middle => ("middle", ReadingDay::MiddleOfPeriod),
                Moment::Final => ("final", ReadingDay::EndOfPeriod),
            };
            let day = score.on.map_or(usual, ReadingDay::On).resolve(under.term.first, under.term.last, self.today);
            let told = score.on.map(|day| day.to_string()).unwrap_or_default();
            let is_news = work.said.news(&format!("score_{moment}"), &format!("{} {told}", score.score.normalize()));
            let is_there = self.there.recorded.scores.get(&(after.id, moment.to_owned())) == Some(&score.score);
            if is_news && (!is_there || score.on.is_some()) {
                work.scores.push(NewScore { key_result: after.id, moment, score: score.score, on: day });
                work.has_new_scores |= !is_there;
            }
        }
    }

    fn contributors(&mut self, parsed: &ParsedKeyResult, under: &Under, work: &mut Work) -> Result<(), Refused> {
        let mut accounts = Vec::with_capacity(parsed.contributors.len());
        for person in &parsed.contributors {
            accounts.push(self.person(person, Field::Owner)?);
        }
        let ids: Vec<_> = accounts.iter().map(ToString::to_string).collect();
        if !accounts.is_empty() && work.said.news("contributors", &ids.join(" ")) {
            for account in accounts {
                if account != under.owner && self.there.contributors.insert((under.id, account)) {
                    work.contributors.push(account);
                }
            }
        }
        Ok(())
    }

    #[allow(clippy::too_many_arguments)]
    fn keep(
        &mut self,
        parsed: &ParsedKeyResult,
        after: KeyResult,
        under: &mut Under,
        mut work: Work,
        is_new: bool,
        is_changed: bool,
        is_measured: bool,
    ) {
        let (id, version) = (after.id, after.version + 1);
        self.found.check_ins.created += work.readings.len() as u64;
        self.found.check_ins.unchanged += work.readings_unchanged;
        let counts = &mut self.found.key_results;
        match (is_new, is_changed) {
            (true, _) => counts.created += 1,
            (false, true) => counts.updated += 1,
            (false, false) => counts.unchanged += 1,
        }
        self.batch.marks.push((id.0, std::mem::take(&mut work.said)));
        if !(is_new || is_changed || is_measured) {
            return;
        }
        under.changed = true;
        for account in &work.contributors {
            self.batch.contributors.push((under.id, *account));
            self.change(
                "objective",
                under.id,
                under.id.0,
                under.version,
                FieldChange { field: "role", old: None, new: Some(account.to_string()) },
            );
        }
        if is_new {
            self.change(
                "key_result",
                under.id,
                id.0,
                1,
                FieldChange { field: "created", old: None, new: Some(after.title.clone()) },
            );
        } else {
            if after.value != work.previous {
                work.changes.push(FieldChange {
                    field: "value",
                    old: work.previous.as_ref().and_then(plain),
                    new: after.value.as_ref().and_then(plain),
                });
            }
            for change in work.changes {
                if matches!(change.field, "target" | "baseline" | "weight") && under.binding {
                    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
                    self.batch.ledger.push(LedgerEntry {
                        key_result: id,
                        field: change.field,
                        old: number(&change.old),
                        new: number(&change.new),
                    });
                }
                self.change("key_result", under.id, id.0, version, change);
            }
        }
        self.batch.readings.append(&mut work.readings);
        self.batch.scores.append(&mut work.scores);
        self.batch.check_ins.extend(work.check_in);
        if is_new {
            self.batch.key_results.push(NewKeyResult { row: after, import_key: existing::place(&parsed.key) });
        } else {
            self.batch.changed_key_results.push(after);
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
        rollup: Mode::KeyResults,
        version: 1,
        updated_at: DateTime::UNIX_EPOCH,
    }
}

/// What has been found about one key result.
#[derive(Default)]
struct Work {
    said: Said,
    changes: Vec<FieldChange>,
    readings: Vec<NewReading>,
    readings_unchanged: u64,
    check_in: Option<NewCheckIn>,
    scores: Vec<NewScore>,
    has_new_scores: bool,
    contributors: Vec<AccountId>,
    previous: Option<Decimal>,
}

/// Whether the numbers define a progress. Only asked of what is new: what is there was let in before.
fn check_definition(
    parsed: &ParsedKeyResult,
    definition: &Definition,
    work: &Work,
    is_new: bool,
) -> Result<(), Refused> {
    let redefined = work.changes.iter().any(|change| matches!(change.field, "kind" | "baseline" | "target"));
    if !is_new && !redefined {
        return Ok(());
    }
    let has_parts = match definition.kind {
        Kind::Scale => !definition.levels.is_empty(),
        Kind::Milestones => !definition.milestones.is_empty(),
        Kind::Band => definition.band_low.is_some(),
        _ => true,
    };
    if !has_parts {
        return Err((Field::Kind, RowErrorKind::KindNeedsDetails, parsed.title.clone()));
    }
    if definition.target.is_none()
        && matches!(definition.kind, Kind::Percentage | Kind::Absolute | Kind::AtLeast | Kind::AtMost)
    {
        return Err((Field::Target, RowErrorKind::MissingTarget, parsed.title.clone()));
    }
    definition.kept_measure().map(drop).map_err(|_| (Field::Target, RowErrorKind::NoProgress, parsed.title.clone()))
}

/// Whether a key result can have this value from a table.
fn takes(definition: &Definition, value: Decimal) -> bool {
    match definition.kind {
        Kind::Milestones => false,
        Kind::Binary => value == Decimal::ZERO || value == Decimal::ONE,
        Kind::Scale => value.is_integer() && value >= Decimal::ONE && value <= Decimal::from(definition.levels.len()),
        _ => true,
    }
}

fn kind(kind: words::Kind) -> Kind {
    match kind {
        words::Kind::Percentage => Kind::Percentage,
        words::Kind::Absolute => Kind::Absolute,
        words::Kind::Binary => Kind::Binary,
        words::Kind::Scale => Kind::Scale,
        words::Kind::AtLeast => Kind::AtLeast,
        words::Kind::AtMost => Kind::AtMost,
        words::Kind::Band => Kind::Band,
        words::Kind::Milestones => Kind::Milestones,
    }
}

fn visibility(visibility: words::Visibility) -> Visibility {
    match visibility {
        words::Visibility::Organization => Visibility::Organization,
        words::Visibility::Workspace => Visibility::Workspace,
        words::Visibility::Private => Visibility::Private,
    }
}
