//! Laws that hold across the module: fixed numbers, properties for any input, and explanations that recompute.

mod dates;
mod golden;
mod laws;
mod recompute;

use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::*;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn linear(b: Decimal, t: Decimal, points: &[(Decimal, Decimal)]) -> Result<Measure, MeasureError> {
    let checkpoints =
        points.iter().map(|(value, progress)| Checkpoint { value: *value, progress: *progress }).collect();
    Measure::new(Shape::Linear { baseline: Some(b), target: t, checkpoints })
}

fn at(measure: &Measure, value: Decimal) -> Progress {
    progress(measure, Some(value.into()))
}

/// Any decimal there is, with the extremes often.
fn any_decimal() -> BoxedStrategy<Decimal> {
    prop_oneof![
        8 => (any::<u32>(), any::<u32>(), any::<u32>(), any::<bool>(), 0u32..=28).prop_map(|(lo, mid, hi, negative, scale)| Decimal::from_parts(lo, mid, hi, negative, scale)),
        1 => prop::sample::select(vec![Decimal::MAX, Decimal::MIN, Decimal::ZERO, -Decimal::ZERO, Decimal::ONE, Decimal::new(1, 28), Decimal::new(-1, 28)]),
        4 => usual(),
    ]
    .boxed()
}

/// A number as people type it.
fn usual() -> BoxedStrategy<Decimal> {
    (-1_000_000i64..1_000_000, 0u32..4).prop_map(|(number, scale)| Decimal::new(number, scale)).boxed()
}

/// Zero or more.
fn weight() -> BoxedStrategy<Decimal> {
    usual().prop_map(|weight| weight.abs()).boxed()
}

/// 0..=1 with four digits.
fn share() -> BoxedStrategy<Decimal> {
    (0i64..=10_000).prop_map(|number| Decimal::new(number, 4)).boxed()
}

/// A linear measure with up to four checkpoints at shares of the way from b to t.
fn curved(number: BoxedStrategy<Decimal>) -> impl Strategy<Value = Measure> {
    let points = prop::collection::vec((1i64..1000, share()), 0..=4);
    (number.clone(), number, points).prop_filter_map("refused", |(b, t, points)| {
        let mut shares: Vec<_> = points.iter().map(|(share, _)| *share).collect();
        let mut rises: Vec<_> = points.iter().map(|(_, progress)| *progress).collect();
        shares.sort_unstable();
        shares.dedup();
        rises.sort_unstable();
        let way = t.checked_sub(b)?;
        let place = |share: i64| b.checked_add(way.checked_mul(Decimal::new(share, 3))?);
        let points: Vec<_> = shares.into_iter().zip(rises).filter_map(|(share, p)| Some((place(share)?, p))).collect();
        linear(b, t, &points).ok()
    })
}

fn shape(number: BoxedStrategy<Decimal>) -> impl Strategy<Value = Shape> {
    let three = (number.clone(), number.clone(), number.clone());
    let milestone = (number.clone(), any::<bool>()).prop_map(|(weight, done)| Milestone {
        id: Uuid::now_v7(),
        weight: weight.abs(),
        done,
    });
    prop_oneof![
        4 => curved(number.clone()).prop_map(|measure| measure.shape().clone()),
        1 => (number.clone(), any::<bool>()).prop_map(|(target, up)| Shape::Reached { target, direction: if up { Direction::Up } else { Direction::Down } }),
        2 => (number.clone(), prop::option::of(number.clone())).prop_map(|(target, floor)| Shape::AtLeast { target, floor }),
        2 => (number.clone(), prop::option::of(number)).prop_map(|(target, floor)| Shape::AtMost { target, floor }),
        2 => three.prop_map(|(a, b, tolerance)| Shape::Band { lower: a.min(b), upper: a.max(b), tolerance: tolerance.abs() }),
        1 => (0u8..12).prop_map(|n| Shape::Scale { levels: even_levels(n) }),
        1 => prop::collection::vec(milestone, 0..6).prop_map(Shape::Milestones),
        1 => Just(Shape::Binary),
    ]
}

fn measure(number: BoxedStrategy<Decimal>) -> impl Strategy<Value = Measure> {
    shape(number).prop_filter_map("refused", |shape| Measure::new(shape).ok())
}

fn outcome(number: BoxedStrategy<Decimal>) -> impl Strategy<Value = Outcome> {
    prop_oneof![4 => number.prop_map(Outcome::Known), 1 => Just(Outcome::Unknown(Unknown::NeedsBaseline))]
}

fn children(number: BoxedStrategy<Decimal>, progress: BoxedStrategy<Decimal>) -> impl Strategy<Value = Vec<Child>> {
    let left = prop::option::weighted(0.2, Just(Left { why: LeftOut::Cancelled, on: Some(day("2026-05-01")) }));
    let child = (any::<bool>(), number, outcome(progress), left).prop_map(|(is_key_result, weight, progress, left)| {
        let id = Uuid::now_v7();
        let subject = if is_key_result { Subject::KeyResult(id) } else { Subject::Objective(id) };
        Child { subject, weight, progress, left, cascaded_to: None }
    });
    prop::collection::vec(child, 0..8)
}

fn mode() -> impl Strategy<Value = Mode> {
    prop::sample::select(vec![Mode::KeyResults, Mode::Children, Mode::Both])
}

/// A day in the months around a quarter.
fn some_day() -> impl Strategy<Value = chrono::NaiveDate> {
    (0u64..160).prop_map(|offset| day("2026-03-01") + chrono::Days::new(offset))
}

fn curve() -> impl Strategy<Value = Curve> {
    let steps = prop::collection::btree_map(some_day(), share(), 0..6).prop_map(|steps| {
        let mut rises: Vec<_> = steps.values().copied().collect();
        rises.sort_unstable();
        Curve::Stepped(
            Plan::new(steps.into_keys().zip(rises).map(|(on, progress)| Step { on, progress }).collect()).unwrap(),
        )
    });
    prop_oneof![Just(Curve::Linear), Just(Curve::BackLoaded), Just(Curve::Level), steps]
}

fn period() -> impl Strategy<Value = Period> {
    (some_day(), some_day()).prop_map(|(first, last)| Period { first, last })
}
