//! The rules that a measure must keep before it is saved.

use rust_decimal::Decimal;

use super::exact::sub;
use super::measure::{Checkpoint, MeasureError};

pub(super) fn linear(baseline: Decimal, target: Decimal, checkpoints: &mut [Checkpoint]) -> Result<(), MeasureError> {
    if baseline == target {
        return Err(MeasureError::EqualBaselineAndTarget);
    }
    sub(target, baseline).map_err(|_| MeasureError::OutOfRange)?;
    let rises = target > baseline;
    checkpoints.sort_by(|a, b| if rises { a.value.cmp(&b.value) } else { b.value.cmp(&a.value) });
    let values = || std::iter::once(baseline).chain(checkpoints.iter().map(|point| point.value)).chain([target]);
    let advances = |(from, to): (Decimal, Decimal)| if rises { from < to } else { from > to };
    if !values().zip(values().skip(1)).all(advances) {
        return Err(MeasureError::CheckpointOutside);
    }
    rising(checkpoints.iter().map(|point| point.progress))
}

pub(super) fn floor(low: Decimal, high: Decimal) -> Result<(), MeasureError> {
    if low >= high {
        return Err(MeasureError::FloorOnWrongSide);
    }
    sub(high, low).map(drop).map_err(|_| MeasureError::OutOfRange)
}

pub(super) fn band(lower: Decimal, upper: Decimal, tolerance: Decimal) -> Result<(), MeasureError> {
    if lower > upper {
        return Err(MeasureError::BandReversed);
    }
    if tolerance <= Decimal::ZERO {
        return Err(MeasureError::ToleranceNotPositive);
    }
    Ok(())
}

pub(super) fn levels(levels: &[Decimal]) -> Result<(), MeasureError> {
    if levels.len() < 2 {
        return Err(MeasureError::TooFewLevels);
    }
    if levels.first() != Some(&Decimal::ZERO) || levels.last() != Some(&Decimal::ONE) {
        return Err(MeasureError::ScaleEnds);
    }
    rising(levels.iter().copied())
}

fn rising(progress: impl Iterator<Item = Decimal> + Clone) -> Result<(), MeasureError> {
    if progress.clone().any(|p| p < Decimal::ZERO || p > Decimal::ONE) {
        return Err(MeasureError::ProgressOutside);
    }
    let next = progress.clone().skip(1);
    if progress.zip(next).any(|(before, after)| before > after) {
        return Err(MeasureError::NotMonotone);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::measure::{Measure, Milestone, Shape, even_levels};
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn linear(b: &str, t: &str, points: &[(&str, &str)]) -> Result<Measure, MeasureError> {
        let checkpoints =
            points.iter().map(|(value, progress)| Checkpoint { value: d(value), progress: d(progress) }).collect();
        Measure::new(Shape::Linear { baseline: Some(d(b)), target: d(t), checkpoints })
    }

    #[test]
    fn baseline_must_differ_from_target() {
        assert_eq!(linear("5", "5", &[]), Err(MeasureError::EqualBaselineAndTarget));
        assert_eq!(linear("5", "5.000", &[]), Err(MeasureError::EqualBaselineAndTarget));
        assert!(linear("5", "5.001", &[]).is_ok());
        let far = Shape::Linear { baseline: Some(Decimal::MIN), target: Decimal::MAX, checkpoints: vec![] };
        assert_eq!(Measure::new(far), Err(MeasureError::OutOfRange));
    }

    #[test]
    fn checkpoints_are_ordered_from_baseline_to_target_and_must_rise() {
        let falling = linear("100", "0", &[("25", "0.7"), ("75", "0.1"), ("50", "0.4")]).unwrap();
        let Shape::Linear { checkpoints, .. } = falling.shape() else { panic!("not linear") };
        assert_eq!(checkpoints.iter().map(|point| point.value).collect::<Vec<_>>(), [d("75"), d("50"), d("25")]);
        assert!(linear("0", "10", &[("4", "0.5"), ("6", "0.5")]).is_ok());
        assert_eq!(linear("100", "0", &[("75", "0.5"), ("50", "0.4")]), Err(MeasureError::NotMonotone));
        assert_eq!(linear("0", "10", &[("5", "1.1")]), Err(MeasureError::ProgressOutside));
        for outside in ["-1", "0", "10", "11"] {
            assert_eq!(linear("0", "10", &[(outside, "0.5")]), Err(MeasureError::CheckpointOutside), "{outside}");
        }
        assert_eq!(linear("0", "10", &[("5", "0.5"), ("5.0", "0.6")]), Err(MeasureError::CheckpointOutside));
        let point = Checkpoint { value: d("5"), progress: d("0.5") };
        let no_baseline = Shape::Linear { baseline: None, target: d("10"), checkpoints: vec![point] };
        assert_eq!(Measure::new(no_baseline), Err(MeasureError::CheckpointsWithoutBaseline));
    }

    #[test]
    fn other_kinds_are_checked() {
        let refused = |shape| Measure::new(shape).unwrap_err();
        let floor = |floor| Some(d(floor));
        assert_eq!(refused(Shape::AtLeast { target: d("99"), floor: floor("99") }), MeasureError::FloorOnWrongSide);
        assert_eq!(refused(Shape::AtMost { target: d("5"), floor: floor("4") }), MeasureError::FloorOnWrongSide);
        assert_eq!(
            refused(Shape::Band { lower: d("2"), upper: d("1"), tolerance: d("1") }),
            MeasureError::BandReversed
        );
        assert_eq!(
            refused(Shape::Band { lower: d("1"), upper: d("2"), tolerance: d("0") }),
            MeasureError::ToleranceNotPositive
        );
        assert_eq!(refused(Shape::Scale { levels: vec![d("0")] }), MeasureError::TooFewLevels);
        assert_eq!(refused(Shape::Scale { levels: vec![d("0.1"), d("1")] }), MeasureError::ScaleEnds);
        assert_eq!(
            refused(Shape::Scale { levels: vec![d("0"), d("0.6"), d("0.5"), d("1")] }),
            MeasureError::NotMonotone
        );
        let milestone = Milestone { id: Uuid::nil(), weight: d("-1"), done: true };
        assert_eq!(refused(Shape::Milestones(vec![milestone])), MeasureError::NegativeWeight);
    }

    #[test]
    fn levels_are_spread_evenly_by_default() {
        assert_eq!(even_levels(5), [d("0"), d("0.25"), d("0.5"), d("0.75"), d("1")]);
        assert!(Measure::new(Shape::Scale { levels: even_levels(4) }).is_ok());
        assert_eq!(Measure::new(Shape::Scale { levels: even_levels(1) }), Err(MeasureError::TooFewLevels));
    }
}
