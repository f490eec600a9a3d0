//! Properties of every kind, for numbers as people type them and for any decimal at all.

use super::*;

/// How far a value is from being best for a level kind; smaller is better.
fn is_nearer(shape: &Shape, a: Decimal, b: Decimal) -> bool {
    match *shape {
        Shape::Linear { baseline: Some(from), target, .. } => {
            if target > from {
                a >= b
            } else {
                a <= b
            }
        }
        Shape::Reached { direction: Direction::Up, .. }
        | Shape::AtLeast { .. }
        | Shape::Binary
        | Shape::Scale { .. } => a >= b,
        Shape::Reached { direction: Direction::Down, .. } | Shape::AtMost { .. } => a <= b,
        Shape::Band { lower, upper, .. } => (b <= a && a <= upper) || (lower <= a && a <= b),
        Shape::Linear { baseline: None, .. } | Shape::Milestones(_) => false,
    }
}

/// A value at which nothing is reached yet, and one at which all is.
fn ends(shape: &Shape) -> Option<(Decimal, Decimal)> {
    match shape {
        Shape::Linear { baseline: Some(b), target, .. } => Some((*b, *target)),
        Shape::AtLeast { target, floor: Some(floor) } | Shape::AtMost { target, floor: Some(floor) } => {
            Some((*floor, *target))
        }
        Shape::AtLeast { target, floor: None } => {
            Some((target.checked_sub(Decimal::ONE).filter(|v| v < target)?, *target))
        }
        Shape::AtMost { target, floor: None } => {
            Some((target.checked_add(Decimal::ONE).filter(|v| v > target)?, *target))
        }
        Shape::Scale { levels } => Some((Decimal::ONE, levels.len().into())),
        Shape::Binary => Some((Decimal::ZERO, Decimal::ONE)),
        Shape::Linear { baseline: None, .. } | Shape::Band { .. } | Shape::Reached { .. } | Shape::Milestones(_) => {
            None
        }
    }
}

fn check_ends(measure: &Measure) {
    if let Some((start, end)) = ends(measure.shape()) {
        assert_eq!(at(measure, start).clamped(), Some(Decimal::ZERO), "start of {measure:?}");
        assert_eq!(at(measure, end).clamped(), Some(Decimal::ONE), "end of {measure:?}");
        assert_eq!(at(measure, end).badge(), None);
    }
}

fn check_monotone(measure: &Measure, a: Decimal, b: Decimal) {
    if !is_nearer(measure.shape(), a, b) {
        return;
    }
    let (near, far) = (at(measure, a), at(measure, b));
    if let (Some(near), Some(far)) = (near.raw(), far.raw()) {
        assert!(near >= far, "{measure:?}: {near} at {a}, {far} at {b}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn zero_at_the_baseline_one_at_the_target(usual in measure(usual()), any in measure(any_decimal())) {
        check_ends(&usual);
        check_ends(&any);
    }

    #[test]
    fn monotone_toward_the_target(measure in measure(usual()), a in usual(), b in usual()) {
        check_monotone(&measure, a, b);
        check_monotone(&measure, b, a);
    }

    #[test]
    fn monotone_for_any_decimal(measure in measure(any_decimal()), a in any_decimal(), b in any_decimal()) {
        check_monotone(&measure, a, b);
        check_monotone(&measure, b, a);
    }

    #[test]
    fn the_band_is_one_inside_and_zero_beyond_the_tolerance(a in usual(), b in usual(), tolerance in 1i64..1000, v in usual()) {
        let (lower, upper, tolerance) = (a.min(b), a.max(b), Decimal::new(tolerance, 2));
        let measure = Measure::new(Shape::Band { lower, upper, tolerance }).unwrap();
        let p = at(&measure, v).clamped().unwrap();
        prop_assert_eq!(p == Decimal::ONE, lower <= v && v <= upper);
        prop_assert_eq!(p.is_zero(), v <= lower - tolerance || v >= upper + tolerance);
    }

    #[test]
    fn usual_numbers_are_never_out_of_range(measure in measure(usual()), v in usual()) {
        prop_assert_ne!(at(&measure, v).unknown(), Some(Unknown::OutOfRange));
    }

    #[test]
    fn progress_is_known_within_its_range_or_unknown_for_any_decimal(shape in shape(any_decimal()), v in prop::option::of(any_decimal())) {
        if let Ok(measure) = Measure::new(shape) {
            let progress = progress(&measure, v.map(Into::into));
            prop_assert_ne!(progress.clamped().is_some(), progress.unknown().is_some());
            prop_assert_eq!(progress.clamped().is_some(), progress.raw().is_some());
            prop_assert!(progress.clamped().is_none_or(|p| Decimal::ZERO <= p && p <= Decimal::ONE));
            if let Some(raw) = progress.raw() {
                percent(raw);
                score_band(raw);
            }
        }
    }

    #[test]
    fn nothing_panics_for_any_decimal(children in children(any_decimal(), any_decimal()), a in any_decimal(), b in any_decimal(), n in any::<u32>(), values in prop::collection::vec((some_day(), any_decimal()), 0..8)) {
        let today = day("2026-05-05");
        for mode in [Mode::KeyResults, Mode::Children, Mode::Both] {
            let explanation = roll_up(&children, mode, today).seen_by(|_| false);
            prop_assert!(explanation.result.known().is_none_or(|p| Decimal::ZERO <= p && p <= Decimal::ONE));
        }
        workspace_mean(&children, today);
        required_rate(a, b, n);
        forecast(&values, day("2026-06-30"));
        automatic_score(Outcome::Known(a));
        rounded(a, n);
        mean_of_recorded(&[(Uuid::nil(), Some(a)), (Uuid::nil(), Some(b))]);
    }

    #[test]
    fn a_further_milestone_never_lowers_progress(weights in prop::collection::vec((0u32..100, any::<bool>()), 1..8), pick in any::<prop::sample::Index>()) {
        let mut list: Vec<_> = weights.iter().map(|(weight, done)| Milestone { id: Uuid::nil(), weight: Decimal::from(*weight), done: *done }).collect();
        let p = |list: &[Milestone]| progress(&Measure::new(Shape::Milestones(list.to_vec())).unwrap(), None).clamped();
        let before = p(&list);
        pick.get_mut(&mut list).done = true;
        prop_assert!(before <= p(&list));
        list.iter_mut().for_each(|step| step.done = true);
        prop_assert!(p(&list).is_none_or(|p| p == Decimal::ONE));
        list.iter_mut().for_each(|step| step.done = false);
        prop_assert!(p(&list).is_none_or(|p| p.is_zero()));
    }

    #[test]
    fn a_roll_up_lies_between_its_children_and_adds_up(children in children(weight(), share()), mode in mode()) {
        let explanation = roll_up(&children, mode, day("2026-05-05"));
        let counting: Vec<_> = explanation.parts.iter().filter(|part| part.left_out.is_none()).collect();
        prop_assert_eq!(explanation.parts.len(), children.len());
        if let Some(p) = explanation.result.known() {
            let values = || counting.iter().filter_map(|part| part.value.known());
            let tiny = Decimal::new(1, 20);
            prop_assert!(values().min().unwrap() - tiny <= p && p <= values().max().unwrap() + tiny);
            let contributions: Decimal = counting.iter().filter_map(|part| part.contribution).sum();
            prop_assert!((contributions - p).abs() < tiny);
            let shares: Decimal = counting.iter().filter_map(|part| part.share).sum();
            prop_assert!((shares - Decimal::ONE).abs() < tiny);
            let coverage = explanation.coverage.unwrap();
            prop_assert_eq!((coverage.known, coverage.total), (values().count() as u32, counting.len() as u32));
        }
    }

    #[test]
    fn a_parent_is_complete_only_when_all_are(progress in prop::collection::vec((1u32..1000, share()), 1..8)) {
        let child = |(weight, p): &(u32, Decimal)| Child { subject: Subject::KeyResult(Uuid::nil()), weight: Decimal::new((*weight).into(), 1), progress: Outcome::Known(*p), left: None, cascaded_to: None };
        let children: Vec<_> = progress.iter().map(child).collect();
        let p = roll_up(&children, Mode::KeyResults, day("2026-05-05")).result.known().unwrap();
        prop_assert_eq!(p == Decimal::ONE, progress.iter().all(|(_, p)| *p == Decimal::ONE));
        prop_assert_eq!(p.is_zero(), progress.iter().all(|(_, p)| p.is_zero()));
    }
}
