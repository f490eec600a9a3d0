//! Layouts of other products, known by the names of their columns.
//!
//! Only what a product's own documentation says of its columns stands here:
//!
//! - *Viva Goals*, the workbook of its import, as its administrator documentation describes it (`import-okrs-projects` in
//!   the repository MicrosoftDocs/Viva): one row for each objective, key result or project; `Title`, `Owner`,
//!   `Time Period`, `OKR Reference`, and `Parent OKR`, which repeats the reference of the row above. `Type` says whether a row
//!   belongs to the organization, a team or a person, so it is left out here. The names of its other columns stand in the
//!   workbook only; they are recognized as in any file.
//!
//! Of Quantive (Gtmhub), Perdoo and Profit.co no description of the columns of a file was found. Their terms for a period
//! (session, timeframe) and for who answers for it (assignee, lead) are known words; a mapping that somebody keeps does the rest.

use super::{Field, Guess, Header, Reason};
use crate::okr::imports::values::normalise;

/// A layout with its columns.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// As forms send it.
    pub code: &'static str,
    /// Name of the product, the same in every language.
    pub product: &'static str,
    /// Columns that no other file has together.
    signature: &'static [&'static str],
    columns: &'static [(&'static str, Option<Field>)],
}

pub static LAYOUTS: [Layout; 1] = [Layout {
    code: "viva-goals",
    product: "Viva Goals",
    signature: &["title", "okr reference", "parent okr"],
    columns: &[
        ("title", Some(Field::ObjectiveTitle)),
        ("owner", Some(Field::ObjectiveOwner)),
        ("time period", Some(Field::Period)),
        ("type", None),
        ("okr reference", Some(Field::RowReference)),
        ("parent okr", Some(Field::RowAbove)),
    ],
}];

impl Layout {
    /// The layout that a file has.
    pub fn find(header: &Header) -> Option<&'static Self> {
        let names: Vec<String> = header.names.iter().map(|name| normalise(name)).collect();
        LAYOUTS.iter().find(|layout| layout.signature.iter().all(|wanted| names.iter().any(|name| name == wanted)))
    }

    pub fn of(code: &str) -> Option<&'static Self> {
        LAYOUTS.iter().find(|layout| layout.code == code)
    }

    /// Gives the columns that the layout knows their meaning, and takes it from others that were thought to have it.
    pub fn apply(&self, guess: &mut Guess) {
        let known = |header: &str| {
            let name = normalise(header);
            self.columns.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
        };
        let taken: Vec<Field> = guess.columns.iter().filter_map(|column| known(&column.header).flatten()).collect();
        for column in &mut guess.columns {
            match known(&column.header) {
                Some(field) => {
                    (column.field, column.confidence, column.reason) = (field, 100, Reason::Layout(self.product))
                }
                None if column.field.is_some_and(|field| taken.contains(&field)) => {
                    (column.field, column.confidence, column.reason) = (None, 0, Reason::TakenByAnother);
                }
                None => {}
            }
        }
        for (column, mapped) in
            guess.columns.iter().filter(|column| !column.header.is_empty()).zip(&mut guess.mapping.columns)
        {
            mapped.field = column.field;
        }
    }
}
