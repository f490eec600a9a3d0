//! The weighted mean of the known, with coverage: one rule for milestones, roll-up, confidence and recorded scores.

use rust_decimal::Decimal;

use super::exact::{Answer, add, div, mul};
use super::explanation::{Coverage, Explanation, Input, Part};
use super::names::{Formula, LeftOut, Unknown};

/// `Σ(w·value) / Σw` over parts that count and are known; coverage is their weight over that of all that count.
///
/// A part of weight 0 is shown, not counted. Fills in share and contribution of each part. A negative weight is out of range.
pub(super) fn weighted_mean(formula: Formula, inputs: Vec<Input>, mut parts: Vec<Part>) -> Explanation {
    for part in &mut parts {
        if part.left_out.is_none() && part.weight.is_zero() {
            part.left_out = Some(LeftOut::ZeroWeight);
        }
    }
    let (answer, coverage) = match Sums::of(&parts) {
        Err(reason) => (Err(reason), None),
        Ok(sums) => {
            for part in parts.iter_mut().filter(|part| part.left_out.is_none()) {
                part.share = div(part.weight, sums.weight).ok();
                part.contribution = part
                    .value
                    .known()
                    .and_then(|value| mul(part.weight, value).and_then(|product| div(product, sums.known_weight)).ok());
            }
            (sums.mean(&parts), sums.coverage())
        }
    };
    Explanation { parts, coverage, ..Explanation::new(formula, inputs, answer) }
}

#[derive(Default)]
struct Sums {
    weight: Decimal,
    known_weight: Decimal,
    product: Decimal,
    count: u32,
    known_count: u32,
}

impl Sums {
    fn of(parts: &[Part]) -> Result<Self, Unknown> {
        let mut sums = Self::default();
        for part in parts.iter().filter(|part| part.left_out.is_none()) {
            if part.weight < Decimal::ZERO {
                return Err(Unknown::OutOfRange);
            }
            sums.weight = add(sums.weight, part.weight)?;
            sums.count = sums.count.saturating_add(1);
            if let Some(value) = part.value.known() {
                sums.known_weight = add(sums.known_weight, part.weight)?;
                sums.product = add(sums.product, mul(part.weight, value)?)?;
                sums.known_count = sums.known_count.saturating_add(1);
            }
        }
        Ok(sums)
    }

    fn mean(&self, parts: &[Part]) -> Answer {
        if self.count == 0 {
            let weightless = parts.iter().any(|part| part.left_out == Some(LeftOut::ZeroWeight));
            return Err(if weightless { Unknown::NoWeight } else { Unknown::NothingContributes });
        }
        if self.known_count == 0 {
            return Err(Unknown::NothingKnown);
        }
        div(self.product, self.known_weight)
    }

    fn coverage(&self) -> Option<Coverage> {
        let share = div(self.known_weight, self.weight).ok()?;
        Some(Coverage { known: self.known_count, total: self.count, share })
    }
}
