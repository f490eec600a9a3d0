//! The formula of each kind of key result, before it is held in 0..=1.

use rust_decimal::Decimal;

use super::exact::{Answer, add, div, mul, sub};
use super::explanation::{Explanation, Input, Origin, Outcome, Part, Source, Subject};
use super::mean::weighted_mean;
use super::measure::{Checkpoint, Direction, Milestone};
use super::names::{Formula, Name, Unknown};
use super::progress::Reading;

pub(super) fn linear(
    baseline: Option<Decimal>,
    target: Decimal,
    checkpoints: &[Checkpoint],
    reading: Option<Reading>,
) -> Explanation {
    let mut inputs = vec![Input::new(Name::Target, target)];
    let Some(b) = baseline else {
        inputs.extend(reading.map(Reading::input));
        return Explanation::new(Formula::Linear, inputs, Err(Unknown::NeedsBaseline));
    };
    let reading = reading.unwrap_or(Reading { value: b, source: Some(Source { origin: Origin::Baseline, at: None }) });
    let v = reading.value;
    inputs.extend([Input::new(Name::Baseline, b), reading.input()]);
    match segment(b, target, checkpoints, v) {
        None => Explanation::new(Formula::Linear, inputs, share_of_way(b, target, v)),
        Some((from, to)) => {
            inputs.extend([
                Input::new(Name::FromValue, from.value),
                Input::new(Name::FromProgress, from.progress),
                Input::new(Name::ToValue, to.value),
                Input::new(Name::ToProgress, to.progress),
            ]);
            Explanation::new(Formula::Checkpoints, inputs, between(from, to, v))
        }
    }
}

/// `(v − b) / (t − b)`
fn share_of_way(b: Decimal, t: Decimal, v: Decimal) -> Answer {
    div(sub(v, b)?, sub(t, b)?)
}

/// The neighbouring points of the curve around v. `None` without checkpoints, and outside of b..t, where the plain linear form
/// continues the curve: it too is 0 at b and 1 at t, and it never stands still.
fn segment(b: Decimal, t: Decimal, checkpoints: &[Checkpoint], v: Decimal) -> Option<(Checkpoint, Checkpoint)> {
    let first = Checkpoint { value: b, progress: Decimal::ZERO };
    let last = Checkpoint { value: t, progress: Decimal::ONE };
    let points = || std::iter::once(first).chain(checkpoints.iter().copied()).chain([last]);
    let contains = |from: Decimal, to: Decimal| {
        if t > b { from <= v && v < to } else { to < v && v <= from }
    };
    if checkpoints.is_empty() {
        return None;
    }
    points().zip(points().skip(1)).find(|(from, to)| contains(from.value, to.value))
}

/// Multiplies before it divides, so that a share like 0.3 · 1/3 stays exact; never beyond the end of the segment.
fn between(from: Checkpoint, to: Checkpoint, v: Decimal) -> Answer {
    let rise = mul(sub(to.progress, from.progress)?, sub(v, from.value)?)?;
    let step = div(rise, sub(to.value, from.value)?)?;
    Ok(add(from.progress, step)?.min(to.progress))
}

fn one_if(condition: bool) -> Decimal {
    if condition { Decimal::ONE } else { Decimal::ZERO }
}

/// An explanation that needs a reading.
fn of_reading(
    formula: Formula,
    mut inputs: Vec<Input>,
    reading: Option<Reading>,
    compute: impl Fn(Decimal) -> Answer,
) -> Explanation {
    inputs.extend(reading.map(Reading::input));
    let answer = reading.ok_or(Unknown::NoReading).and_then(|reading| compute(reading.value));
    Explanation::new(formula, inputs, answer)
}

pub(super) fn reached(target: Decimal, direction: Direction, reading: Option<Reading>) -> Explanation {
    let (sign, is_up) = match direction {
        Direction::Up => (Decimal::ONE, true),
        Direction::Down => (Decimal::NEGATIVE_ONE, false),
    };
    let inputs = vec![Input::new(Name::Target, target), Input::new(Name::Direction, sign)];
    of_reading(Formula::Reached, inputs, reading, |v| Ok(one_if(if is_up { v >= target } else { v <= target })))
}

pub(super) fn at_least(target: Decimal, floor: Option<Decimal>, reading: Option<Reading>) -> Explanation {
    let mut inputs = vec![Input::new(Name::Target, target)];
    let Some(floor) = floor else {
        return of_reading(Formula::AtLeast, inputs, reading, |v| Ok(one_if(v >= target)));
    };
    inputs.push(Input::new(Name::Floor, floor));
    of_reading(Formula::AtLeastFloor, inputs, reading, |v| {
        if v >= target { Ok(Decimal::ONE) } else { remaining(sub(target, v)?, sub(target, floor)?) }
    })
}

pub(super) fn at_most(target: Decimal, floor: Option<Decimal>, reading: Option<Reading>) -> Explanation {
    let mut inputs = vec![Input::new(Name::Target, target)];
    let Some(floor) = floor else {
        return of_reading(Formula::AtMost, inputs, reading, |v| Ok(one_if(v <= target)));
    };
    inputs.push(Input::new(Name::Floor, floor));
    of_reading(Formula::AtMostFloor, inputs, reading, |v| {
        if v <= target { Ok(Decimal::ONE) } else { remaining(sub(v, target)?, sub(floor, target)?) }
    })
}

pub(super) fn band(lower: Decimal, upper: Decimal, tolerance: Decimal, reading: Option<Reading>) -> Explanation {
    let inputs =
        vec![Input::new(Name::Lower, lower), Input::new(Name::Upper, upper), Input::new(Name::Tolerance, tolerance)];
    of_reading(Formula::Band, inputs, reading, |v| match v {
        v if v < lower => remaining(sub(lower, v)?, tolerance),
        v if v > upper => remaining(sub(v, upper)?, tolerance),
        _ => Ok(Decimal::ONE),
    })
}

/// `1 − distance / room`
fn remaining(distance: Decimal, room: Decimal) -> Answer {
    sub(Decimal::ONE, div(distance, room)?)
}

pub(super) fn scale(levels: &[Decimal], reading: Option<Reading>) -> Explanation {
    let reading =
        reading.unwrap_or(Reading { value: Decimal::ONE, source: Some(Source { origin: Origin::Baseline, at: None }) });
    let found = (1u32..)
        .map(Decimal::from)
        .zip(levels)
        .find(|(number, _)| *number == reading.value)
        .map(|(_, progress)| *progress);
    let mut inputs = vec![reading.input(), Input::new(Name::LevelCount, Decimal::from(levels.len()))];
    inputs.extend(found.map(|progress| Input::new(Name::LevelProgress, progress)));
    Explanation::new(Formula::Scale, inputs, found.ok_or(Unknown::NoSuchLevel))
}

pub(super) fn steps(milestones: &[Milestone]) -> Explanation {
    let part =
        |step: &Milestone| Part::new(Subject::Milestone(step.id), Outcome::Known(one_if(step.done)), step.weight);
    // Coverage would always be whole: a milestone is done or not.
    Explanation {
        coverage: None,
        ..weighted_mean(Formula::Milestones, Vec::new(), milestones.iter().map(part).collect())
    }
}

pub(super) fn binary(reading: Option<Reading>) -> Explanation {
    let reading = reading
        .unwrap_or(Reading { value: Decimal::ZERO, source: Some(Source { origin: Origin::Baseline, at: None }) });
    of_reading(Formula::Binary, Vec::new(), Some(reading), |v| Ok(one_if(v >= Decimal::ONE)))
}
