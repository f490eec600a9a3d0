//! The fields in which a value is typed, and what they mean.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::form_views::{ValueForm, ValueInput};
use super::model::{KeyResult, Kind, Measurement, ReadingSource};
use super::show::Shown;
use super::words::summary_text;
use crate::i18n::Lang;
use crate::kernel::{FieldError, MilestoneId, Result};
use crate::okr::parts::{Once, Problem};
use crate::web::Fields;
use crate::web::parse::{self, Errors};

/// The field for a value, with the current one or what was typed.
pub(super) fn input_of(l: Lang, shown: &Shown, typed: Option<&Fields>) -> ValueInput {
    let (key_result, definition) = (&shown.key_result, &shown.key_result.definition);
    let text = typed.map(|fields| fields.get("value").to_owned());
    match definition.kind {
        Kind::Binary => ValueInput::YesNo {
            yes: text.map_or_else(|| key_result.value.map(|value| value >= Decimal::ONE), |text| parse_yes(&text)),
        },
        Kind::Scale => ValueInput::Levels {
            levels: (1..).zip(&definition.levels).map(|(number, level)| (number, level.label.clone())).collect(),
            chosen: text.map_or_else(|| key_result.value.and_then(|value| value.to_usize()), |text| text.parse().ok()),
        },
        Kind::Milestones => ValueInput::Milestones {
            milestones: definition
                .milestones
                .iter()
                .map(|milestone| {
                    let done = typed.map_or(milestone.done_on.is_some(), |fields| {
                        fields.all("milestone").any(|id| id == milestone.id.to_string())
                    });
                    (milestone.id, milestone.title.clone(), done)
                })
                .collect(),
        },
        _ => ValueInput::Number {
            value: text.unwrap_or_else(|| key_result.value.map(|value| l.input_number(&value)).unwrap_or_default()),
            unit: definition.unit.clone(),
        },
    }
}

fn parse_yes(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

pub(super) fn value_form(
    l: Lang,
    shown: &Shown,
    typed: Option<&Fields>,
    problems: Vec<Problem>,
    theirs: Option<String>,
) -> ValueForm {
    let key_result = &shown.key_result;
    let summary = match key_result.value_on.filter(|_| key_result.started) {
        Some(day) => {
            let now = summary_text(l, &key_result.definition, key_result.value);
            l.tr("key-result-summary-on").arg("summary", now).arg("day", l.day(day)).to_string()
        }
        None => summary_text(l, &key_result.definition, None),
    };
    ValueForm {
        l,
        once: Once::new(),
        seen: seen(key_result),
        id: key_result.id,
        version: key_result.version,
        title: key_result.title.clone(),
        summary,
        input: input_of(l, shown, typed),
        confidence: typed.map_or(key_result.confidence, |fields| fields.get("confidence").parse().ok()),
        comment: typed.map(|fields| fields.get("comment").to_owned()).unwrap_or_default(),
        problems,
        theirs,
        can_change_target: shown.can_change_target(),
    }
}

/// What the value form showed: whoever finds it unchanged was not overtaken, whatever else changed meanwhile.
pub(super) fn seen(key_result: &KeyResult) -> String {
    let done =
        key_result.definition.milestones.iter().filter(|one| one.done_on.is_some()).map(|one| one.id.to_string());
    let value = key_result.value.map(|value| value.normalize().to_string());
    let confidence = key_result.confidence.map(|confidence| confidence.to_string());
    [value, confidence].into_iter().map(Option::unwrap_or_default).chain(done).collect::<Vec<_>>().join(" ")
}

/// What a value form means, or what is wrong with it.
pub(super) fn parse_value(
    l: Lang,
    key_result: &KeyResult,
    fields: &Fields,
    today: chrono::NaiveDate,
) -> Result<Measurement, Vec<FieldError>> {
    let mut errors = Errors::default();
    let mut value = None;
    let mut milestones_done = None;
    match key_result.definition.kind {
        Kind::Milestones => {
            let mut done = Vec::new();
            for raw in fields.all("milestone") {
                done.extend(errors.take(parse::id::<MilestoneId>("value", raw)).flatten());
            }
            milestones_done = Some(done);
        }
        _ => value = errors.take(parse::required_decimal(&l, "value", fields.get("value"))),
    }
    let confidence = match fields.get("confidence") {
        "" => None,
        raw => errors.take(parse::choice("confidence", raw, |word| {
            word.parse::<i16>().ok().filter(|confidence| (0..=100).contains(confidence))
        })),
    };
    let comment = errors.take(parse::text("comment", fields.get("comment"), 2000, true));
    if !errors.is_empty() {
        return Err(errors.0);
    }
    Ok(Measurement {
        value,
        milestones_done,
        confidence,
        comment: comment.unwrap_or_default(),
        source: ReadingSource::Inline,
        effective_on: today,
    })
}
