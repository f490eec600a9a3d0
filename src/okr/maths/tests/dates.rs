//! Status on a day, and the stored dates that must tell the same.

use super::*;

fn facts(p: &str) -> Facts {
    Facts {
        period: Period { first: day("2026-04-01"), last: day("2026-07-10") },
        curve: Curve::Linear,
        progress: Outcome::Known(d(p)),
        has_check_in: true,
        next_due: None,
        confidence: Some(50),
        settled: None,
        is_data_failing: false,
        manual: None,
    }
}

fn on(facts: &Facts, today: &str) -> (Status, Because) {
    let verdict = verdict(facts, &Limits::default(), day(today));
    assert_eq!(crossings(facts, &Limits::default()).status(day(today)), verdict.status);
    (verdict.status, verdict.because)
}

#[test]
fn the_gap_is_expected_less_progress() {
    let verdict = verdict(&facts("0.47"), &Limits::default(), day("2026-05-23"));
    assert_eq!((verdict.expected.result, verdict.gap.result), (Outcome::Known(d("0.52")), Outcome::Known(d("0.05"))));
    assert_eq!((verdict.status, verdict.because), (Status::OnTrack, Because::Pace));
}

#[test]
fn limits_belong_to_the_better_status() {
    // One day is one hundredth of this period.
    for (today, status) in [
        ("2026-05-11", Status::OnTrack),
        ("2026-05-12", Status::Behind),
        ("2026-05-26", Status::Behind),
        ("2026-05-27", Status::AtRisk),
    ] {
        assert_eq!(on(&facts("0.30"), today), (status, Because::Pace), "{today}");
    }
    let dates = crossings(&facts("0.30"), &Limits::default());
    assert_eq!(
        (dates.behind_on, dates.at_risk_on, dates.stale_on),
        (Some(day("2026-05-12")), Some(day("2026-05-27")), None)
    );
    let near = crossings(&facts("0.9"), &Limits::default());
    assert_eq!((near.behind_on, near.at_risk_on), (None, None));
}

#[test]
fn a_check_in_is_stale_after_the_days_of_grace() {
    let facts = Facts { next_due: Some(day("2026-04-10")), ..facts("0.5") };
    assert_eq!(on(&facts, "2026-04-13"), (Status::OnTrack, Because::Pace));
    assert_eq!(on(&facts, "2026-04-14"), (Status::Stale, Because::Overdue));
    assert_eq!(crossings(&facts, &Limits::default()).stale_on, Some(day("2026-04-14")));
    let not_started = Facts { has_check_in: false, ..facts };
    assert_eq!(on(&not_started, "2026-04-13"), (Status::NotStarted, Because::NoCheckIn));
    assert_eq!(on(&not_started, "2026-04-14"), (Status::Stale, Because::Overdue));
}

#[test]
fn nothing_is_overdue_after_the_period() {
    let facts = Facts { next_due: Some(day("2026-07-03")), ..facts("0.95") };
    assert_eq!(on(&facts, "2026-07-10"), (Status::Stale, Because::Overdue));
    assert_eq!(on(&facts, "2026-07-11"), (Status::OnTrack, Because::Pace));
    let too_late = Facts { next_due: Some(day("2026-07-07")), ..facts.clone() };
    assert_eq!(crossings(&too_late, &Limits::default()).stale_on, None);
    assert_eq!(on(&too_late, "2026-07-12"), (Status::OnTrack, Because::Pace));
    let not_started = Facts { has_check_in: false, ..facts };
    assert_eq!(on(&not_started, "2026-07-11"), (Status::NotStarted, Because::NoCheckIn));
}

#[test]
fn the_strongest_rule_wins() {
    let manual = Some(Manual { status: Status::OnTrack, ends_on: Some(day("2026-06-01")) });
    let pace = facts("0.1");
    let by_hand = Facts { manual, ..pace.clone() };
    let overdue = Facts { next_due: Some(day("2026-05-01")), ..by_hand.clone() };
    let failing = Facts { is_data_failing: true, ..overdue.clone() };
    let closed = Facts { settled: Some(Settled::Closed), ..failing.clone() };
    assert_eq!(on(&pace, "2026-05-31"), (Status::AtRisk, Because::Pace));
    assert_eq!(on(&by_hand, "2026-05-31"), (Status::OnTrack, Because::Manual));
    assert_eq!(on(&by_hand, "2026-06-01"), (Status::AtRisk, Because::Pace));
    assert_eq!(on(&overdue, "2026-05-31"), (Status::Stale, Because::Overdue));
    assert_eq!(on(&failing, "2026-05-31"), (Status::DataFailure, Because::DataFailure));
    assert_eq!(on(&closed, "2026-05-31"), (Status::Closed, Because::Settled));
    let unknown = Facts { progress: Outcome::Unknown(Unknown::NeedsBaseline), ..pace };
    assert_eq!(on(&unknown, "2026-05-31"), (Status::Unknown, Because::PaceUnknown));
}

#[test]
fn a_level_is_judged_by_its_current_value() {
    let level = |p| Facts { curve: Curve::Level, ..facts(p) };
    assert_eq!(on(&level("1"), "2026-04-01").0, Status::OnTrack);
    assert_eq!(on(&level("0.8"), "2026-04-01").0, Status::Behind);
    assert_eq!(on(&level("0"), "2026-04-01").0, Status::AtRisk);
    assert_eq!(on(&level("0"), "2026-03-31").0, Status::OnTrack);
}

#[test]
fn nothing_is_at_risk_early_unless_confidence_is_low() {
    let strict = Limits { on_track: d("0.01"), behind: d("0.02"), ..Limits::default() };
    let early = |confidence, today| {
        let verdict = verdict(&Facts { confidence, ..facts("0") }, &strict, day(today));
        (verdict.status, verdict.because)
    };
    assert_eq!(early(Some(40), "2026-04-10"), (Status::Behind, Because::TooEarly));
    assert_eq!(early(None, "2026-04-10"), (Status::Behind, Because::TooEarly));
    assert_eq!(early(Some(39), "2026-04-10"), (Status::AtRisk, Because::Pace));
    assert_eq!(early(Some(40), "2026-04-11"), (Status::AtRisk, Because::Pace));
}

#[test]
fn dates_at_the_end_of_the_calendar_are_no_trouble() {
    let last = chrono::NaiveDate::MAX;
    let facts = Facts { period: Period { first: chrono::NaiveDate::MIN, last }, next_due: Some(last), ..facts("0.2") };
    let dates = crossings(&facts, &Limits::default());
    assert_eq!((dates.stale_on, dates.status(last)), (None, Status::AtRisk));
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let settled = prop::option::weighted(
        0.1,
        prop::sample::select(vec![Settled::Done, Settled::Closed, Settled::Cancelled, Settled::Postponed]),
    );
    let status = prop::sample::select(vec![Status::OnTrack, Status::Behind, Status::AtRisk]);
    let manual = prop::option::weighted(
        0.3,
        (status, prop::option::of(some_day())).prop_map(|(status, ends_on)| Manual { status, ends_on }),
    );
    let times = (period(), curve(), prop::option::of(some_day()));
    let values = (outcome(share()), prop::bool::weighted(0.8), prop::option::of(0u8..=100));
    (times, values, settled, prop::bool::weighted(0.1), manual).prop_map(
        |((period, curve, next_due), (progress, has_check_in, confidence), settled, is_data_failing, manual)| Facts {
            period,
            curve,
            progress,
            has_check_in,
            next_due,
            confidence,
            settled,
            is_data_failing,
            manual,
        },
    )
}

fn any_limits() -> impl Strategy<Value = Limits> {
    let strict = (share(), share(), share(), 0u8..=100, 0u32..10).prop_map(
        |(on_track, behind, at_risk_from, low_confidence, grace_days)| Limits {
            on_track,
            behind,
            at_risk_from,
            low_confidence,
            grace_days,
        },
    );
    prop_oneof![Just(Limits::default()), strict]
}

fn all_days() -> impl Iterator<Item = chrono::NaiveDate> {
    day("2026-02-20").iter_days().take(190)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn stored_dates_tell_the_status_of_every_day(facts in any_facts(), limits in any_limits()) {
        let dates = crossings(&facts, &limits);
        let timeline = Timeline::of(&dates, day("2026-02-20"));
        for today in all_days() {
            let verdict = verdict(&facts, &limits, today);
            prop_assert_eq!(dates.status(today), verdict.status, "{} {:?}", today, dates);
            prop_assert_eq!(timeline.status(today), verdict.status, "{} {:?}", today, timeline);
        }
    }

    #[test]
    fn the_weakest_child_decides_on_every_day(list in prop::collection::vec(any_facts(), 0..5)) {
        let limits = Limits::default();
        let start = day("2026-02-20");
        let timelines: Vec<_> = list.iter().map(|facts| Timeline::of(&crossings(facts, &limits), start)).collect();
        let together = weakest(&timelines, start);
        for today in all_days() {
            let worst = list.iter().map(|facts| verdict(facts, &limits, today).status).max();
            prop_assert_eq!(together.as_ref().map(|timeline| timeline.status(today)), worst);
        }
    }

    #[test]
    fn expected_progress_never_falls(curve in curve(), period in period()) {
        let course: Vec<_> = all_days().filter_map(|today| expected(&curve, period, today).result.known()).collect();
        prop_assert!(course.is_sorted());
    }
}

#[test]
fn the_weakest_is_the_most_urgent() {
    use Status::*;
    let order = [Cancelled, Postponed, Closed, Done, NotStarted, OnTrack, Unknown, Stale, DataFailure, Behind, AtRisk];
    assert!(order.is_sorted());
    assert_eq!(order, Status::ALL);
    assert_eq!(weakest(&[], day("2026-04-01")), None);
}
