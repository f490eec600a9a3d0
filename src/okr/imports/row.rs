//! One row in types, cell by cell; every faulty cell is named, not the first one only.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::limits;
use super::mapping::{Columns, Field};
use super::parsed::ObjectiveDetails;
use super::reading::{Cell, Row};
use super::row_error::{RowError, RowErrorKind};
use super::values::date::{self, DateFault};
use super::values::number::{self, NumberFault};
use super::values::people::{self, Person};
use super::values::period::PeriodName;
use super::values::version;
use super::values::words::{self, Kind, Status};
use crate::web::guard::unguard;

/// What one row says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ParsedRow {
    /// Row number.
    pub line: u32,
    /// Key of the objective, when the file has one.
    pub objective_key: Option<String>,
    /// Title of the objective.
    pub objective_title: Option<String>,
    /// Team.
    pub team: Option<String>,
    /// Period, or the chosen one.
    pub period: Option<PeriodName>,
    /// What else is said about the objective.
    pub details: ObjectiveDetails,
    /// The version in which the objective was exported.
    pub version: Option<i32>,
    /// The key result, when the row has one.
    pub key_result: Option<RowKeyResult>,
}

/// What one row says about a key result.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(missing_docs)]
pub struct RowKeyResult {
    pub key: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub kind: Option<Kind>,
    pub unit: Option<String>,
    pub baseline: Option<Decimal>,
    pub target: Option<Decimal>,
    pub value: Option<Decimal>,
    pub value_date: Option<NaiveDate>,
    pub weight: Option<Decimal>,
    pub priority: Option<u8>,
    pub owners: Vec<Person>,
    pub confidence: Option<u8>,
    pub comment: Option<String>,
    pub status: Option<Status>,
    pub mid_score: Option<Decimal>,
    pub final_score: Option<Decimal>,
    pub version: Option<i32>,
    /// A number of the measure was written as a percentage.
    pub percent: bool,
}

/// Reads a row by its columns. Whatever could be read is returned beside the errors, for the row's place must be known
/// even when it cannot be imported.
pub fn parse(row: &Row, columns: &Columns) -> (ParsedRow, Vec<RowError>) {
    let mut reader = RowReader { row, columns, errors: Vec::new(), percent: false };
    let parsed = reader.parsed();
    (parsed, reader.errors)
}

struct RowReader<'r> {
    row: &'r Row,
    columns: &'r Columns,
    errors: Vec<RowError>,
    percent: bool,
}

impl RowReader<'_> {
    fn parsed(&mut self) -> ParsedRow {
        let period = self
            .line_of_text(Field::Period, limits::MAX_NAME)
            .or_else(|| self.columns.options.period.clone())
            .map(|name| PeriodName::parse(&name));
        ParsedRow {
            line: self.row.line,
            objective_key: self.line_of_text(Field::ObjectiveKey, limits::MAX_NAME),
            objective_title: self.line_of_text(Field::ObjectiveTitle, limits::MAX_OBJECTIVE_TITLE),
            team: self.line_of_text(Field::Team, limits::MAX_NAME),
            period,
            details: ObjectiveDetails {
                description: self.text(Field::ObjectiveDescription, limits::MAX_DESCRIPTION),
                owner: self.people(Field::ObjectiveOwner).into_iter().next().map(Arc::new),
                weight: self.weight(Field::ObjectiveWeight),
                priority: self.priority(Field::ObjectivePriority),
                parent: self.line_of_text(Field::ParentObjective, limits::MAX_OBJECTIVE_TITLE),
                visibility: self.word(Field::Visibility, RowErrorKind::UnknownVisibility, words::visibility),
                ..ObjectiveDetails::default()
            },
            version: self.version().map(|(objective, _)| objective),
            key_result: self.key_result(),
        }
    }

    fn key_result(&mut self) -> Option<RowKeyResult> {
        let says_anything =
            self.columns.fields.iter().any(|(field, _)| field.is_of_key_result() && self.cell(*field).is_some());
        if !says_anything {
            return None;
        }
        let mut owners = self.people(Field::Owner);
        owners.extend(self.people(Field::Contributors));
        let mut key_result = RowKeyResult {
            key: self.line_of_text(Field::KeyResultKey, limits::MAX_NAME),
            title: self.line_of_text(Field::KeyResultTitle, limits::MAX_KEY_RESULT_TITLE),
            description: self.text(Field::KeyResultDescription, limits::MAX_DESCRIPTION),
            kind: self.word(Field::Kind, RowErrorKind::UnknownKind, words::kind),
            unit: self.line_of_text(Field::Unit, limits::MAX_UNIT),
            baseline: self.measured(Field::Baseline),
            target: self.measured(Field::Target),
            value: self.measured(Field::Value),
            value_date: self.date(Field::ValueDate),
            weight: self.weight(Field::Weight),
            priority: self.priority(Field::Priority),
            owners,
            confidence: self.confidence(),
            comment: self.text(Field::Comment, limits::MAX_COMMENT),
            status: self.word(Field::Status, RowErrorKind::UnknownStatus, words::status),
            mid_score: self.score(Field::MidScore),
            final_score: self.score(Field::FinalScore),
            version: self.version().and_then(|(_, key_result)| key_result),
            percent: false,
        };
        key_result.percent = self.percent;
        Some(key_result)
    }

    /// The cell of a field; nothing when the column is not mapped or the cell is blank.
    fn cell(&self, field: Field) -> Option<&Cell> {
        let place = *self.columns.fields.get(&field)?;
        self.row.cells.get(place).filter(|cell| !cell.is_blank())
    }

    fn fail<T>(&mut self, field: Field, kind: RowErrorKind) -> Option<T> {
        let text = self.cell(field).map(|cell| cell.text().into_owned()).unwrap_or_default();
        let header = self.columns.header(field);
        self.errors.push(RowError::new(self.row.line, header, kind, &text));
        None
    }

    /// The cell as text without spaces around it; refuses what a formula left behind.
    fn raw(&mut self, field: Field) -> Option<String> {
        let cell = self.cell(field)?;
        match cell {
            Cell::Uncalculated => return self.fail(field, RowErrorKind::Uncalculated),
            Cell::Failed(_) => return self.fail(field, RowErrorKind::FailedFormula),
            _ => {}
        }
        let text = cell.text();
        let lawful = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{b}');
        if !text.chars().all(lawful) {
            return self.fail(field, RowErrorKind::ControlCharacters);
        }
        Some(unguard(text.trim()).to_owned())
    }

    /// Text of one line, spaces tidied.
    fn line_of_text(&mut self, field: Field, limit: usize) -> Option<String> {
        let text = self.raw(field)?.split_whitespace().collect::<Vec<_>>().join(" ");
        self.limited(field, text, limit)
    }

    /// Text of several lines.
    fn text(&mut self, field: Field, limit: usize) -> Option<String> {
        let text = self.raw(field)?.replace("\r\n", "\n").replace(['\r', '\u{b}'], "\n");
        self.limited(field, text, limit)
    }

    fn limited(&mut self, field: Field, text: String, limit: usize) -> Option<String> {
        match text.chars().count() > limit {
            true => self.fail(field, RowErrorKind::TooLong(limit)),
            false => Some(text),
        }
    }

    /// A number and whether it is a percentage; a percentage has its value before the sign.
    fn number(&mut self, field: Field) -> Option<(Decimal, bool)> {
        match *self.cell(field)? {
            Cell::Number { value, percent: false } => return Some((value, false)),
            Cell::Number { value, percent: true } => match value.checked_mul(Decimal::ONE_HUNDRED) {
                Some(value) => return Some((value.normalize(), true)),
                None => return self.fail(field, RowErrorKind::NumberOutOfRange),
            },
            Cell::Truth(truth) => return Some((Decimal::from(u8::from(truth)), false)),
            _ => {}
        }
        let text = self.raw(field)?;
        match number::parse(&text, self.columns.options.decimal_mark) {
            Ok(number) => Some((number.value.normalize(), number.percent)),
            Err(NumberFault::NotANumber) => match words::truth(&text) {
                Some(truth) => Some((Decimal::from(u8::from(truth)), false)),
                None => self.fail(field, RowErrorKind::NotANumber),
            },
            Err(NumberFault::Ambiguous) => self.fail(field, RowErrorKind::AmbiguousNumber),
        }
    }

    /// A baseline, target or value.
    fn measured(&mut self, field: Field) -> Option<Decimal> {
        let (value, percent) = self.number(field)?;
        if value.abs() > Decimal::from(limits::MAX_NUMBER) || value.scale() > limits::MAX_DECIMALS {
            return self.fail(field, RowErrorKind::NumberOutOfRange);
        }
        self.percent |= percent;
        Some(value)
    }

    fn score(&mut self, field: Field) -> Option<Decimal> {
        let (value, percent) = self.number(field)?;
        let score = match percent {
            true => value / Decimal::ONE_HUNDRED,
            false => value,
        };
        match (Decimal::ZERO..=Decimal::ONE).contains(&score) && score.scale() <= limits::MAX_DECIMALS {
            true => Some(score.normalize()),
            false => self.fail(field, RowErrorKind::ScoreOutOfRange),
        }
    }

    fn weight(&mut self, field: Field) -> Option<Decimal> {
        let (value, _) = self.number(field)?;
        let lawful = (Decimal::ZERO..=Decimal::from(limits::MAX_WEIGHT)).contains(&value);
        match lawful && value.scale() <= limits::MAX_DECIMALS {
            true => Some(value),
            false => self.fail(field, RowErrorKind::WeightOutOfRange),
        }
    }

    fn confidence(&mut self) -> Option<u8> {
        let field = Field::Confidence;
        if let Some(word) = self.cell(field).and_then(|cell| words::confidence(&cell.text())) {
            return Some(word);
        }
        let (value, _) = self.number(field)?;
        let whole = value.is_integer().then(|| u8::try_from(value).ok()).flatten();
        match whole.filter(|confidence| *confidence <= 100) {
            Some(confidence) => Some(confidence),
            None => self.fail(field, RowErrorKind::ConfidenceOutOfRange),
        }
    }

    fn priority(&mut self, field: Field) -> Option<u8> {
        let text = self.raw(field)?;
        match words::priority(&text).filter(|priority| *priority <= limits::MAX_PRIORITY) {
            Some(priority) => Some(priority),
            None => self.fail(field, RowErrorKind::UnknownPriority),
        }
    }

    fn word<T>(&mut self, field: Field, unknown: RowErrorKind, read: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.raw(field)?;
        read(&text).or_else(|| self.fail(field, unknown))
    }

    fn date(&mut self, field: Field) -> Option<NaiveDate> {
        if let Some(Cell::Date(date)) = self.cell(field) {
            return Some(*date);
        }
        let text = self.raw(field)?;
        match date::parse(&text, self.columns.options.date_order) {
            Ok(date) => Some(date),
            Err(DateFault::NotADate) => self.fail(field, RowErrorKind::NotADate),
            Err(DateFault::Ambiguous) => self.fail(field, RowErrorKind::AmbiguousDate),
        }
    }

    /// The versions of an export; a column of that name in other files means something else.
    fn version(&self) -> Option<(i32, Option<i32>)> {
        self.cell(Field::Version).and_then(|cell| version::parse(&cell.text()))
    }

    fn people(&mut self, field: Field) -> Vec<Person> {
        let Some(text) = self.raw(field) else {
            return Vec::new();
        };
        let mut people = people::split(&text, &self.columns.options.owner_separators);
        if people.iter().any(|person| person.name.chars().count() > limits::MAX_NAME) {
            self.fail::<()>(field, RowErrorKind::TooLong(limits::MAX_NAME));
            return Vec::new();
        }
        for person in &mut people {
            if let Some(email) = self.columns.email_of(&person.name) {
                person.email = Some(email.to_owned());
            }
        }
        people
    }
}
