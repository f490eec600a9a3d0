//! Files with one row for each objective and each key result, where a row names the one above it: other products export so.
//! Such rows become those of a table with one key result in each row.
//!
//! A row is a key result when it says so, or else when it names a row above and no row names it. An objective's cells are
//! copied behind those of its key results, where the columns of objectives are then found.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::field::Field;
use crate::okr::imports::reading::{Cell, Row};
use crate::okr::imports::row_error::{RowError, RowErrorKind};
use crate::okr::imports::values::normalise;
use crate::okr::imports::values::words::{self, RowType};

/// Which columns of such a file say how its rows belong together.
#[derive(Debug, Clone)]
pub struct Tree {
    reference: usize,
    above: usize,
    row_type: Option<usize>,
    title: usize,
    /// Columns of the file.
    width: usize,
    /// The columns whose cells are copied behind, in their order; then comes the title of the objective above.
    copied: Vec<usize>,
}

/// The fields that rows of both kinds have: of the objective, and of the key result.
const SHARED: [(Field, Option<Field>); 7] = [
    (Field::ObjectiveTitle, Some(Field::KeyResultTitle)),
    (Field::ObjectiveOwner, Some(Field::Owner)),
    (Field::ObjectiveDescription, Some(Field::KeyResultDescription)),
    (Field::ObjectiveWeight, Some(Field::Weight)),
    (Field::ObjectivePriority, Some(Field::Priority)),
    (Field::Team, None),
    (Field::Period, None),
];

impl Tree {
    /// The tree that a mapping means, if it means one; the fields then stand where [`Self::rows`] puts their cells.
    pub fn of(fields: &mut BTreeMap<Field, usize>, headers: &mut Vec<String>) -> Option<Self> {
        let (above, reference) = (fields.remove(&Field::RowAbove)?, fields.remove(&Field::RowReference)?);
        let row_type = fields.remove(&Field::RowType);
        let title = *fields.get(&Field::ObjectiveTitle)?;
        let (width, mut copied) = (headers.len(), Vec::new());
        let header_of = |place: usize, headers: &[String]| headers.get(place).cloned().unwrap_or_default();
        for (of_objective, of_key_result) in SHARED {
            let place = fields.get(&of_objective).or_else(|| fields.get(&of_key_result?)).copied();
            let Some(place) = place else { continue };
            headers.push(header_of(place, headers));
            fields.insert(of_objective, width + copied.len());
            copied.push(place);
            if let Some(field) = of_key_result {
                fields.insert(field, place);
            }
        }
        headers.push(header_of(above, headers));
        fields.insert(Field::ParentObjective, width + copied.len());
        Some(Self { reference, above, row_type, title, width, copied })
    }

    /// The rows of the table, and what is wrong with those that have no place in it.
    pub fn rows(&self, rows: &[Row], header: impl Fn(usize) -> Option<String>) -> (Vec<Row>, Vec<RowError>) {
        let mut errors = Vec::new();
        let mut by_reference: HashMap<String, &Row> = HashMap::new();
        for row in rows {
            let reference = text(row, self.reference);
            if reference.is_empty() {
                continue;
            }
            if let Some(first) = by_reference.get(&reference) {
                let kind = RowErrorKind::SameKeyTwice(first.line);
                errors.push(RowError::new(row.line, header(self.reference).as_deref(), kind, &reference));
            } else {
                by_reference.insert(reference, row);
            }
        }
        let bad: HashSet<u32> = errors.iter().map(|error| error.line).collect();
        let named: HashSet<String> = rows.iter().map(|row| text(row, self.above)).collect();
        let is_key_result = |row: &Row| match self.row_type.and_then(|place| words::row_type(&text(row, place))) {
            Some(kind) => kind == RowType::KeyResult,
            None => {
                let reference = text(row, self.reference);
                !text(row, self.above).is_empty() && (reference.is_empty() || !named.contains(&reference))
            }
        };
        let is_left_out = |row: &Row| {
            self.row_type
                .map(|place| text(row, place))
                .is_some_and(|kind| !kind.is_empty() && words::row_type(&kind).is_none())
        };
        let mut below: HashMap<u32, Vec<&Row>> = HashMap::new();
        let mut objectives = Vec::new();
        for row in rows.iter().filter(|row| !bad.contains(&row.line)) {
            match by_reference.get(&text(row, self.above)) {
                _ if is_left_out(row) => {}
                Some(above) if is_key_result(row) && !is_key_result(above) => {
                    below.entry(above.line).or_default().push(row)
                }
                _ if is_key_result(row) => errors.push(RowError::new(
                    row.line,
                    header(self.above).as_deref(),
                    RowErrorKind::UnknownParent,
                    &text(row, self.above),
                )),
                _ => objectives.push(row),
            }
        }
        let mut made = Vec::with_capacity(rows.len());
        for objective in objectives {
            let behind = self.behind(objective, &by_reference);
            match below.get(&objective.line) {
                Some(key_results) => made.extend(key_results.iter().map(|row| self.row(row.line, &row.cells, &behind))),
                None => made.push(self.row(objective.line, &[], &behind)),
            }
        }
        (made, errors)
    }

    /// What stands behind the cells of each key result of an objective.
    fn behind(&self, objective: &Row, by_reference: &HashMap<String, &Row>) -> Vec<Cell> {
        let mut cells: Vec<Cell> =
            self.copied.iter().map(|place| objective.cells.get(*place).cloned().unwrap_or(Cell::Empty)).collect();
        let above = text(objective, self.above);
        cells.push(match by_reference.get(&above) {
            Some(row) => row.cells.get(self.title).cloned().unwrap_or(Cell::Empty),
            None if above.is_empty() => Cell::Empty,
            None => Cell::Text(above),
        });
        cells
    }

    fn row(&self, line: u32, cells: &[Cell], behind: &[Cell]) -> Row {
        let own = cells.iter().cloned().chain(std::iter::repeat(Cell::Empty)).take(self.width);
        Row { line, cells: own.chain(behind.iter().cloned()).collect() }
    }
}

fn text(row: &Row, place: usize) -> String {
    row.cells.get(place).map(|cell| normalise(&cell.text())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 6] = ["Ref", "Above", "Title", "Owner", "Target", "Kind of row"];

    /// Lines with their cells, and lines with what is wrong.
    type Made = (Vec<(u32, Vec<String>)>, Vec<(u32, RowErrorKind)>);

    fn table(rows: &[[&str; 6]], has_type: bool) -> Made {
        let mut fields = BTreeMap::from([
            (Field::RowReference, 0),
            (Field::RowAbove, 1),
            (Field::ObjectiveTitle, 2),
            (Field::ObjectiveOwner, 3),
            (Field::Target, 4),
        ]);
        if has_type {
            fields.insert(Field::RowType, 5);
        }
        let mut headers: Vec<String> = NAMES.map(str::to_owned).to_vec();
        let tree = Tree::of(&mut fields, &mut headers).unwrap();
        let rows: Vec<Row> = (2..)
            .zip(rows)
            .map(|(line, cells)| Row { line, cells: cells.iter().map(|text| Cell::Text((*text).to_owned())).collect() })
            .collect();
        let (made, errors) = tree.rows(&rows, |place| headers.get(place).cloned());
        let shown = [
            Field::ObjectiveTitle,
            Field::ObjectiveOwner,
            Field::ParentObjective,
            Field::KeyResultTitle,
            Field::Owner,
            Field::Target,
        ];
        let cells = |row: &Row| shown.map(|field| row.cells[fields[&field]].text().into_owned()).to_vec();
        (
            made.iter().map(|row| (row.line, cells(row))).collect(),
            errors.into_iter().map(|error| (error.line, error.kind)).collect(),
        )
    }

    #[test]
    fn rows_below_others_become_their_key_results() {
        let (rows, errors) = table(
            &[
                ["1", "", "Company", "Olga", "", ""],
                ["2", "1", "Grow", "Anna", "", ""],
                ["3", "2", "Visits", "Boris", "100", ""],
                ["4", "2", "Sales", "", "7", ""],
                ["5", "", "Alone", "Olga", "", ""],
                ["", "9", "Lost", "", "", ""],
                ["3", "2", "Twice", "", "", ""],
            ],
            false,
        );
        let line = |line: u32, cells: [&str; 6]| (line, cells.map(str::to_owned).to_vec());
        assert_eq!(
            rows,
            [
                line(2, ["Company", "Olga", "", "", "", ""]),
                line(4, ["Grow", "Anna", "Company", "Visits", "Boris", "100"]),
                line(5, ["Grow", "Anna", "Company", "Sales", "", "7"]),
                line(6, ["Alone", "Olga", "", "", "", ""]),
            ]
        );
        assert_eq!(errors, [(8, RowErrorKind::SameKeyTwice(4)), (7, RowErrorKind::UnknownParent)]);
    }

    #[test]
    fn what_a_row_says_of_itself_counts() {
        let (rows, errors) = table(
            &[
                ["a", "", "Grow", "", "", "Objective"],
                ["b", "a", "Below", "", "", "Objective"],
                ["c", "a", "Visits", "", "", "Key Result"],
                ["d", "c", "Deeper", "", "", "KR"],
                ["e", "a", "Build it", "", "", "Project"],
            ],
            true,
        );
        let titles: Vec<_> =
            rows.iter().map(|(_, cells)| (cells[0].as_str(), cells[2].as_str(), cells[3].as_str())).collect();
        assert_eq!(titles, [("Grow", "", "Visits"), ("Below", "Grow", "")]);
        assert_eq!(errors, [(5, RowErrorKind::UnknownParent)]);
    }
}
