//! Which column means what: a mapping that a person can correct, save as JSON and use again.

mod field;
mod guess;
mod header;
mod layout;
mod tree;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::message::Message;
use super::values::date::DateOrder;
use super::values::normalise;
use super::values::number::DecimalMark;
pub use field::Field;
pub use guess::{ColumnGuess, Guess, Reason, guess};
pub use header::Header;
pub use layout::{LAYOUTS, Layout};
pub use tree::Tree;

/// One column of the file; without a field it is ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    /// The header as in the file; case and spaces do not matter.
    pub header: String,
    /// What the column holds.
    #[serde(default)]
    pub field: Option<Field>,
}

/// How cells are to be understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Decimal mark of numbers in text.
    pub decimal_mark: DecimalMark,
    /// Order of day and month in text.
    pub date_order: DateOrder,
    /// Period of rows that name none.
    pub period: Option<String>,
    /// What stands between people in one cell.
    pub owner_separators: Vec<String>,
    /// Day of the scores at mid-period; the middle day of the period when absent.
    pub mid_date: Option<NaiveDate>,
    /// Day of the final scores; the last day of the period when absent.
    pub final_date: Option<NaiveDate>,
    /// Whether an empty cell of team, period or objective repeats the one above, as in merged cells.
    pub repeat_above: bool,
    /// E-mail address by the name that the file uses.
    pub people: BTreeMap<String, String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            decimal_mark: DecimalMark::Auto,
            date_order: DateOrder::Auto,
            period: None,
            owner_separators: [",", ";", "/", "&", "and", "и"].map(str::to_owned).to_vec(),
            mid_date: None,
            final_date: None,
            repeat_above: false,
            people: BTreeMap::new(),
        }
    }
}

/// Columns and options together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Row of the header, as a spreadsheet program shows it; the row that looks most like one when absent.
    #[serde(default)]
    pub header_line: Option<u32>,
    /// Columns by header; those that are not listed are ignored.
    pub columns: Vec<ColumnMapping>,
    /// How cells are to be understood.
    #[serde(default)]
    pub options: Options,
}

/// Why a mapping does not fit a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MappingError {
    /// The mapping names a column that the file does not have.
    NoSuchColumn(String),
    /// Two columns for one field.
    FieldTwice(Field, String),
    /// No column holds the titles of objectives.
    NoObjective,
    /// No column holds periods, and no period was chosen.
    NoPeriod,
    /// Columns of key results without one for their titles.
    NoKeyResult(String),
    /// A column that says what stands above a row, without one that the rows are named by.
    NoReference(String),
}

impl MappingError {
    /// The words to show, as an id with arguments.
    pub fn message(&self) -> Message {
        match self {
            Self::NoSuchColumn(header) => Message::new("import-mapping-no-such-column").text("column", header),
            Self::FieldTwice(_, header) => Message::new("import-mapping-field-twice").text("column", header),
            Self::NoObjective => Message::new("import-mapping-no-objective"),
            Self::NoPeriod => Message::new("import-mapping-no-period"),
            Self::NoKeyResult(header) => Message::new("import-mapping-no-key-result").text("column", header),
            Self::NoReference(header) => Message::new("import-mapping-no-reference").text("column", header),
        }
    }
}

/// A mapping that fits a file.
#[derive(Debug, Clone)]
pub struct Columns {
    /// Row of the header.
    pub header_line: u32,
    /// Column, from 0, of each field.
    pub fields: BTreeMap<Field, usize>,
    /// Headers, in the file's words.
    pub headers: Vec<String>,
    /// Headers of the columns that are left out.
    pub ignored: Vec<String>,
    /// How cells are to be understood.
    pub options: Options,
    /// How rows belong together, when each row is an objective or a key result.
    pub tree: Option<Tree>,
    /// Addresses by normalised name.
    pub(super) people: HashMap<String, String>,
}

impl Columns {
    /// The header above a field's column.
    pub fn header(&self, field: Field) -> Option<&str> {
        let place = self.fields.get(&field)?;
        self.headers.get(*place).map(String::as_str)
    }

    /// The address that the mapping gives to a name.
    pub fn email_of(&self, name: &str) -> Option<&str> {
        self.people.get(&normalise(name)).map(String::as_str)
    }
}

impl Mapping {
    /// Finds the mapping's columns in a file; the n-th mention of a header means the n-th column with it.
    pub fn bind(&self, header: &Header) -> Result<Columns, MappingError> {
        let names: Vec<String> = header.names.iter().map(|name| normalise(name)).collect();
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        let mut fields: BTreeMap<Field, usize> = BTreeMap::new();
        for column in &self.columns {
            let wanted = normalise(&column.header);
            let place = names
                .iter()
                .enumerate()
                .position(|(place, name)| *name == wanted && !taken.contains(&place))
                .ok_or_else(|| MappingError::NoSuchColumn(column.header.clone()))?;
            taken.insert(place);
            if let Some(field) = column.field
                && fields.insert(field, place).is_some()
            {
                return Err(MappingError::FieldTwice(field, column.header.clone()));
            }
        }
        self.check(&fields, header)?;
        let used: BTreeSet<usize> = fields.values().copied().collect();
        let ignored = header
            .names
            .iter()
            .enumerate()
            .filter(|(place, name)| !used.contains(place) && !name.is_empty())
            .map(|(_, name)| name.clone())
            .collect();
        let mut headers = header.names.clone();
        let tree = Tree::of(&mut fields, &mut headers);
        Ok(Columns {
            header_line: header.line,
            fields,
            headers,
            tree,
            ignored,
            options: self.options.clone(),
            people: self.options.people.iter().map(|(name, email)| (normalise(name), email.clone())).collect(),
        })
    }

    fn check(&self, fields: &BTreeMap<Field, usize>, header: &Header) -> Result<(), MappingError> {
        if !fields.contains_key(&Field::ObjectiveTitle) {
            return Err(MappingError::NoObjective);
        }
        if let Some(field) = [Field::RowAbove, Field::RowType].into_iter().find(|field| fields.contains_key(field))
            && !(fields.contains_key(&Field::RowReference) && fields.contains_key(&Field::RowAbove))
        {
            let header = fields.get(&field).and_then(|place| header.names.get(*place)).cloned().unwrap_or_default();
            return Err(MappingError::NoReference(header));
        }
        let is_tree = fields.contains_key(&Field::RowAbove);
        let period_chosen = self.options.period.as_deref().is_some_and(|period| !period.trim().is_empty());
        if !fields.contains_key(&Field::Period) && !period_chosen {
            return Err(MappingError::NoPeriod);
        }
        if !is_tree
            && !fields.contains_key(&Field::KeyResultTitle)
            && let Some((_, place)) = fields.iter().find(|(field, _)| field.is_of_key_result())
        {
            let header = header.names.get(*place).cloned().unwrap_or_default();
            return Err(MappingError::NoKeyResult(header));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Header {
        Header { line: 1, names: names.iter().map(|name| (*name).to_owned()).collect() }
    }

    fn mapping(columns: &[(&str, Option<Field>)]) -> Mapping {
        Mapping {
            columns: columns
                .iter()
                .map(|(header, field)| ColumnMapping { header: (*header).to_owned(), field: *field })
                .collect(),
            options: Options { period: Some("2019 Q2".into()), ..Options::default() },
            ..Mapping::default()
        }
    }

    #[test]
    fn a_mapping_is_read_from_json_with_few_words() {
        let json = r#"{"columns": [{"header": "Ziel", "field": "objective_title"}, {"header": "Notiz"}],
                       "options": {"period": "2019 Q2", "decimal_mark": "comma", "mid_date": "2019-05-10", "people": {"Anna": "anna@okr.example"}}}"#;
        let mapping: Mapping = serde_json::from_str(json).unwrap();
        assert_eq!(mapping.options.decimal_mark, DecimalMark::Comma);
        assert_eq!(mapping.options.owner_separators.len(), 6);
        let columns = mapping.bind(&header(&["Notiz", "ZIEL ", "Mehr"])).unwrap();
        assert_eq!(columns.fields, BTreeMap::from([(Field::ObjectiveTitle, 1)]));
        assert_eq!(columns.ignored, ["Notiz", "Mehr"]);
        let again: Mapping = serde_json::from_str(&serde_json::to_string(&mapping).unwrap()).unwrap();
        assert_eq!(again, mapping);
        assert!(serde_json::from_str::<Mapping>(r#"{"columns": [{"header": "A", "field": "no_such"}]}"#).is_err());
        assert!(serde_json::from_str::<Mapping>(r#"{"columns": [], "optoins": {}}"#).is_err());
    }

    #[test]
    fn headers_that_repeat_are_taken_in_turn() {
        let mapping = mapping(&[("Name", Some(Field::ObjectiveTitle)), ("Name", Some(Field::KeyResultTitle))]);
        let columns = mapping.bind(&header(&["Name", "Name"])).unwrap();
        assert_eq!(columns.fields, BTreeMap::from([(Field::ObjectiveTitle, 0), (Field::KeyResultTitle, 1)]));
        assert_eq!(mapping.bind(&header(&["Name"])).unwrap_err(), MappingError::NoSuchColumn("Name".into()));
    }

    #[test]
    fn a_mapping_that_cannot_work_is_refused() {
        let header = header(&["A", "B"]);
        let title = ("A", Some(Field::ObjectiveTitle));
        let refuse = |mapping: Mapping| mapping.bind(&header).unwrap_err();
        assert_eq!(refuse(mapping(&[("A", None)])), MappingError::NoObjective);
        assert_eq!(
            refuse(mapping(&[title, ("B", title.1)])),
            MappingError::FieldTwice(Field::ObjectiveTitle, "B".into())
        );
        assert_eq!(refuse(mapping(&[title, ("B", Some(Field::Target))])), MappingError::NoKeyResult("B".into()));
        let mut without_period = mapping(&[title]);
        without_period.options.period = Some(" ".into());
        assert_eq!(refuse(without_period), MappingError::NoPeriod);
        assert!(mapping(&[title, ("B", Some(Field::Team))]).bind(&header).is_ok());
    }
}
