//! The fields of a key result.
use rust_decimal::Decimal;

use super::definition::kind;
use super::details;
use super::field_change::{one_line, plain, small, text};
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
        let news = &mut work.news;
        if matches!(parsed.key, ImportKey::Given(_)) {
            let title = one_line(&parsed.title, &after.title);
            news.take("title", Some(title), &mut after.title, text);
        }
        news.take("description", parsed.description.clone(), &mut after.description, text);
        let (measure, definition) = (&parsed.measure, &mut after.definition);
        let before = definition.kind;
        let new_kind = measure.told.kind.then(|| kind(measure.kind));
        news.take("kind", new_kind, &mut definition.kind, |kind| Some(kind.code().to_owned()));
        if definition.kind != before && after.started {
            return Err((Field::Kind, RowErrorKind::KindFixed, parsed.title.clone()));
        }
        let unit = measure.unit.as_deref().filter(|_| measure.told.unit).map(|unit| one_line(unit, &definition.unit));
        news.take("unit", unit, &mut definition.unit, text);
        let number = |number: &Option<Decimal>| number.as_ref().and_then(plain);
        let baseline = measure.told.baseline.then_some(measure.baseline);
        news.take("baseline", baseline, &mut definition.baseline, number);
        let target = measure.told.target.then_some(measure.target);
        news.take("target", target, &mut definition.target, number);
        news.take("weight", parsed.weight, &mut after.weight, plain);
        let priority = parsed.priority.map(|priority| Some(i16::from(priority)));
        news.take("priority", priority, &mut after.priority, small);
        news.take("rhythm", parsed.rhythm.clone(), &mut after.rhythm, Option::clone);
        details::take_over(parsed, after, work);
        let owner = self.owner(parsed.owner.as_deref(), after.owner, &after.owner_name, Field::Owner)?;
        work.news.take("owner", owner, &mut after.owner, |id| Some(id.to_string()));
        Ok(())
    }
}
