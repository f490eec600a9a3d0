//! Gathers the rows of a file into objectives with their key results.

use std::collections::HashMap;
use std::sync::Arc;

use super::key::{self, ImportKey};
use super::limits;
use super::mapping::{Columns, Field};
use super::parsed::{ObjectiveDetails, ParsedKeyResult, ParsedObjective};
use super::reading::{ReadError, Row, Sheet};
use super::row::{self, ParsedRow, RowKeyResult};
use super::row_error::{RowError, RowErrorKind};
use super::values::normalise;
use super::values::people::Person;
use super::values::period::PeriodName;

/// What a file would do. Rows with errors are not in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// Objectives in the order of their first rows.
    pub objectives: Vec<ParsedObjective>,
    /// Everyone named in the rows that can be imported, each once, in the order of the file.
    pub people: Vec<Arc<Person>>,
    /// Faults, in the order of the file; at most [`limits::MAX_LISTED_ERRORS`].
    pub errors: Vec<RowError>,
    /// Faults beyond those that are listed.
    pub unlisted_errors: usize,
    /// Rows below the header that hold something.
    pub rows: u32,
    /// Rows among them that have errors.
    pub bad_rows: u32,
    /// Headers of the columns that were left out.
    pub ignored_columns: Vec<String>,
}

impl Plan {
    /// Number of key results.
    pub fn key_result_count(&self) -> usize {
        self.objectives.iter().map(|objective| objective.key_results.len()).sum()
    }
}

/// Reads a whole file into a plan. `progress` is told the number of rows done, every thousand rows.
///
/// Fails only when the file itself cannot be read further.
pub fn read(sheet: &mut Sheet, columns: &Columns, mut progress: impl FnMut(u32)) -> Result<Plan, ReadError> {
    let mut planner = Planner::new(columns);
    let mut of_tree = Vec::new();
    for row in sheet.rows()? {
        let row = row?;
        if row.line > columns.header_line {
            if columns.tree.is_some() {
                of_tree.push(row);
                continue;
            }
            planner.add(&row);
            if planner.plan.rows.is_multiple_of(1000) {
                progress(planner.plan.rows);
            }
        }
    }
    planner.add_tree(&of_tree);
    Ok(planner.finish())
}

/// Takes rows one by one.
pub struct Planner<'c> {
    columns: &'c Columns,
    plan: Plan,
    by_given_key: HashMap<String, usize>,
    by_title: HashMap<(String, String, String), usize>,
    key_lines: HashMap<String, u32>,
    /// How often a title came in an objective; counted for bad rows too, so that a row keeps its
    /// key when another is mended.
    ordinals: HashMap<key::Place, u32>,
    people: HashMap<String, Arc<Person>>,
    periods: HashMap<String, Arc<PeriodName>>,
    teams: HashMap<String, Arc<str>>,
    above: Option<ParsedRow>,
}

impl<'c> Planner<'c> {
    /// An empty plan for a file with these columns.
    pub fn new(columns: &'c Columns) -> Self {
        let plan = Plan { ignored_columns: columns.ignored.clone(), ..Plan::default() };
        Self {
            columns,
            plan,
            by_given_key: HashMap::new(),
            by_title: HashMap::new(),
            key_lines: HashMap::new(),
            ordinals: HashMap::new(),
            people: HashMap::new(),
            periods: HashMap::new(),
            teams: HashMap::new(),
            above: None,
        }
    }

    /// Takes in all rows of a file in which each row is an objective or a key result.
    pub fn add_tree(&mut self, rows: &[Row]) {
        let Some(tree) = &self.columns.tree else { return };
        let (rows, errors) = tree.rows(rows, |place| self.columns.headers.get(place).cloned());
        for row in &rows {
            self.add(row);
        }
        for error in errors {
            self.plan.rows += 1;
            self.fault(vec![error]);
        }
    }

    /// Takes a row in; its faults go into the plan.
    pub fn add(&mut self, row: &Row) {
        self.plan.rows += 1;
        let (mut parsed, mut errors) = row::parse(row, self.columns);
        self.repeat_above(&mut parsed);
        let missing = |errors: &[RowError], field, columns: &Columns| {
            let header = columns.header(field);
            !errors.iter().any(|error| error.column.as_deref() == header)
        };
        if parsed.objective_title.is_none() && missing(&errors, Field::ObjectiveTitle, self.columns) {
            errors.push(self.error(row.line, Field::ObjectiveTitle, RowErrorKind::MissingObjective, ""));
        }
        if parsed.period.is_none() && missing(&errors, Field::Period, self.columns) {
            errors.push(self.error(row.line, Field::Period, RowErrorKind::MissingPeriod, ""));
        }
        if let Some(key_result) = &parsed.key_result {
            if key_result.title.is_none() && missing(&errors, Field::KeyResultTitle, self.columns) {
                errors.push(self.error(row.line, Field::KeyResultTitle, RowErrorKind::MissingKeyResult, ""));
            }
            if errors.is_empty()
                && let Err((field, kind)) = key_result.measure()
            {
                let text = key_result.title.clone().unwrap_or_default();
                errors.push(self.error(row.line, field, kind, &text));
            }
        }
        self.place(parsed, &mut errors);
        if !errors.is_empty() {
            self.fault(errors);
        }
    }

    /// Notes what is wrong with a row.
    fn fault(&mut self, errors: Vec<RowError>) {
        self.plan.bad_rows += 1;
        let room = limits::MAX_LISTED_ERRORS.saturating_sub(self.plan.errors.len());
        self.plan.unlisted_errors += errors.len().saturating_sub(room);
        self.plan.errors.extend(errors.into_iter().take(room));
    }

    /// The plan of all rows taken in.
    pub fn finish(self) -> Plan {
        self.plan
    }

    fn error(&self, line: u32, field: Field, kind: RowErrorKind, text: &str) -> RowError {
        RowError::new(line, self.columns.header(field), kind, text)
    }

    /// Fills empty cells from the row above, where the mapping asks for it.
    fn repeat_above(&mut self, row: &mut ParsedRow) {
        if !self.columns.options.repeat_above {
            return;
        }
        if let Some(above) = &self.above
            && row.objective_title.is_none()
        {
            row.objective_title = above.objective_title.clone();
            row.objective_key = row.objective_key.take().or_else(|| above.objective_key.clone());
            row.team = row.team.take().or_else(|| above.team.clone());
            if self.columns.fields.contains_key(&Field::Period) {
                row.period = above.period.clone().or(row.period.take());
            }
        }
        self.above = Some(ParsedRow { key_result: None, details: ObjectiveDetails::default(), ..row.clone() });
    }

    /// Puts the row where it belongs, unless it has errors; its title is counted in any case.
    fn place(&mut self, row: ParsedRow, errors: &mut Vec<RowError>) {
        let (Some(title), Some(period)) = (&row.objective_title, &row.period) else {
            return;
        };
        let team = row.team.as_deref();
        let identity = (normalise(team.unwrap_or_default()), period.canonical(), normalise(title));
        let known = match &row.objective_key {
            Some(key) => self.by_given_key.get(key).or_else(|| {
                // a row without a key may have come first
                let place = self.by_title.get(&identity)?;
                let objective = self.plan.objectives.get(*place)?;
                matches!(objective.key, ImportKey::Derived(_)).then_some(place)
            }),
            None => self.by_title.get(&identity),
        }
        .copied();
        let key = match (known.and_then(|place| self.plan.objectives.get(place)), &row.objective_key) {
            (Some(objective), _) => objective.key.clone(),
            (None, Some(key)) => ImportKey::Given(key.clone()),
            (None, None) => key::of_objective(team, &period.canonical(), title),
        };
        let key_result_key = row.key_result.as_ref().and_then(|kr| self.key_of(&key, kr));
        if let (Some(ImportKey::Given(given)), Some(key_result)) = (&key_result_key, &row.key_result) {
            match self.key_lines.get(given) {
                Some(line) => {
                    let kind = RowErrorKind::SameKeyTwice(*line);
                    let text = key_result.key.clone().unwrap_or_default();
                    errors.push(self.error(row.line, Field::KeyResultKey, kind, &text));
                }
                None => {
                    self.key_lines.insert(given.clone(), row.line);
                }
            }
        }
        if !errors.is_empty() {
            return;
        }
        let place = match known {
            Some(place) => {
                if let Some(error) = self.contradiction(place, &row, &identity) {
                    errors.push(error);
                    return;
                }
                place
            }
            None => self.begin_objective(&row, key, &identity),
        };
        self.adopt_key(place, row.objective_key.as_deref());
        self.add_details(place, &row.details);
        if let (Some(key), Some(key_result)) = (key_result_key, row.key_result) {
            let parsed = self.parsed(row.line, key, key_result);
            if let (Some(parsed), Some(objective)) = (parsed, self.plan.objectives.get_mut(place)) {
                objective.key_results.push(parsed);
            }
        }
    }

    /// An objective whose first rows had no key takes the one that a later row has.
    fn adopt_key(&mut self, place: usize, given: Option<&str>) {
        if let (Some(given), Some(objective)) = (given, self.plan.objectives.get_mut(place))
            && matches!(objective.key, ImportKey::Derived(_))
        {
            objective.key = ImportKey::Given(given.to_owned());
            self.by_given_key.insert(given.to_owned(), place);
        }
    }

    fn key_of(&mut self, objective: &ImportKey, key_result: &RowKeyResult) -> Option<ImportKey> {
        if let Some(key) = &key_result.key {
            return Some(ImportKey::Given(key.clone()));
        }
        let title = key_result.title.as_deref()?;
        let ordinal = self.ordinals.entry(key::place(objective, title)).or_default();
        *ordinal += 1;
        Some(key::of_key_result(objective, title, *ordinal))
    }

    fn begin_objective(&mut self, row: &ParsedRow, key: ImportKey, identity: &(String, String, String)) -> usize {
        let place = self.plan.objectives.len();
        if let ImportKey::Given(given) = &key {
            self.by_given_key.insert(given.clone(), place);
        }
        self.by_title.entry(identity.clone()).or_insert(place);
        let period = row.period.clone().unwrap_or_else(|| PeriodName::parse(""));
        let period = self.periods.entry(period.canonical()).or_insert_with(|| Arc::new(period)).clone();
        let team = row
            .team
            .as_deref()
            .map(|team| self.teams.entry(normalise(team)).or_insert_with(|| Arc::from(team)).clone());
        self.plan.objectives.push(ParsedObjective {
            key,
            line: row.line,
            title: row.objective_title.clone().unwrap_or_default(),
            team,
            workspace: None,
            period,
            details: ObjectiveDetails::default(),
            version: row.version,
            key_results: Vec::new(),
        });
        place
    }

    /// The first thing in which a row says otherwise than earlier rows about their objective.
    fn contradiction(&self, place: usize, row: &ParsedRow, identity: &(String, String, String)) -> Option<RowError> {
        let objective = self.plan.objectives.get(place)?;
        let (team, period, title) = identity;
        let known = &objective.details;
        let said = &row.details;
        fn differ<T: PartialEq>(known: &Option<T>, said: &Option<T>) -> bool {
            matches!((known, said), (Some(known), Some(said)) if known != said)
        }
        let field = if normalise(&objective.title) != *title {
            Field::ObjectiveTitle
        } else if normalise(objective.team.as_deref().unwrap_or_default()) != *team {
            Field::Team
        } else if objective.period.canonical() != *period {
            Field::Period
        } else if differ(&known.description, &said.description) {
            Field::ObjectiveDescription
        } else if differ(
            &known.owner.as_ref().map(|owner| owner.identity()),
            &said.owner.as_ref().map(|owner| owner.identity()),
        ) {
            Field::ObjectiveOwner
        } else if differ(&known.weight, &said.weight) {
            Field::ObjectiveWeight
        } else if differ(&known.priority, &said.priority) {
            Field::ObjectivePriority
        } else if differ(&known.parent, &said.parent) {
            Field::ParentObjective
        } else if differ(&known.visibility, &said.visibility) {
            Field::Visibility
        } else {
            return None;
        };
        let kind = RowErrorKind::Contradicts(objective.line);
        Some(self.error(row.line, field, kind, row.objective_title.as_deref().unwrap_or_default()))
    }

    fn add_details(&mut self, place: usize, said: &ObjectiveDetails) {
        let owner = said.owner.as_deref().map(|owner| self.person(owner));
        let Some(objective) = self.plan.objectives.get_mut(place) else {
            return;
        };
        let known = &mut objective.details;
        known.owner = known.owner.take().or(owner);
        known.description = known.description.take().or_else(|| said.description.clone());
        known.weight = known.weight.or(said.weight);
        known.priority = known.priority.or(said.priority);
        known.parent = known.parent.take().or_else(|| said.parent.clone());
        known.visibility = known.visibility.or(said.visibility);
    }

    fn parsed(&mut self, line: u32, key: ImportKey, said: RowKeyResult) -> Option<ParsedKeyResult> {
        let measure = said.measure().ok()?;
        let mut scores = said.scores(self.columns);
        let mut readings = said.readings(self.columns);
        // a hundred thousand of these are held at once
        scores.shrink_to_fit();
        readings.shrink_to_fit();
        let mut people: Vec<Arc<Person>> = Vec::new();
        for person in &said.owners {
            let person = self.person(person);
            if !people.contains(&person) {
                people.push(person);
            }
        }
        let mut people = people.into_iter();
        Some(ParsedKeyResult {
            key,
            line,
            title: said.title?,
            description: said.description,
            measure,
            weight: said.weight,
            priority: said.priority,
            owner: people.next(),
            contributors: people.collect(),
            rhythm: None,
            confidence: said.confidence,
            comment: said.comment,
            status: said.status,
            version: said.version,
            scores,
            readings,
        })
    }

    /// The one mention of a person that all rows share.
    fn person(&mut self, person: &Person) -> Arc<Person> {
        let people = &mut self.plan.people;
        self.people
            .entry(person.identity())
            .or_insert_with(|| {
                let person = Arc::new(person.clone());
                people.push(person.clone());
                person
            })
            .clone()
    }
}

#[cfg(test)]
mod tests;
