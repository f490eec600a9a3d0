//! Guesses a mapping from the names of the columns and the first rows.
//!
//! Known names are data, `headers.csv`: a field and the words of a name; a word that ends with `*` is the beginning of a
//! word. A name that holds more words than a known one still counts, with less confidence.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{ColumnMapping, Field, Header, Mapping, Options};
use crate::okr::imports::message::Message;
use crate::okr::imports::reading::{Cell, Row};
use crate::okr::imports::values::date::{self, DateOrder};
use crate::okr::imports::values::number::{self, DecimalMark};
use crate::okr::imports::values::words_of;

/// Why a column was mapped as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The name is a known one.
    Name,
    /// The name contains a known one.
    PartOfName,
    /// The name is a known one, but the cells look otherwise.
    CellsDiffer,
    /// Ignored: a projection says what was hoped for, not what was reached.
    Projection,
    /// Ignored: a figure that is computed here.
    Derived,
    /// Ignored: another column fits the same field better.
    TakenByAnother,
    /// Ignored: the name is not known.
    UnknownName,
    /// The file has the layout of another product.
    Layout(&'static str),
}

impl Reason {
    /// Fluent id of the explanation.
    fn message_id(self) -> &'static str {
        match self {
            Reason::Name => "import-guess-name",
            Reason::PartOfName => "import-guess-part-of-name",
            Reason::CellsDiffer => "import-guess-cells-differ",
            Reason::Projection => "import-guess-projection",
            Reason::Derived => "import-guess-derived",
            Reason::TakenByAnother => "import-guess-taken-by-another",
            Reason::UnknownName => "import-guess-unknown-name",
            Reason::Layout(_) => "import-guess-layout",
        }
    }

    /// The explanation.
    pub fn message(self) -> Message {
        let message = Message::new(self.message_id());
        match self {
            Reason::Layout(product) => message.text("product", product),
            _ => message,
        }
    }
}

/// What is thought of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnGuess {
    /// The header as in the file.
    pub header: String,
    /// The field, or nothing when the column is ignored.
    pub field: Option<Field>,
    /// From 0 (no idea) to 100 (certain).
    pub confidence: u8,
    /// Why.
    pub reason: Reason,
}

/// A mapping with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The mapping, ready to be used or corrected.
    pub mapping: Mapping,
    /// One guess for each column, in the order of the file.
    pub columns: Vec<ColumnGuess>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Field(Field),
    Projection,
    Derived,
}

struct Known {
    meaning: Meaning,
    words: Vec<String>,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    include_str!("headers.csv")
        .lines()
        .filter_map(|line| {
            let (name, words) = line.split_once(',')?;
            let meaning = match name {
                "projection" => Meaning::Projection,
                "derived" => Meaning::Derived,
                name => Meaning::Field(Field::from_name(name)?),
            };
            let words = words.split(' ').map(str::to_owned).collect();
            Some(Known { meaning, words })
        })
        .collect()
});

/// How much of a name's words a known name must cover, in percent.
const LEAST_COVER: usize = 50;

/// Guesses the meaning of each column. `sample` are rows below the header; a few dozen are enough.
pub fn guess(header: &Header, sample: &[Row]) -> Guess {
    let mut columns: Vec<ColumnGuess> = header.names.iter().map(|name| by_name(name)).collect();
    let has_key_results = columns.iter().any(|column| column.field == Some(Field::KeyResultTitle));
    if !has_key_results {
        for column in &mut columns {
            column.field = column.field.map(without_key_results);
        }
    }
    for (place, column) in columns.iter_mut().enumerate() {
        doubt_by_cells(column, place, sample);
    }
    keep_the_best_of_each_field(&mut columns);
    let mapping = Mapping {
        header_line: Some(header.line),
        columns: columns
            .iter()
            .filter(|column| !column.header.is_empty())
            .map(|column| ColumnMapping { header: column.header.clone(), field: column.field })
            .collect(),
        options: Options {
            decimal_mark: decimal_mark(&columns, sample),
            date_order: date_order(&columns, sample),
            ..Options::default()
        },
    };
    Guess { mapping, columns }
}

/// Whether a name means something to us.
pub fn recognised(name: &str) -> bool {
    best(name).is_some()
}

fn by_name(name: &str) -> ColumnGuess {
    let (field, confidence, reason) = match best(name) {
        None => (None, 0, Reason::UnknownName),
        Some((Meaning::Projection, cover)) => (None, cover, Reason::Projection),
        Some((Meaning::Derived, cover)) => (None, cover, Reason::Derived),
        Some((Meaning::Field(field), 100)) => (Some(field), 100, Reason::Name),
        Some((Meaning::Field(field), cover)) => (Some(field), cover, Reason::PartOfName),
    };
    ColumnGuess { header: name.to_owned(), field, confidence, reason }
}

/// The known name that covers most words of a name, and how many percent of them.
fn best(name: &str) -> Option<(Meaning, u8)> {
    let words = words_of(name);
    KNOWN
        .iter()
        .map(|known| (known, known.words.len() * 100 / words.len().max(1)))
        .filter(|(known, cover)| (LEAST_COVER..=100).contains(cover) && covers(known, &words))
        .map(|(known, cover)| (known.meaning, cover))
        // of equals what is to be ignored («Mid-Q projection» is no score), then the first in the table
        .rev()
        .max_by_key(|(meaning, cover)| (*cover, !matches!(meaning, Meaning::Field(_))))
        .and_then(|(meaning, cover)| Some((meaning, u8::try_from(cover).ok()?)))
}

/// Whether each word of a known name is found among `words`, one for each.
fn covers(known: &Known, words: &[String]) -> bool {
    let mut left: Vec<&String> = words.iter().collect();
    known.words.iter().all(|known| {
        let found = left.iter().position(|word| fits(word, known));
        if let Some(place) = found {
            left.remove(place);
        }
        found.is_some()
    })
}

fn fits(word: &str, known: &str) -> bool {
    match known.strip_suffix('*') {
        Some(beginning) => word.starts_with(beginning),
        None => word == known,
    }
}

/// In a file of objectives only, a bare «owner», «weight» or «priority» is the objective's.
fn without_key_results(field: Field) -> Field {
    match field {
        Field::Owner => Field::ObjectiveOwner,
        Field::Weight => Field::ObjectiveWeight,
        Field::Priority => Field::ObjectivePriority,
        other => other,
    }
}

/// Lowers the confidence when most cells under a numeric name are no numbers; the person decides.
fn doubt_by_cells(column: &mut ColumnGuess, place: usize, sample: &[Row]) {
    let Some(field) = column.field.filter(|field| is_numeric(*field) || *field == Field::ValueDate) else {
        return;
    };
    let cells: Vec<&Cell> = cells(sample, place).collect();
    let fitting = cells
        .iter()
        .filter(|cell| match cell {
            Cell::Number { .. } | Cell::Truth(_) => is_numeric(field),
            Cell::Date(_) => field == Field::ValueDate,
            Cell::Text(text) if is_numeric(field) => [DecimalMark::Auto, DecimalMark::Comma, DecimalMark::Point]
                .into_iter()
                .any(|mark| number::parse(text, mark).is_ok()),
            Cell::Text(text) => date::parse(text, DateOrder::Auto) != Err(date::DateFault::NotADate),
            _ => false,
        })
        .count();
    if fitting * 2 < cells.len() {
        column.confidence = column.confidence.min(30);
        column.reason = Reason::CellsDiffer;
    }
}

fn keep_the_best_of_each_field(columns: &mut [ColumnGuess]) {
    let mut best: BTreeMap<Field, (u8, usize)> = BTreeMap::new();
    for (place, column) in columns.iter().enumerate() {
        if let Some(field) = column.field
            && best.get(&field).is_none_or(|(confidence, _)| column.confidence > *confidence)
        {
            best.insert(field, (column.confidence, place));
        }
    }
    for (place, column) in columns.iter_mut().enumerate() {
        let is_best = |field| best.get(&field).is_some_and(|(_, best)| *best == place);
        if column.field.is_some_and(|field| !is_best(field)) {
            column.field = None;
            column.confidence = 0;
            column.reason = Reason::TakenByAnother;
        }
    }
}

/// Comma when some number can only be read with it and none only with a point; the other way round alike.
fn decimal_mark(columns: &[ColumnGuess], sample: &[Row]) -> DecimalMark {
    let (mut comma, mut point) = (false, false);
    for text in texts_of(columns, sample, is_numeric) {
        let only = |mark, other| number::parse(text, mark).is_ok() && number::parse(text, other).is_err();
        comma |= only(DecimalMark::Comma, DecimalMark::Point);
        point |= only(DecimalMark::Point, DecimalMark::Comma);
    }
    match (comma, point) {
        (true, false) => DecimalMark::Comma,
        (false, true) => DecimalMark::Point,
        _ => DecimalMark::Auto,
    }
}

fn date_order(columns: &[ColumnGuess], sample: &[Row]) -> DateOrder {
    let (mut day, mut month) = (false, false);
    for text in texts_of(columns, sample, |field| field == Field::ValueDate) {
        let only = |order, other| date::parse(text, order).is_ok() && date::parse(text, other).is_err();
        day |= only(DateOrder::DayFirst, DateOrder::MonthFirst);
        month |= only(DateOrder::MonthFirst, DateOrder::DayFirst);
    }
    match (day, month) {
        (true, false) => DateOrder::DayFirst,
        (false, true) => DateOrder::MonthFirst,
        _ => DateOrder::Auto,
    }
}

fn is_numeric(field: Field) -> bool {
    matches!(
        field,
        Field::Baseline
            | Field::Target
            | Field::Value
            | Field::Weight
            | Field::ObjectiveWeight
            | Field::MidScore
            | Field::FinalScore
    )
}

fn cells(sample: &[Row], place: usize) -> impl Iterator<Item = &Cell> {
    sample.iter().filter_map(move |row| row.cells.get(place)).filter(|cell| !cell.is_blank())
}

fn texts_of<'s>(
    columns: &'s [ColumnGuess],
    sample: &'s [Row],
    wanted: impl Fn(Field) -> bool + 's,
) -> impl Iterator<Item = &'s str> {
    columns
        .iter()
        .enumerate()
        .filter(move |(_, column)| column.field.is_some_and(&wanted))
        .flat_map(|(place, _)| cells(sample, place))
        .filter_map(|cell| match cell {
            Cell::Text(text) => Some(text.as_str()),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn guessed(names: &[&str], rows: &[&[&str]]) -> Guess {
        let header = Header { line: 1, names: names.iter().map(|name| (*name).to_owned()).collect() };
        let sample: Vec<Row> = rows
            .iter()
            .zip(2..)
            .map(|(cells, line)| Row { line, cells: cells.iter().map(|text| Cell::Text((*text).to_owned())).collect() })
            .collect();
        guess(&header, &sample)
    }

    fn fields(guess: &Guess) -> Vec<Option<Field>> {
        guess.columns.iter().map(|column| column.field).collect()
    }

    #[test]
    fn every_line_of_the_table_names_a_field_and_means_it() {
        for line in include_str!("headers.csv").lines() {
            let (name, words) = line.split_once(',').unwrap();
            let meaning = best(&words.replace('*', "")).map(|(meaning, _)| meaning);
            let expected = match name {
                "projection" => Meaning::Projection,
                "derived" => Meaning::Derived,
                name => Meaning::Field(Field::from_name(name).unwrap_or_else(|| panic!("{line}"))),
            };
            assert!(meaning == Some(expected), "{line}");
        }
    }

    #[test]
    fn a_quarterly_table_of_scores_is_understood() {
        let guess = guessed(
            &[
                "Team",
                "Quarter",
                "Objective",
                "Key Result",
                "Priority",
                "Owner",
                "Mid-Q Actual",
                "Mid-Q Projection",
                "End-Q",
            ],
            &[],
        );
        use Field::*;
        assert_eq!(
            fields(&guess),
            [
                Some(Team),
                Some(Period),
                Some(ObjectiveTitle),
                Some(KeyResultTitle),
                Some(Priority),
                Some(Owner),
                Some(MidScore),
                None,
                Some(FinalScore)
            ]
        );
        assert_eq!(guess.columns[7].reason, Reason::Projection);
        assert_eq!(guess.columns[6].reason, Reason::PartOfName);
        assert_eq!(guess.columns[8].confidence, 100);
    }

    #[test]
    fn the_labels_of_our_own_fields_are_known() {
        for language in ["en", "ru"] {
            let path = format!("{}/locales/{language}/okr/imports.ftl", env!("CARGO_MANIFEST_DIR"));
            let words = std::fs::read_to_string(path).unwrap();
            for field in Field::ALL {
                let start = format!("{} = ", field.label_id());
                let label = words.lines().find_map(|line| line.strip_prefix(&start)).unwrap();
                assert!(best(label) == Some((Meaning::Field(field), 100)), "{label}");
            }
        }
    }

    #[test]
    fn a_russian_table_is_understood() {
        let guess = guessed(
            &[
                "Пространство",
                "Период",
                "Цель",
                "Ответственный за цель",
                "Ключевой результат",
                "Ответственный",
                "Ед. изм.",
                "Исходное значение",
                "Целевое значение",
                "Текущее значение",
                "Дата значения",
                "Уверенность",
                "Комментарий",
                "Прогресс",
                "Итоговая оценка",
                "Прогноз",
                "Зачем",
            ],
            &[&["", "", "", "", "", "", "", "0,5", "1,5", "1 000,25", "31/12/2019"]],
        );
        use Field::*;
        assert_eq!(
            fields(&guess),
            [
                Some(Team),
                Some(Period),
                Some(ObjectiveTitle),
                Some(ObjectiveOwner),
                Some(KeyResultTitle),
                Some(Owner),
                Some(Unit),
                Some(Baseline),
                Some(Target),
                Some(Value),
                Some(ValueDate),
                Some(Confidence),
                Some(Comment),
                None,
                Some(FinalScore),
                None,
                None
            ]
        );
        assert_eq!(guess.mapping.options.decimal_mark, DecimalMark::Comma);
        assert_eq!(guess.mapping.options.date_order, DateOrder::DayFirst);
        assert_eq!(guess.columns[13].reason, Reason::Derived);
        assert_eq!(guess.columns[16].reason, Reason::UnknownName);
    }

    #[test]
    fn without_key_results_an_owner_is_the_objectives() {
        assert_eq!(
            fields(&guessed(&["Goal", "Owner", "Weight", "Priority"], &[])),
            [
                Some(Field::ObjectiveTitle),
                Some(Field::ObjectiveOwner),
                Some(Field::ObjectiveWeight),
                Some(Field::ObjectivePriority)
            ]
        );
    }

    #[test]
    fn two_columns_for_one_field_leave_the_better() {
        let guess = guessed(&["Objective", "Key result", "Old owner", "Owner"], &[]);
        assert_eq!(guess.columns[2].reason, Reason::TakenByAnother);
        assert_eq!(guess.columns[3].field, Some(Field::Owner));
    }

    #[test]
    fn cells_that_are_no_numbers_raise_doubt() {
        let guess = guessed(
            &["Objective", "Key result", "Target"],
            &[&["a", "b", "soon"], &["a", "c", "later"], &["a", "d", "5"]],
        );
        assert_eq!((guess.columns[2].reason, guess.columns[2].confidence), (Reason::CellsDiffer, 30));
    }

    #[test]
    fn mixed_decimal_marks_are_left_to_each_number() {
        let guess = guessed(&["Objective", "Key result", "Value"], &[&["a", "b", "0,5"], &["a", "c", "0.5"]]);
        assert_eq!(guess.mapping.options.decimal_mark, DecimalMark::Auto);
    }

    proptest! {
        #[test]
        fn a_guess_always_binds_or_says_what_is_missing(names in prop::collection::vec("(|Objective|Key result|Owner|Target|Цель|Балл|Owner 2|\\PC{0,10})", 0..12)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let header = Header { line: 1, names: names.iter().map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")).collect() };
            let mut mapping = guess(&header, &[]).mapping;
            mapping.options.period = Some("2019".into());
            use super::super::MappingError::*;
            prop_assert!(matches!(mapping.bind(&header), Ok(_) | Err(NoObjective | NoKeyResult(_) | NoReference(_))));
        }
    }
}
