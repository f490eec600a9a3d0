//! What somebody typed into one row of the sheet, kept as text so that it can be shown again.
use std::collections::HashSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::i18n::Lang;
use crate::kernel::{FieldError, KeyResultId, MilestoneId};
use crate::okr::key_results::model::{KeyResult, Kind, Measurement, ReadingSource};
use crate::web::Fields;
use crate::web::parse::{self, Errors};

/// Longest comment, in characters.
const COMMENT: usize = 2000;

/// The three answers to «how sure are you», 0–100.
pub const CONFIDENCES: [(i16, &str); 3] = [(20, "confidence-low"), (50, "confidence-medium"), (80, "confidence-high")];

/// The content of one row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pub version: Option<i32>,
    /// What the row showed when it was sent to the browser, see [`seen`].
    pub seen: String,
    pub value: String,
    /// Ids of the milestones that are ticked.
    pub done: Vec<String>,
    /// «No change», for kinds that cannot say it with a value.
    pub same: bool,
    pub confidence: String,
    pub comment: String,
}

/// The answer nearest to a confidence.
pub fn answer(confidence: i16) -> i16 {
    match confidence {
        ..35 => 20,
        35..65 => 50,
        _ => 80,
    }
}

/// What a row shows of its key result on a day, as one word: when it is the same, nobody has changed what this form is about.
pub fn seen(key_result: &KeyResult, day: NaiveDate) -> String {
    let value = key_result.value.map(|value| value.normalize().to_string()).unwrap_or_default();
    format!(
        "{value}/{}/{}",
        key_result.confidence.map(|confidence| confidence.to_string()).unwrap_or_default(),
        done_by(key_result, day).join(",")
    )
}

/// The milestones that were done by a day: what a sheet of a past week offers is how things stood then.
pub fn done_by(key_result: &KeyResult, day: NaiveDate) -> Vec<String> {
    key_result
        .definition
        .milestones
        .iter()
        .filter(|milestone| milestone.done_on.is_some_and(|on| on <= day))
        .map(|milestone| milestone.id.to_string())
        .collect()
}

/// The key results that a sent form speaks of, each once, in its order.
pub fn ids(fields: &Fields) -> Vec<KeyResultId> {
    let mut met = HashSet::new();
    let id_of = |name: &str| {
        ["ver-", "value-", "milestone-", "confidence-", "comment-"]
            .iter()
            .find_map(|prefix| name.strip_prefix(prefix)?.parse::<KeyResultId>().ok())
    };
    fields.0.iter().filter_map(|(name, _)| id_of(name)).filter(|id| met.insert(*id)).collect()
}

impl Typed {
    /// An untouched row of a sheet about this day.
    pub fn untouched(key_result: &KeyResult, day: NaiveDate) -> Self {
        Self {
            version: Some(key_result.version),
            seen: seen(key_result, day),
            done: done_by(key_result, day),
            confidence: key_result.confidence.map(|confidence| answer(confidence).to_string()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The row of a key result in a sent form.
    pub fn read(fields: &Fields, id: KeyResultId) -> Self {
        Self {
            version: fields.get(&format!("ver-{id}")).parse().ok(),
            seen: fields.get(&format!("seen-{id}")).to_owned(),
            value: fields.get(&format!("value-{id}")).trim().to_owned(),
            done: fields.all(&format!("milestone-{id}")).map(str::to_owned).collect(),
            same: fields.has(&format!("same-{id}")),
            confidence: fields.get(&format!("confidence-{id}")).to_owned(),
            comment: fields.get(&format!("comment-{id}")).trim().to_owned(),
        }
    }

    /// Whether the person said anything in this row. What stood there before, on the sheet's day, does not count.
    pub fn is_touched(&self, key_result: &KeyResult, day: NaiveDate) -> bool {
        let states = if key_result.definition.kind == Kind::Milestones {
            self.same || self.ticks_differ(key_result, day)
        } else {
            !self.value.is_empty()
        };
        states || !self.comment.is_empty() || self.new_confidence(key_result).is_some()
    }

    /// Whether anything was typed at all, as far as the row alone can tell.
    pub fn says_something(&self) -> bool {
        let ticks_before = self.seen.rsplit('/').next().unwrap_or_default();
        !self.value.is_empty() || !self.comment.is_empty() || self.same || self.done.join(",") != ticks_before
    }

    fn ticks_differ(&self, key_result: &KeyResult, day: NaiveDate) -> bool {
        let mut ticked = self.done.clone();
        ticked.sort();
        ticked.dedup();
        let mut stored = done_by(key_result, day);
        stored.sort();
        ticked != stored
    }

    /// The chosen answer where it is another than the one that was offered.
    fn new_confidence(&self, key_result: &KeyResult) -> Option<&str> {
        let offered = key_result.confidence.map(|confidence| answer(confidence).to_string()).unwrap_or_default();
        (!self.confidence.is_empty() && self.confidence != offered).then_some(&self.confidence)
    }

    /// What the row means on a day, or every mistake in it, at its field. `shown` is the day that the sheet showed the row for.
    pub fn measurement(
        &self,
        l: &Lang,
        key_result: &KeyResult,
        shown: NaiveDate,
        day: NaiveDate,
    ) -> Result<Measurement, Vec<FieldError>> {
        let id = key_result.id;
        let mut errors = Errors::default();
        let at = |field: &str, error: FieldError| FieldError { field: format!("{field}-{id}").into(), ..error };
        let value = errors.take(self.number(l, key_result).map_err(|error| at("value", error))).flatten();
        let milestones_done =
            errors.take(self.milestones(key_result, shown).map_err(|error| at("value", error))).flatten();
        let confidence = self.new_confidence(key_result).and_then(|text| {
            let known = CONFIDENCES.iter().map(|(points, _)| *points).find(|points| points.to_string() == text);
            errors.take(known.ok_or_else(|| FieldError::new(format!("confidence-{id}"), "field-unknown-choice")))
        });
        let comment =
            errors.take(parse::text("comment", &self.comment, COMMENT, true).map_err(|error| at("comment", error)));
        match (errors.is_empty(), comment) {
            (true, Some(comment)) => Ok(Measurement {
                value,
                milestones_done,
                confidence,
                comment,
                source: ReadingSource::CheckIn,
                effective_on: day,
            }),
            _ => Err(errors.0),
        }
    }

    fn number(&self, l: &Lang, key_result: &KeyResult) -> Result<Option<Decimal>, FieldError> {
        let definition = &key_result.definition;
        let unknown = || FieldError::new("value", "field-unknown-choice");
        match definition.kind {
            Kind::Milestones => Ok(None),
            _ if self.value.is_empty() => Ok(None),
            Kind::Binary => match self.value.as_str() {
                "1" => Ok(Some(Decimal::ONE)),
                "0" => Ok(Some(Decimal::ZERO)),
                _ => Err(unknown()),
            },
            Kind::Scale => {
                let level: usize = self.value.parse().map_err(|_| unknown())?;
                if (1..=definition.levels.len()).contains(&level) {
                    Ok(Some(Decimal::from(level)))
                } else {
                    Err(unknown())
                }
            }
            _ => parse::decimal(l, "value", &self.value),
        }
    }

    fn milestones(&self, key_result: &KeyResult, shown: NaiveDate) -> Result<Option<Vec<MilestoneId>>, FieldError> {
        let stated =
            key_result.definition.kind == Kind::Milestones && (self.same || self.ticks_differ(key_result, shown));
        if !stated {
            return Ok(None);
        }
        let known = |text: &String| {
            key_result.definition.milestones.iter().map(|milestone| milestone.id).find(|id| id.to_string() == *text)
        };
        self.done
            .iter()
            .map(|text| known(text).ok_or_else(|| FieldError::new("value", "field-unknown-choice")))
            .collect::<Result<_, _>>()
            .map(Some)
    }
}
