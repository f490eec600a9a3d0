//! What the page of kept mappings shows.

use askama::Template;

use super::Kept;
use crate::i18n::Lang;
use crate::kernel::MappingId;
use crate::okr::imports::mapping::ColumnMapping;
use crate::okr::parts::Once;

/// All kept mappings.
#[derive(Template)]
#[template(path = "okr/imports/kept.html")]
pub struct KeptPage {
    pub l: Lang,
    pub rows: Vec<KeptRow>,
}

pub struct KeptRow {
    pub id: MappingId,
    pub version: i32,
    /// As it is, or as it was typed.
    pub name: String,
    /// The name that it has.
    pub known_as: String,
    /// The columns that it takes, in words.
    pub columns: String,
    pub used: String,
    pub once: Once,
    pub other_once: Once,
    /// Why the typed name was not taken.
    pub problem: Option<String>,
}

impl KeptRow {
    pub fn of(l: &Lang, kept: &Kept) -> Self {
        let taken = kept.mapping.columns.iter().filter(|column| column.field.is_some());
        Self {
            id: kept.id,
            version: kept.version,
            name: kept.name.clone(),
            known_as: kept.name.clone(),
            columns: taken.map(|ColumnMapping { header, .. }| header.as_str()).collect::<Vec<_>>().join(", "),
            used: l.moment(kept.used_at),
            once: Once::new(),
            other_once: Once::new(),
            problem: None,
        }
    }
}
