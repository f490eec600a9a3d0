//! Every explanation, after a trip through JSON, recomputes to its result: by formulas written here a second time, from its inputs alone.

use super::*;

/// The number of an explanation from its inputs; `None` where the formula says nothing about them.
fn recompute(explanation: &Explanation) -> Option<Decimal> {
    let number = |name| match explanation.input(name) {
        Some(Amount::Number(number)) => Some(number),
        _ => None,
    };
    let date = |name| match explanation.input(name) {
        Some(Amount::Date(date)) => Some(date),
        _ => None,
    };
    let days = |from, to| Some(Decimal::from((date(to)? - date(from)?).num_days()));
    let value = number(Name::Value);
    let target = number(Name::Target);
    let yes = |condition| {
        if condition { Decimal::ONE } else { Decimal::ZERO }
    };
    let unit = |x: Decimal| x.clamp(Decimal::ZERO, Decimal::ONE);
    let time = || {
        let (passed, all) = (days(Name::FirstDay, Name::Today)?, days(Name::FirstDay, Name::LastDay)?);
        (all > Decimal::ZERO).then(|| unit(passed / all))
    };
    let mean = || {
        let known: Vec<_> = explanation
            .parts
            .iter()
            .filter(|part| part.left_out.is_none())
            .filter_map(|part| Some((part.weight, part.value.known()?)))
            .collect();
        let weight: Decimal = known.iter().map(|(weight, _)| weight).sum();
        (weight > Decimal::ZERO).then(|| known.iter().map(|(w, value)| w * value).sum::<Decimal>() / weight)
    };
    match explanation.formula {
        Formula::Linear => {
            let b = number(Name::Baseline)?;
            Some(unit((value? - b) / (target? - b)))
        }
        Formula::Checkpoints => {
            let (x0, p0, x1, p1) = (
                number(Name::FromValue)?,
                number(Name::FromProgress)?,
                number(Name::ToValue)?,
                number(Name::ToProgress)?,
            );
            Some(p0 + (p1 - p0) * ((value? - x0) / (x1 - x0)))
        }
        Formula::Reached => {
            let sign = number(Name::Direction)?;
            Some(yes(value? * sign >= target? * sign))
        }
        Formula::AtLeast => Some(yes(value? >= target?)),
        Formula::AtMost => Some(yes(value? <= target?)),
        Formula::AtLeastFloor | Formula::AtMostFloor => {
            let floor = number(Name::Floor)?;
            Some(unit((value? - floor) / (target? - floor)))
        }
        Formula::Band => {
            let distance = (number(Name::Lower)? - value?).max(value? - number(Name::Upper)?).max(Decimal::ZERO);
            Some(unit(Decimal::ONE - distance / number(Name::Tolerance)?))
        }
        Formula::Scale => number(Name::LevelProgress),
        Formula::Binary => Some(yes(value? >= Decimal::ONE)),
        Formula::Hits => Some(number(Name::Hits)? / number(Name::Due).filter(|due| !due.is_zero())?),
        Formula::Milestones
        | Formula::RollUp
        | Formula::WorkspaceMean
        | Formula::Confidence
        | Formula::RecordedScores => mean(),
        Formula::ExpectedLinear => time(),
        Formula::ExpectedBackLoaded => time().map(|x| x * x),
        Formula::ExpectedStepped => time().map(|_| number(Name::StepProgress).unwrap_or_default()),
        Formula::ExpectedLevel => Some(yes(date(Name::Today)? >= date(Name::FirstDay)?)),
        Formula::Gap => Some(number(Name::Expected)? - number(Name::Progress)?),
        Formula::RequiredRate => Some((target? - value?) / number(Name::PeriodsLeft).filter(|left| !left.is_zero())?),
        Formula::Forecast => {
            let (from, to) = (number(Name::FirstReading)?, number(Name::LastReading)?);
            let ahead = days(Name::LastReadingDay, Name::LastDay)?.max(Decimal::ZERO);
            Some(to + (to - from) / days(Name::FirstReadingDay, Name::LastReadingDay)? * ahead)
        }
        Formula::AutomaticScore => {
            Some((number(Name::Progress)? * Decimal::ONE_HUNDRED).round() / Decimal::ONE_HUNDRED)
        }
    }
}

fn check(explanation: &Explanation) {
    let json = serde_json::to_string(explanation).unwrap();
    let read: Explanation = serde_json::from_str(&json).unwrap();
    assert_eq!(&read, explanation);
    match (recompute(&read), explanation.result.known()) {
        (Some(again), Some(result)) => {
            assert!((again - result).abs() < Decimal::new(1, 15), "{result} recomputes to {again}: {json}")
        }
        (again, result) => assert_eq!(again, result, "{json}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn progress_recomputes(measure in measure(usual()), v in prop::option::of(usual()), due in prop::collection::vec(prop::option::of(usual()), 0..6)) {
        let explanation = progress(&measure, v.map(Into::into)).explanation;
        check(&explanation);
        check(&automatic_score(explanation.result));
        if measure.is_level() {
            check(&hit_share(&measure, &due));
        }
    }

    #[test]
    fn roll_up_recomputes_whoever_reads_it(children in children(weight(), share()), mode in mode(), sees in any::<u8>()) {
        let today = day("2026-05-05");
        for explanation in [roll_up(&children, mode, today), workspace_mean(&children, today)] {
            check(&explanation);
            let seen: Vec<_> = children.iter().enumerate().filter(|(index, _)| sees >> index & 1 == 1).map(|(_, child)| child.subject).collect();
            let reader = explanation.clone().seen_by(|subject| seen.contains(subject));
            check(&reader);
            prop_assert_eq!(reader.result, explanation.result);
            prop_assert!(reader.parts.iter().all(|part| seen.contains(&part.subject) || matches!(part.subject, Subject::Unseen(_))));
            let count = |explanation: &Explanation| explanation.parts.iter().filter(|part| part.left_out.is_none()).map(|part| match part.subject {
                Subject::Unseen(count) => count,
                _ => 1,
            }).sum::<u32>();
            prop_assert_eq!(count(&reader), count(&explanation));
            let contributions = |explanation: &Explanation| explanation.parts.iter().filter_map(|part| part.contribution).sum::<Decimal>();
            prop_assert!((contributions(&reader) - contributions(&explanation)).abs() < Decimal::new(1, 20));
        }
    }

    #[test]
    fn the_other_figures_recompute(
        curve in curve(), period in period(), today in some_day(), p in outcome(share()), target in usual(), value in usual(), left in 0u32..20,
        readings in prop::collection::vec((some_day(), usual()), 0..8),
        confidence in prop::collection::vec((0u32..10, prop::option::of(0u8..=100), prop::option::of(some_day()), 1u32..40), 0..6),
        scores in prop::collection::vec(prop::option::of(share()), 0..6),
    ) {
        let verdict = verdict(&Facts {
            period, curve, progress: p, has_check_in: true, next_due: None, confidence: None, settled: None, is_data_failing: false, manual: None,
        }, &Limits::default(), today);
        check(&verdict.expected);
        check(&verdict.gap);
        check(&required_rate(target, value, left));
        check(&forecast(&readings, period.last).likely);
        let confidence: Vec<_> = confidence.into_iter().map(|(weight, confidence, value_on, rhythm_days)| KeyResultConfidence {
            key_result: Uuid::now_v7(), weight: weight.into(), confidence, value_on, rhythm_days,
        }).collect();
        check(&objective_confidence(&confidence, today));
        check(&mean_of_recorded(&scores.into_iter().map(|score| (Uuid::now_v7(), score)).collect::<Vec<_>>()));
    }
}
