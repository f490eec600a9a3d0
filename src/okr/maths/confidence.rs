//! Confidence of an objective. It is never mixed into progress.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::explanation::{Explanation, Input, Outcome, Part, Subject};
use super::mean::weighted_mean;
use super::names::{Formula, Name, Unknown};

/// Confidence in one key result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyResultConfidence {
    pub key_result: Uuid,
    /// Zero or more.
    pub weight: Decimal,
    /// 0–100.
    pub confidence: Option<u8>,
    /// The effective day of its current value.
    pub value_on: Option<NaiveDate>,
    pub rhythm_days: u32,
}

/// Weighted mean, 0–100, over key results whose value is no older than two rhythms, with coverage.
pub fn objective_confidence(key_results: &[KeyResultConfidence], today: NaiveDate) -> Explanation {
    let part = |one: &KeyResultConfidence| {
        let is_fresh = |on: NaiveDate| (today - on).num_days() <= i64::from(one.rhythm_days).saturating_mul(2);
        let value = match (one.confidence, one.value_on) {
            (None, _) => Outcome::Unknown(Unknown::NoConfidence),
            (Some(_), None) => Outcome::Unknown(Unknown::NoReading),
            (Some(_), Some(on)) if !is_fresh(on) => Outcome::Unknown(Unknown::TooOld),
            (Some(confidence), Some(_)) => Outcome::Known(Decimal::from(confidence.min(100))),
        };
        Part::new(Subject::KeyResult(one.key_result), value, one.weight)
    };
    weighted_mean(Formula::Confidence, vec![Input::new(Name::Today, today)], key_results.iter().map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fresh_values_count() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let one = |weight: u32, confidence, value_on: Option<&str>| KeyResultConfidence {
            key_result: Uuid::now_v7(),
            weight: weight.into(),
            confidence,
            value_on: value_on.map(day),
            rhythm_days: 7,
        };
        let list = [
            one(3, Some(80), Some("2026-05-10")),
            one(1, Some(20), Some("2026-05-01")),
            one(4, Some(100), Some("2026-04-30")),
            one(1, None, Some("2026-05-10")),
            one(1, Some(50), None),
        ];
        let mean = objective_confidence(&list, day("2026-05-15"));
        assert_eq!(mean.result, Outcome::Known(Decimal::from(65)));
        assert_eq!(
            mean.coverage.map(|coverage| (coverage.known, coverage.total, coverage.share)),
            Some((2, 5, Decimal::new(4, 1)))
        );
        let reasons: Vec<_> = mean.parts.iter().filter_map(|part| part.value.unknown()).collect();
        assert_eq!(reasons, [Unknown::TooOld, Unknown::NoConfidence, Unknown::NoReading]);
    }
}
