//! What the pages of imports show.

use askama::Template;

use super::difference_views::DifferencesView;
use super::file::Head;
use super::mapping::{Field, Mapping, Options};
use super::message::Message;
use super::report::{Counts, ImportReport};
use super::store::{Import, State};
use super::values::date::DateOrder;
use super::values::number::DecimalMark;
use crate::i18n::Lang;
use crate::kernel::ImportId;
use crate::okr::scores::views::ScoresView;

/// First values of a column that the form shows.
const VALUES_SHOWN: usize = 3;
/// Lines of problems that a page shows.
const ERRORS_SHOWN: usize = 200;

/// The newest imports and the form for another one.
#[derive(Template)]
#[template(path = "okr/imports/list.html")]
pub struct ListPage {
    pub l: Lang,
    pub id: ImportId,
    pub imports: Vec<ImportRow>,
    /// Number of kept mappings.
    pub kept: usize,
    /// Why the file was not taken.
    pub refused: Option<String>,
}

pub struct ImportRow {
    pub id: ImportId,
    pub file_name: String,
    pub by: String,
    pub when: String,
    pub state: String,
    pub created: String,
    pub updated: String,
}

impl ImportRow {
    pub fn of(l: &Lang, import: &Import) -> Self {
        let report = import.report.clone().unwrap_or_default();
        // a dry run has created nothing
        let count = |pick: fn(&Counts) -> u64| {
            l.count(if import.dry_run { 0 } else { pick(&report.objectives) + pick(&report.key_results) })
        };
        Self {
            id: import.id,
            file_name: import.file_name.clone(),
            by: import.account_name.clone(),
            when: l.moment(import.created_at),
            state: l.say(state_message(import)),
            created: count(|counts| counts.created),
            updated: count(|counts| counts.updated),
        }
    }
}

fn state_message(import: &Import) -> &'static str {
    match (import.state, import.dry_run) {
        (State::Uploaded, _) => "imports-state-uploaded",
        (State::Queued | State::Running, _) => "imports-state-running",
        (State::Done, true) => "imports-state-checked",
        (State::Done, false) => "imports-state-done",
        (State::Failed, _) => "imports-state-failed",
    }
}

/// The four steps; those before the current one are done.
#[derive(Template)]
#[template(path = "okr/imports/steps.html")]
pub struct StepsView {
    pub l: Lang,
    pub current: usize,
    has_columns: bool,
}

impl StepsView {
    const NAMES: [&'static str; 4] =
        ["imports-step-file", "imports-step-columns", "imports-step-check", "imports-step-result"];

    pub fn of(l: Lang, import: &Import, current: usize) -> Self {
        Self { l, current, has_columns: import.has_columns() }
    }

    fn names(&self) -> impl Iterator<Item = (usize, String)> + '_ {
        (0..)
            .zip(Self::NAMES)
            .filter(|(place, _)| *place != 1 || self.has_columns)
            .map(|(place, id)| (place, self.l.say(id)))
    }
}

/// Which column means what.
#[derive(Template)]
#[template(path = "okr/imports/mapping.html")]
pub struct MappingPage {
    pub l: Lang,
    pub id: ImportId,
    pub once: crate::okr::parts::Once,
    pub steps: StepsView,
    pub file_name: String,
    pub header_line: u32,
    pub columns: Vec<ColumnRow>,
    pub options: Options,
    /// Mappings that can be chosen: code, label, whether it is the chosen one.
    pub sources: Vec<(String, String, bool)>,
    /// Where the shown one comes from.
    pub source_note: Option<String>,
    /// The name under which it is to be kept.
    pub keep: String,
    /// As it was typed, when it could not be read.
    pub period: String,
    pub periods: Vec<String>,
    pub people: Vec<PersonRow>,
    /// No column names the owners of objectives, so that whoever imports is going to own them.
    pub owns_objectives: bool,
    /// More people than are shown.
    pub more_people: bool,
    /// Those whom a name can be given to: address and what is shown.
    pub accounts: Vec<(String, String)>,
    pub problems: Vec<(String, String)>,
}

pub struct ColumnRow {
    pub place: usize,
    pub header: String,
    pub values: String,
    pub field: Option<Field>,
    pub reason: String,
}

impl ColumnRow {
    /// All that it can become; whether it is the chosen one.
    fn fields(&self, l: &Lang) -> impl Iterator<Item = (Field, String, bool)> {
        Field::ALL.into_iter().map(|field| (field, l.say(&field.label_id()), self.field == Some(field)))
    }
}

pub struct PersonRow {
    pub name: String,
    /// The address that the mapping gives.
    pub email: String,
}

impl MappingPage {
    /// Rows for the columns that have a name; what was chosen before wins over the guess.
    pub fn columns(l: &Lang, head: &Head, chosen: Option<&Mapping>) -> Vec<ColumnRow> {
        let mut mapped = chosen.map(|mapping| mapping.columns.iter());
        head.guess
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| !column.header.is_empty())
            .map(|(place, column)| {
                let mut values: Vec<_> = Vec::with_capacity(VALUES_SHOWN);
                let cells = head.sample.iter().filter_map(|row| row.cells.get(place)).filter(|cell| !cell.is_blank());
                for value in cells.map(|cell| shortened(&cell.text())) {
                    if values.len() < VALUES_SHOWN && !values.contains(&value) {
                        values.push(value);
                    }
                }
                // the mapping lists the named columns in their order
                let field = match mapped.as_mut() {
                    Some(columns) => columns.next().and_then(|column| column.field),
                    None => column.field,
                };
                ColumnRow {
                    place,
                    header: column.header.clone(),
                    values: values.join("; "),
                    field,
                    reason: column.reason.message().in_words(l),
                }
            })
            .collect()
    }

    fn decimal_marks(&self) -> [(&'static str, String, bool); 3] {
        let is = |mark| self.options.decimal_mark == mark;
        [
            ("auto", self.l.say("import-option-decimal-mark-auto"), is(DecimalMark::Auto)),
            ("point", self.l.say("import-option-decimal-mark-point"), is(DecimalMark::Point)),
            ("comma", self.l.say("import-option-decimal-mark-comma"), is(DecimalMark::Comma)),
        ]
    }

    fn date_orders(&self) -> [(&'static str, String, bool); 3] {
        let is = |order| self.options.date_order == order;
        [
            ("auto", self.l.say("import-option-date-order-auto"), is(DateOrder::Auto)),
            ("day_first", self.l.say("import-option-date-order-day-first"), is(DateOrder::DayFirst)),
            ("month_first", self.l.say("import-option-date-order-month-first"), is(DateOrder::MonthFirst)),
        ]
    }

    fn date(day: &Option<chrono::NaiveDate>) -> String {
        day.map(|day| day.to_string()).unwrap_or_default()
    }

    /// The code of the chosen source.
    fn source(&self) -> &str {
        self.sources.iter().find(|(_, _, chosen)| *chosen).map_or("auto", |(code, _, _)| code)
    }

    fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }
}

fn shortened(text: &str) -> String {
    let tidy = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match tidy.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", tidy.get(..end).unwrap_or_default()),
        None => tidy,
    }
}

/// An import at work; asks again by itself until it is done.
#[derive(Template)]
#[template(path = "okr/imports/job.html")]
pub struct JobView {
    pub l: Lang,
    pub id: ImportId,
    pub heading: String,
    pub done: i32,
    pub total: i32,
}

impl JobView {
    pub fn of(l: Lang, import: &Import) -> Self {
        let heading = if import.dry_run { "imports-job-check" } else { "imports-job-import" };
        Self {
            l,
            id: import.id,
            heading: l.tr(heading).arg("file", &import.file_name).to_string(),
            done: import.rows_done,
            total: import.rows_total,
        }
    }

    fn percent(&self) -> i32 {
        i32::try_from(i64::from(self.done) * 100 / i64::from(self.total.max(1))).unwrap_or(100)
    }
}

/// The page around an import at work.
#[derive(Template)]
#[template(path = "okr/imports/at_work.html")]
pub struct AtWorkPage {
    pub l: Lang,
    pub steps: StepsView,
    pub file_name: String,
    pub job: JobView,
}

/// What the file brings, has brought, or why it brings nothing.
#[derive(Template)]
#[template(path = "okr/imports/report.html")]
pub struct ReportPage {
    pub l: Lang,
    pub id: ImportId,
    pub once: crate::okr::parts::Once,
    pub steps: StepsView,
    pub file_name: String,
    pub is_done: bool,
    pub failure: Option<String>,
    pub figures: Vec<Figure>,
    pub errors: Vec<ErrorRow>,
    pub more_errors: usize,
    pub differences: DifferencesView,
    /// Fields that people have changed since the export, to something else than the file says.
    pub conflicts: u64,
    pub bad_rows: i32,
    pub good_rows: i32,
    pub ignored: String,
    /// Its columns were chosen, and can be chosen anew.
    pub has_columns: bool,
    /// The file can be imported, or tried again, from this page.
    pub can_run: bool,
    pub scores: Option<ScoresView>,
    /// Address of the objectives, when something was imported.
    pub objectives: Option<String>,
}

pub struct Figure {
    pub label: String,
    pub total: String,
    pub details: String,
}

pub struct ErrorRow {
    pub line: Option<u32>,
    pub column: String,
    pub problem: String,
}

impl ReportPage {
    pub fn figures(l: &Lang, report: &ImportReport<Message>) -> Vec<Figure> {
        [
            ("imports-objectives", report.objectives),
            ("imports-key-results", report.key_results),
            ("imports-check-ins", report.check_ins),
            ("imports-people", report.people),
        ]
        .into_iter()
        .map(|(label, counts)| Figure {
            label: l.say(label),
            total: l.number(&(counts.created + counts.updated + counts.unchanged).into()),
            details: l
                .tr("imports-counts")
                .arg("created", counts.created)
                .arg("updated", counts.updated)
                .arg("unchanged", counts.unchanged)
                .to_string(),
        })
        .collect()
    }

    pub fn errors(l: &Lang, report: &ImportReport<Message>) -> (Vec<ErrorRow>, usize) {
        let rows = report
            .errors
            .iter()
            .take(ERRORS_SHOWN)
            .map(|error| ErrorRow {
                line: error.line,
                column: error.column.clone().unwrap_or_default(),
                problem: error.message.in_words(l),
            })
            .collect();
        (rows, report.errors.len().saturating_sub(ERRORS_SHOWN))
    }
}
