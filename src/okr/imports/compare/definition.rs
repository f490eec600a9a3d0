//! What a key result is measured by, and which values that takes.
use rust_decimal::Decimal;

use super::Refused;
use super::key_result::Work;
use crate::okr::imports::mapping::Field;
use crate::okr::imports::parsed::ParsedKeyResult;
use crate::okr::imports::row_error::RowErrorKind;
use crate::okr::imports::values::words;
use crate::okr::key_results::model::{Definition, Kind};

/// Fields that change what progress is.
const REDEFINES: [&str; 10] = [
    "kind",
    "baseline",
    "target",
    "band_low",
    "band_high",
    "tolerance",
    "red_line",
    "milestone",
    "level",
    "checkpoint",
];

/// Whether the numbers define a progress. Only asked of what is new: what is there was let in before.
pub(super) fn check(
    parsed: &ParsedKeyResult,
    definition: &Definition,
    work: &Work,
    is_new: bool,
) -> Result<(), Refused> {
    let redefined = work.news.changes.iter().any(|change| REDEFINES.contains(&change.field));
    if !is_new && !redefined {
        return Ok(());
    }
    let has_parts = match definition.kind {
        Kind::Scale => !definition.levels.is_empty(),
        Kind::Milestones => !definition.milestones.is_empty(),
        Kind::Band => [definition.band_low, definition.band_high, definition.tolerance].iter().all(Option::is_some),
        _ => true,
    };
    let has_details = parsed.measure.details.is_some();
    if !has_parts {
        let kind = if has_details { RowErrorKind::NoDetails } else { RowErrorKind::KindNeedsDetails };
        return Err((Field::Kind, kind, parsed.title.clone()));
    }
    if definition.target.is_none()
        && matches!(definition.kind, Kind::Percentage | Kind::Absolute | Kind::AtLeast | Kind::AtMost)
    {
        return Err((Field::Target, RowErrorKind::MissingTarget, parsed.title.clone()));
    }
    let kind = if has_details { RowErrorKind::NoMeasure } else { RowErrorKind::NoProgress };
    definition.kept_measure().map(drop).map_err(|_| (Field::Target, kind, parsed.title.clone()))
}

/// Whether a key result can have this value; that of milestones comes with them.
pub(super) fn takes(definition: &Definition, value: Decimal, has_details: bool) -> bool {
    match definition.kind {
        Kind::Milestones => has_details,
        Kind::Binary => value == Decimal::ZERO || value == Decimal::ONE,
        Kind::Scale => value.is_integer() && value >= Decimal::ONE && value <= Decimal::from(definition.levels.len()),
        _ => true,
    }
}

pub(super) fn kind(kind: words::Kind) -> Kind {
    match kind {
        words::Kind::Percentage => Kind::Percentage,
        words::Kind::Absolute => Kind::Absolute,
        words::Kind::Binary => Kind::Binary,
        words::Kind::Scale => Kind::Scale,
        words::Kind::AtLeast => Kind::AtLeast,
        words::Kind::AtMost => Kind::AtMost,
        words::Kind::Band => Kind::Band,
        words::Kind::Milestones => Kind::Milestones,
    }
}
