//! The fields of a key result.
use rust_decimal::Decimal;

use super::definition::kind;
use super::details;
use super::field_change::{one_line, plain, small, take, text};
use super::key_result::Work;
use super::{Comparison, Refused};
use crate::okr::imports::key::ImportKey;
use crate::okr::imports::mapping::Field;
use crate::okr::imports::parsed::ParsedKeyResult;
use crate::okr::imports::row_error::RowErrorKind;
use crate::okr::key_results::model::KeyResult;

impl Comparison<'_> {
    pub(super) fn key_result_fields(
        &mut self,
        parsed: &ParsedKeyResult,
        after: &mut KeyResult,
        work: &mut Work,
    ) -> Result<(), Refused> {
        let (said, changes) = (&mut work.said, &mut work.changes);
        if matches!(parsed.key, ImportKey::Given(_)) {
            let title = one_line(&parsed.title, &after.title);
            take(said, "title", Some(title), &mut after.title, text, changes);
        }
        take(said, "description", parsed.description.clone(), &mut after.description, text, changes);
        let (measure, definition) = (&parsed.measure, &mut after.definition);
        let before = definition.kind;
        take(
            said,
            "kind",
            measure.told.kind.then(|| kind(measure.kind)),
            &mut definition.kind,
            |kind| Some(kind.code().to_owned()),
            changes,
        );
        if definition.kind != before && after.started {
            return Err((Field::Kind, RowErrorKind::KindFixed, parsed.title.clone()));
        }
        let unit = measure.unit.as_deref().filter(|_| measure.told.unit).map(|unit| one_line(unit, &definition.unit));
        take(said, "unit", unit, &mut definition.unit, text, changes);
        let number = |number: &Option<Decimal>| number.as_ref().and_then(plain);
        take(
            said,
            "baseline",
            measure.told.baseline.then_some(measure.baseline),
            &mut definition.baseline,
            number,
            changes,
        );
        take(said, "target", measure.told.target.then_some(measure.target), &mut definition.target, number, changes);
        take(said, "weight", parsed.weight, &mut after.weight, plain, changes);
        take(
            said,
            "priority",
            parsed.priority.map(|priority| Some(i16::from(priority))),
            &mut after.priority,
            small,
            changes,
        );
        take(said, "rhythm", parsed.rhythm.clone(), &mut after.rhythm, Option::clone, changes);
        details::take_over(parsed, after, work);
        let (said, changes) = (&mut work.said, &mut work.changes);
        let owner = self.owner(parsed.owner.as_deref(), after.owner, &after.owner_name, Field::Owner)?;
        take(said, "owner", owner, &mut after.owner, |id| Some(id.to_string()), changes);
        Ok(())
    }
}
