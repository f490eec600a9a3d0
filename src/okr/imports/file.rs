//! From the bytes of a file to its header, its guess and its plan. Reading takes processor time, so it has a thread of its own.

use std::io::Cursor;
use std::sync::Arc;

use tokio::sync::watch;

use super::actions::Progress;
use super::json;
use super::mapping::{self, Columns, Guess, Header, Layout, Mapping};
use super::message::Message;
use super::plan::{self, Plan, Planner};
use super::reading::{self, ReadError, Row, Sheet};
use super::report::ReportError;
use super::values::people::Person;
use crate::kernel::{Failure, Result};

/// Rows that a guess is made from and that are shown.
const SAMPLE: usize = 60;

/// Rows that people are looked for in before the whole file is read.
const PEOPLE_ROWS: usize = 2_000;

/// Why a file and its mapping give no plan: what stands in the report instead.
pub type Fault = ReportError<Message>;

/// The beginning of a file.
#[derive(Debug, Clone)]
pub struct Head {
    pub header: Header,
    pub guess: Guess,
    /// Rows below the header.
    pub sample: Vec<Row>,
}

fn open(content: impl AsRef<[u8]> + Send + 'static, file_name: &str) -> std::result::Result<Sheet, ReadError> {
    reading::open_input(Box::new(Cursor::new(content)), file_name)
}

fn head_of(sheet: &mut Sheet, header_line: Option<u32>) -> std::result::Result<Option<Head>, ReadError> {
    let rows = sheet.head(SAMPLE)?;
    let header = header_line.and_then(|line| Header::at(&rows, line)).or_else(|| Header::find(&rows));
    Ok(header.map(|header| {
        let sample: Vec<Row> = rows.into_iter().filter(|row| row.line > header.line).collect();
        let mut guess = mapping::guess(&header, &sample);
        if let Some(layout) = Layout::find(&header) {
            layout.apply(&mut guess);
        }
        Head { header, guess, sample }
    }))
}

fn fault(error: &ReadError) -> Fault {
    ReportError::from(error)
}

/// The header with what its columns seem to mean. `header_line` overrules the row that looks like the header.
pub async fn head(
    content: impl AsRef<[u8]> + Send + 'static,
    file_name: String,
    header_line: Option<u32>,
) -> Result<std::result::Result<Head, ReadError>> {
    apart(move || {
        let mut sheet = open(content, &file_name)?;
        head_of(&mut sheet, header_line)?.ok_or_else(|| reading::ReadErrorKind::Empty.into())
    })
    .await
}

/// Reads JSON whole, only to tell what is wrong with it.
pub async fn check_json(content: Arc<[u8]>) -> Result<std::result::Result<(), ReadError>> {
    apart(move || json::read(&content).map(drop)).await
}

/// The people that the first rows name.
pub async fn people(
    content: impl AsRef<[u8]> + Send + 'static,
    file_name: String,
    mut mapping: Mapping,
) -> Result<Vec<Arc<Person>>> {
    // who they are does not depend on the period, so one that has not been chosen yet is no hindrance
    mapping.options.period.get_or_insert_with(|| "-".to_owned());
    mapping.options.people.clear();
    apart(move || {
        let mut sheet = open(content, &file_name).ok()?;
        let header = head_of(&mut sheet, mapping.header_line).ok()??.header;
        let columns = mapping.bind(&header).ok()?;
        let mut planner = Planner::new(&columns);
        let rows: Vec<Row> = sheet
            .rows()
            .ok()?
            .take(PEOPLE_ROWS)
            .filter_map(std::result::Result::ok)
            .filter(|row| row.line > header.line)
            .collect();
        match &columns.tree {
            Some(_) => planner.add_tree(&rows),
            None => rows.iter().for_each(|row| planner.add(row)),
        }
        Some(planner.finish().people)
    })
    .await
    .map(Option::unwrap_or_default)
}

/// The whole file, read with a mapping or with the guess.
pub async fn plan(
    content: Vec<u8>,
    file_name: String,
    mapping: Option<Mapping>,
    period: Option<String>,
    progress: watch::Sender<Progress>,
) -> Result<std::result::Result<(Plan, Columns), Fault>> {
    apart(move || {
        if json::is_json(&content, &file_name) {
            return json::read(&content).map(|plan| (plan, json::columns())).map_err(|error| fault(&error));
        }
        let mut sheet = open(content, &file_name).map_err(|error| fault(&error))?;
        let wanted = mapping.as_ref().and_then(|mapping| mapping.header_line);
        let head = head_of(&mut sheet, wanted)
            .map_err(|error| fault(&error))?
            .ok_or_else(|| fault(&reading::ReadErrorKind::Empty.into()))?;
        let mut mapping = mapping.unwrap_or(head.guess.mapping);
        mapping.options.period = period.or(mapping.options.period);
        let columns = mapping.bind(&head.header).map_err(|error| Fault {
            line: Some(head.header.line),
            column: None,
            message: error.message(),
        })?;
        let plan = plan::read(&mut sheet, &columns, |rows| {
            progress.send_replace(Progress { done: rows, total: 0 });
        })
        .map_err(|error| fault(&error))?;
        Ok((plan, columns))
    })
    .await
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Failure::internal)
}
