//! The values of a key result, with confidence and comment.
use super::definition::takes;
use super::field_change::{FieldChange, plain, same, small};
use super::key_result::Work;
use super::{Comparison, Refused, Under};
use crate::okr::imports::batch::{NewCheckIn, NewReading};
use crate::okr::imports::mapping::Field;
use crate::okr::imports::parsed::{ParsedKeyResult, ReadingDay};
use crate::okr::imports::row_error::RowErrorKind;
use crate::okr::key_results::model::KeyResult;

impl Comparison<'_> {
    pub(super) fn values(
        &mut self,
        parsed: &ParsedKeyResult,
        after: &mut KeyResult,
        under: &Under,
        work: &mut Work,
    ) -> Result<(), Refused> {
        let previous = after.value;
        let mut day_of_words = self.today.min(under.term.last);
        for reading in &parsed.readings {
            let day = match reading.day {
                ReadingDay::On(day) if day > self.today => {
                    return Err((Field::ValueDate, RowErrorKind::DayAhead, day.to_string()));
                }
                day => day.resolve(under.term.first, under.term.last, self.today).min(self.today),
            };
            day_of_words = day;
            // a day that the file names finds the value again by itself; one that follows from the calendar does not
            let is_news = match reading.day {
                ReadingDay::On(_) => true,
                ReadingDay::Today => {
                    work.news.is_news("value", &reading.value.normalize().to_string())
                        && after.value != Some(reading.value)
                }
                ReadingDay::MiddleOfPeriod => work.news.is_news("value_middle", &reading.value.normalize().to_string()),
                ReadingDay::EndOfPeriod => work.news.is_news("value_final", &reading.value.normalize().to_string()),
            };
            let is_there = (after.value, after.value_on) == (Some(reading.value), Some(day))
                || self.there.recorded.readings.get(&after.id).is_some_and(|all| all.contains(&(day, reading.value)));
            if !is_news || is_there {
                work.readings_unchanged += 1;
                continue;
            }
            if !takes(&after.definition, reading.value, parsed.measure.details.is_some()) {
                return Err((Field::Value, RowErrorKind::NotOfKind, reading.value.normalize().to_string()));
            }
            let change = FieldChange {
                on: Some(day).filter(|_| reading.day != ReadingDay::Today),
                ..FieldChange::new("value", after.value.as_ref().and_then(plain), plain(&reading.value))
            };
            if !wins(work, change) {
                work.readings_unchanged += 1;
                continue;
            }
            work.readings.push(NewReading { key_result: after.id, on: day, value: reading.value });
            if !after.started || after.value_on.is_none_or(|on| day >= on) {
                (after.value, after.value_on, after.started) = (Some(reading.value), Some(day), true);
            }
        }
        let before = after.confidence;
        let confidence = parsed.confidence.map(|confidence| Some(i16::from(confidence)));
        work.news.take("confidence", confidence, &mut after.confidence, small);
        let words = parsed.comment.as_deref().filter(|words| {
            let is_there =
                self.there.recorded.comments.get(&after.id).is_some_and(|all| all.iter().any(|one| one == words));
            work.news.is_news("comment", words) && !is_there
        });
        let is_sure = after.confidence != before;
        if let Some(words) = words {
            work.noted.push(FieldChange::new("comment", None, Some(words.to_owned())));
        }
        if words.is_some() || is_sure {
            after.started = true;
            work.check_in = Some(NewCheckIn {
                key_result: after.id,
                value: work.readings.last().map(|reading| reading.value),
                previous,
                confidence: after.confidence.filter(|_| is_sure),
                comment: words.unwrap_or_default().to_owned(),
                on: day_of_words,
            });
        }
        work.previous = previous;
        Ok(())
    }
}

/// Whether a value of the file is recorded. People may have recorded another one since the export; then it is in conflict,
/// unless the file only repeats what was exported.
fn wins(work: &mut Work, mut change: FieldChange) -> bool {
    let since = work.news.since.as_ref();
    let against = ["value", "corrected"].into_iter().filter_map(|field| since?.get(field)).min_by_key(|since| since.at);
    if let Some(against) = against {
        if same(against.base(), change.new.as_deref()) {
            return false;
        }
        change.against = Some(against.clone());
        if !work.news.overwrite {
            work.news.said.forget("value");
            work.news.left.push(change);
            return false;
        }
    }
    work.noted.push(change);
    true
}
