//! Mappings that an organization has kept under a name. One comes back by itself when a file with the same columns comes.

pub mod actions;
pub mod pages;
pub mod store;
mod views;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::mapping::{ColumnMapping, Header, Mapping, Options};
use super::values::normalise;
use crate::kernel::{AccountId, MappingId};

/// A mapping with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub id: MappingId,
    pub name: String,
    /// Names of the columns of the file that it was made for, normalised, in their order.
    pub headers: Vec<String>,
    pub mapping: Mapping,
    /// Who kept it.
    pub account: AccountId,
    pub kept_at: DateTime<Utc>,
    pub used_at: DateTime<Utc>,
    pub version: i32,
}

/// The names of columns by which a file is known again.
pub fn headers(header: &Header) -> Vec<String> {
    header.names.iter().map(|name| normalise(name)).filter(|name| !name.is_empty()).collect()
}

/// What of a mapping is good for other files too: not the row of the header, nor what belongs to one period.
pub fn lasting(mapping: &Mapping) -> Mapping {
    Mapping {
        header_line: None,
        columns: mapping.columns.clone(),
        options: Options { period: None, mid_date: None, final_date: None, ..mapping.options.clone() },
    }
}

/// A kept mapping for a file: columns that it does not name are left out.
pub fn applied(kept: &Mapping, header: &Header) -> Mapping {
    let mut left: Vec<&ColumnMapping> = kept.columns.iter().collect();
    let columns = header.names.iter().filter(|name| !name.is_empty()).map(|name| {
        let place = left.iter().position(|column| normalise(&column.header) == normalise(name));
        ColumnMapping { header: name.clone(), field: place.and_then(|place| left.remove(place).field) }
    });
    Mapping { header_line: Some(header.line), columns: columns.collect(), options: kept.options.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::okr::imports::mapping::Field;

    #[test]
    fn a_mapping_is_kept_without_what_belongs_to_one_file() {
        let column = |header: &str, field| ColumnMapping { header: header.into(), field };
        let mapping = Mapping {
            header_line: Some(3),
            columns: vec![
                column("Name", Some(Field::ObjectiveTitle)),
                column("Name", Some(Field::KeyResultTitle)),
                column("Due", None),
            ],
            options: Options { period: Some("2026 Q4".into()), repeat_above: true, ..Options::default() },
        };
        let kept = lasting(&mapping);
        assert_eq!((kept.header_line, kept.options.period.as_ref(), kept.options.repeat_above), (None, None, true));
        let header = Header { line: 1, names: vec!["NAME ".into(), "".into(), "More".into(), "name".into()] };
        assert_eq!(headers(&header), ["name", "more", "name"]);
        let fields: Vec<_> = applied(&kept, &header).columns.into_iter().map(|column| column.field).collect();
        assert_eq!(fields, [Some(Field::ObjectiveTitle), None, Some(Field::KeyResultTitle)]);
    }
}
