//! Reads the JSON that the list of objectives exports, without a mapping: its fields are known.
//!
//! `format` has to be `okrio-objectives` and `version` one that is known here. An objective and a key result are found again
//! by `import_key` or else by `id`; people and workspaces by `id`, then by name. A field that is missing is left as it is,
//! but a key result with a `kind` is defined by all that stands beside it. Stage, halt and archive count for objectives
//! that come in new. What is computed here (`progress`, `status`) is not read.

mod depth;
mod key_result;
mod node;
mod objective;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::key;
use super::limits;
use super::mapping::{Columns, Field, Options};
use super::parsed::ParsedObjective;
use super::plan::Plan;
use super::reading::{ReadError, ReadErrorKind};
use super::row_error::{RowError, RowErrorKind};
use super::values::normalise;
use super::values::people::Person;
use super::values::period::{CalendarDays, PeriodName};
use node::{Node, Reader};

/// The word in `format`.
pub const FORMAT: &str = "okrio-objectives";
/// The version that is read.
pub const VERSION: u64 = 1;

/// The file as a whole; each part is read by itself, so that a fault in one says where it is.
#[derive(Deserialize)]
struct File<'t> {
    #[serde(borrow, default)]
    format: Option<&'t RawValue>,
    #[serde(borrow, default)]
    version: Option<&'t RawValue>,
    #[serde(borrow, default)]
    period: Option<&'t RawValue>,
    #[serde(borrow, default)]
    objectives: Option<&'t RawValue>,
}

/// The key results of an objective as they stand in the file.
#[derive(Deserialize)]
struct KeyResults<'t> {
    #[serde(borrow, default)]
    key_results: Option<Vec<&'t RawValue>>,
}

/// Whether content is to be read as JSON: it begins like an object or a list and is not called a table, or it is called JSON.
pub fn is_json(content: &[u8], file_name: &str) -> bool {
    let name = file_name.to_lowercase();
    let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
    let first = content.iter().find(|byte| !byte.is_ascii_whitespace());
    name.ends_with(".json")
        || matches!(first, Some(b'{' | b'['))
            && ![".csv", ".tsv", ".tab", ".txt", ".xlsx"].iter().any(|end| name.ends_with(end))
}

/// The names that faults found later give to fields.
pub fn columns() -> Columns {
    let names = Field::ALL.map(|field| (field, name(field)));
    Columns {
        header_line: 0,
        fields: names.iter().enumerate().map(|(place, (field, _))| (*field, place)).collect::<BTreeMap<_, _>>(),
        headers: names.iter().map(|(_, name)| (*name).to_owned()).collect(),
        tree: None,
        ignored: Vec::new(),
        options: Options::default(),
        people: HashMap::new(),
    }
}

fn name(field: Field) -> &'static str {
    match field {
        Field::ObjectiveKey => "id",
        Field::ObjectiveTitle => "title",
        Field::ObjectiveDescription => "description",
        Field::ObjectiveOwner => "owner",
        Field::ObjectiveWeight => "weight",
        Field::ObjectivePriority => "priority",
        Field::ParentObjective => "parents",
        Field::Visibility => "visibility",
        Field::Team => "workspace",
        Field::Period => "period",
        Field::KeyResultKey => "key_results.id",
        Field::KeyResultTitle => "key_results.title",
        Field::KeyResultDescription => "key_results.description",
        Field::Kind => "key_results.kind",
        Field::Unit => "key_results.unit",
        Field::Baseline => "key_results.baseline",
        Field::Target => "key_results.target",
        Field::Value => "key_results.value",
        Field::ValueDate => "key_results.value_on",
        Field::Weight => "key_results.weight",
        Field::Priority => "key_results.priority",
        Field::Owner => "key_results.owner",
        Field::Contributors => "contributors",
        Field::Confidence => "key_results.confidence",
        Field::Comment => "key_results.comment",
        Field::Status => "key_results.status",
        Field::MidScore => "key_results.mid_score",
        Field::FinalScore => "key_results.final_score",
        Field::Version => "version",
        Field::RowReference | Field::RowAbove | Field::RowType => "objectives",
    }
}

/// Reads a whole file. Faults of single objectives and key results are in the plan.
///
/// Fails when the file is no JSON, nests too deeply, or is not an export of objectives in a version that is known.
pub fn read(content: &[u8]) -> Result<Plan, ReadError> {
    if content.len() as u64 > limits::MAX_FILE_BYTES {
        return Err(ReadErrorKind::TooLarge.into());
    }
    let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
    let text = std::str::from_utf8(content).map_err(|_| ReadErrorKind::NotUtf8)?;
    if text.trim().is_empty() {
        return Err(ReadErrorKind::NoObjectives.into());
    }
    if let Some(line) = depth::line_beyond(text, limits::MAX_JSON_DEPTH) {
        return Err(ReadError::at_line(ReadErrorKind::TooDeep, line));
    }
    let file: File = serde_json::from_str(text).map_err(|error| broken(&error))?;
    let format = file.format.and_then(|raw| serde_json::from_str::<String>(raw.get()).ok());
    if format.as_deref() != Some(FORMAT) {
        return Err(ReadErrorKind::ForeignJson.into());
    }
    let version = file.version.and_then(|raw| serde_json::from_str::<u64>(raw.get()).ok());
    if version != Some(VERSION) {
        return Err(ReadErrorKind::OtherVersion(version.unwrap_or_default()).into());
    }
    let objectives: Vec<&RawValue> =
        file.objectives.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
    if objectives.is_empty() {
        return Err(ReadErrorKind::NoObjectives.into());
    }
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut planner = Planner::default();
    let mut all = Reader::new(file.period.map_or(1, |raw| Lines { text, at: 0, line: 1 }.of(raw.get())));
    let period: Value = file.period.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
    let period = period_of(&mut all, &Node::of(&period, "period".to_owned()));
    planner.period = period.map(Arc::new);
    planner.fault(all.errors, 0);
    for (place, raw) in objectives.into_iter().enumerate() {
        planner.objective(raw, place, &mut lines);
        if planner.plan.rows >= limits::MAX_ROWS {
            return Err(ReadError::at_line(ReadErrorKind::TooManyRows, lines.line));
        }
    }
    planner.name_parents();
    Ok(planner.plan)
}

fn broken(error: &serde_json::Error) -> ReadError {
    match error.classify() {
        Category::Data => ReadErrorKind::ForeignJson.into(),
        _ => ReadError {
            kind: ReadErrorKind::BrokenJson,
            line: u32::try_from(error.line()).ok(),
            column: Some(error.column().to_string()),
        },
    }
}

/// The period of all objectives.
fn period_of(reader: &mut Reader, node: &Node<'_>) -> Option<PeriodName> {
    let name = reader.title(&node.get("name"), limits::MAX_PERIOD_NAME)?;
    let kind = reader.word(&node.get("kind"), &["quarter", "half_year", "year", "custom"], |word| {
        ["quarter", "half_year", "year", "custom"].into_iter().find(|kind| *kind == word)
    })?;
    let first = reader.day(&node.get("starts_on"))?;
    let last = reader.day(&node.get("ends_on"))?;
    if last <= first {
        return reader.fail(&node.get("ends_on"), RowErrorKind::NotADate);
    }
    Some(PeriodName { days: Some(CalendarDays { kind, first, last }), ..PeriodName::parse(&name) })
}

/// Counts lines up to parts of a text that come one after the other.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line in which a part begins.
    fn of(&mut self, part: &str) -> u32 {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let between = self.text.as_bytes().get(self.at..start).unwrap_or_default();
        let breaks = between.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.at = self.at.max(start);
        self.line
    }
}

#[derive(Default)]
struct Planner {
    plan: Plan,
    period: Option<Arc<PeriodName>>,
    /// Lines by key, of objectives and of key results.
    keys: HashMap<(bool, String), u32>,
    /// The key by which an id of the file is found again.
    by_id: HashMap<String, String>,
    people: HashMap<String, Arc<Person>>,
}

impl Planner {
    /// Takes in an objective with its key results; `lines` stands before it.
    fn objective(&mut self, raw: &RawValue, place: usize, lines: &mut Lines<'_>) {
        let line = lines.of(raw.get());
        let value: Value = serde_json::from_str(raw.get()).unwrap_or_default();
        let node = Node::of(&value, format!("objectives[{place}]"));
        let mut reader = Reader::new(line);
        let mut parsed = objective::read(&mut reader, &node, self.period.as_ref());
        self.once(&mut reader, &node, true, parsed.as_ref().map(|(one, _)| one.key.as_str()));
        let listed = node.get("key_results");
        let key_results: KeyResults = serde_json::from_str(raw.get()).unwrap_or(KeyResults { key_results: None });
        if key_results.key_results.is_none() && listed.is_told() {
            reader.list(&listed);
        }
        let key_results = key_results.key_results.unwrap_or_default();
        let rows = u32::try_from(key_results.len().max(1)).unwrap_or(u32::MAX);
        self.plan.rows = self.plan.rows.saturating_add(rows);
        if !reader.errors.is_empty() {
            self.fault(reader.errors, rows);
            parsed = None;
        }
        if let Some((one, id)) = &mut parsed {
            if let Some(id) = id.take() {
                self.by_id.insert(id, one.key.as_str().to_owned());
            }
            self.share_people(one);
        }
        let mut titles = HashMap::new();
        for (place, raw) in key_results.into_iter().enumerate() {
            let mut reader = Reader::new(lines.of(raw.get()));
            let value: Value = serde_json::from_str(raw.get()).unwrap_or_default();
            let node = node.of_list("key_results", place, &value);
            let mut read = key_result::read(&mut reader, &node);
            match &mut read {
                Some(one) if one.key.as_str().is_empty() => {
                    // known by its title, and by the how-manieth of that title
                    let ordinal = titles.entry(normalise(&one.title)).or_insert(0_u32);
                    *ordinal += 1;
                    if let Some((objective, _)) = &parsed {
                        one.key = key::of_key_result(&objective.key, &one.title, *ordinal);
                    }
                }
                read => self.once(&mut reader, &node, false, read.as_ref().map(|one| one.key.as_str())),
            }
            if !reader.errors.is_empty() {
                // the rows of a bad objective are counted already
                self.fault(reader.errors, u32::from(parsed.is_some()));
            } else if let (Some(mut read), Some((objective, _))) = (read, &mut parsed) {
                read.owner = read.owner.map(|owner| self.person(owner));
                objective.key_results.push(read);
            }
        }
        self.plan.objectives.extend(parsed.map(|(objective, _)| objective));
    }

    /// A key may stand once among the objectives, and once among the key results.
    fn once(&mut self, reader: &mut Reader, node: &Node<'_>, is_objective: bool, key: Option<&str>) {
        let Some(key) = key else { return };
        if let Some(line) = self.keys.insert((is_objective, key.to_owned()), reader.line) {
            reader.errors.push(RowError::new(
                reader.line,
                Some(&node.get("id").path),
                RowErrorKind::SameKeyTwice(line),
                key,
            ));
        }
    }

    fn fault(&mut self, errors: Vec<RowError>, rows: u32) {
        if errors.is_empty() {
            return;
        }
        self.plan.bad_rows = self.plan.bad_rows.saturating_add(rows);
        let room = limits::MAX_LISTED_ERRORS.saturating_sub(self.plan.errors.len());
        self.plan.unlisted_errors += errors.len().saturating_sub(room);
        self.plan.errors.extend(errors.into_iter().take(room));
    }

    fn share_people(&mut self, objective: &mut ParsedObjective) {
        let details = &mut objective.details;
        details.owner = details.owner.take().map(|owner| self.person(owner));
        details.contributors =
            std::mem::take(&mut details.contributors).into_iter().map(|one| self.person(one)).collect();
    }

    /// The one mention of a person that all share.
    fn person(&mut self, person: Arc<Person>) -> Arc<Person> {
        let people = &mut self.plan.people;
        let shared = self.people.entry(person.identity()).or_insert_with(|| {
            people.push(Arc::clone(&person));
            person
        });
        Arc::clone(shared)
    }

    /// Objectives above are named by their ids; those that stand in the file may go by another key.
    fn name_parents(&mut self) {
        for objective in &mut self.plan.objectives {
            let details = &mut objective.details;
            let named = details.parent.iter_mut().chain(details.supports.iter_mut().map(|above| &mut above.named));
            for id in named {
                if let Some(key) = self.by_id.get(id) {
                    id.clone_from(key);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
