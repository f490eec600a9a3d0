//! Fixed numbers.

use super::*;

#[test]
fn linear_in_both_directions() {
    for (b, t, v, raw, p) in [
        ("0", "100", "20", "0.20", "0.20"),
        ("20", "100", "0", "-0.25", "0"),
        ("100", "20", "80", "0.25", "0.25"),
        ("100", "20", "0", "1.25", "1"),
        ("10", "0", "7", "0.30", "0.30"),
        ("-50", "50", "0", "0.50", "0.50"),
        ("0", "10", "5.9", "0.59", "0.59"),
    ] {
        let progress = at(&linear(d(b), d(t), &[]).unwrap(), d(v));
        assert_eq!((progress.raw(), progress.clamped()), (Some(d(raw)), Some(d(p))), "{b} → {t} at {v}");
    }
    assert_eq!(linear(d("5"), d("5"), &[]), Err(MeasureError::EqualBaselineAndTarget));
}

#[test]
fn checkpoints_bend_the_way() {
    let measure = linear(d("100"), d("0"), &[(d("50"), d("0.4"))]).unwrap();
    for (v, raw) in
        [("25", "0.70"), ("0", "1"), ("100", "0"), ("75", "0.2"), ("50", "0.4"), ("-25", "1.25"), ("120", "-0.2")]
    {
        assert_eq!(at(&measure, d(v)).raw(), Some(d(raw)), "{v}");
    }
}

#[test]
fn checkpoints_bend_a_rising_way_too() {
    let points = [(d("20"), d("0.5")), (d("60"), d("0.5"))];
    let measure = linear(d("0"), d("100"), &points).unwrap();
    for (v, raw) in
        [("0", "0"), ("10", "0.25"), ("20", "0.5"), ("40", "0.5"), ("60", "0.5"), ("80", "0.75"), ("100", "1")]
    {
        assert_eq!(at(&measure, d(v)).raw(), Some(d(raw)), "{v}");
    }
}

#[test]
fn at_most_scores_hits_of_due_check_ins() {
    let measure = Measure::new(Shape::AtMost { target: d("2"), floor: None }).unwrap();
    let mut due = vec![Some(d("2")); 9];
    due.extend([Some(d("2.1")), Some(d("3")), None, None]);
    assert_eq!(hit_share(&measure, &due).result.known().map(|share| rounded(share, 4)), Some(d("0.6923")));
    assert_eq!(hit_share(&measure, &[]).result, Outcome::Unknown(Unknown::NothingDue));
    assert_eq!(hit_share(&Measure::new(Shape::Binary).unwrap(), &due).result, Outcome::Unknown(Unknown::OtherKind));
}

#[test]
fn roll_up_weighs_the_known() {
    let result = |children: &[(&str, Option<&str>)]| {
        let child = |(weight, p): &(&str, Option<&str>)| Child {
            subject: Subject::KeyResult(Uuid::now_v7()),
            weight: d(weight),
            progress: p.map_or(Outcome::Unknown(Unknown::NeedsBaseline), |p| Outcome::Known(d(p))),
            left: None,
            cascaded_to: None,
        };
        let children: Vec<_> = children.iter().map(child).collect();
        roll_up(&children, Mode::KeyResults, day("2026-05-01"))
    };
    let shown = |explanation: &Explanation| explanation.result.known().map(|p| rounded(p, 4));
    assert_eq!(shown(&result(&[("1", Some("1")), ("1", Some("0")), ("1", Some("0"))])), Some(d("0.3333")));
    assert_eq!(shown(&result(&[("82.6", Some("1")), ("16.5", Some("0")), ("0.8", Some("0"))])), Some(d("0.8268")));
    let half = result(&[("3", Some("0.5")), ("1", None)]);
    assert_eq!(
        (half.result, half.coverage.map(|coverage| coverage.share)),
        (Outcome::Known(d("0.5")), Some(d("0.75")))
    );
    assert_eq!(result(&[("0", Some("1")), ("0", Some("0"))]).result, Outcome::Unknown(Unknown::NoWeight));
}

#[test]
fn level_kinds() {
    let p = |shape: Shape, v: &str| {
        let progress = at(&Measure::new(shape).unwrap(), d(v));
        (progress.raw(), progress.clamped(), progress.badge())
    };
    let known = |raw: &str, p: &str| (Some(d(raw)), Some(d(p)), None);
    let at_least = |floor: Option<&str>| Shape::AtLeast { target: d("99"), floor: floor.map(d) };
    assert_eq!(p(at_least(Some("95")), "98"), known("0.75", "0.75"));
    assert_eq!(p(at_least(Some("95")), "100"), known("1", "1"));
    assert_eq!(p(at_least(Some("95")), "94"), (Some(d("-0.25")), Some(d("0")), Some(Badge::Regressed)));
    assert_eq!(p(at_least(None), "98.9"), known("0", "0"));
    assert_eq!(p(at_least(None), "99"), known("1", "1"));
    let at_most = |floor: Option<&str>| Shape::AtMost { target: d("2"), floor: floor.map(d) };
    assert_eq!(p(at_most(Some("4")), "3"), known("0.5", "0.5"));
    assert_eq!(p(at_most(Some("4")), "0"), known("1", "1"));
    assert_eq!(p(at_most(None), "2"), known("1", "1"));
    assert_eq!(p(at_most(None), "2.01"), known("0", "0"));
    let band = || Shape::Band { lower: d("10"), upper: d("20"), tolerance: d("5") };
    for (v, raw, clamped) in [("10", "1", "1"), ("20", "1", "1"), ("8", "0.6", "0.6"), ("24", "0.2", "0.2")] {
        assert_eq!(p(band(), v), known(raw, clamped), "{v}");
    }
    assert_eq!(p(band(), "30").1, Some(d("0")));
}

#[test]
fn scale_milestones_binary_and_imported_equals() {
    let scale = Measure::new(Shape::Scale { levels: vec![d("0"), d("0.5"), d("0.9"), d("1")] }).unwrap();
    assert_eq!(at(&scale, d("3")).clamped(), Some(d("0.9")));
    for no_level in ["0", "5", "2.5", "-1"] {
        assert_eq!(at(&scale, d(no_level)).unknown(), Some(Unknown::NoSuchLevel), "{no_level}");
    }
    let milestone = |weight: &str, done| Milestone { id: Uuid::now_v7(), weight: d(weight), done };
    let steps = |list: Vec<Milestone>| progress(&Measure::new(Shape::Milestones(list)).unwrap(), None);
    assert_eq!(steps(vec![milestone("1", true), milestone("3", false)]).clamped(), Some(d("0.25")));
    assert_eq!(steps(vec![]).unknown(), Some(Unknown::NothingContributes));
    assert_eq!(steps(vec![milestone("0", true)]).unknown(), Some(Unknown::NoWeight));
    let binary = Measure::new(Shape::Binary).unwrap();
    assert_eq!((at(&binary, d("1")).clamped(), at(&binary, d("0")).clamped()), (Some(d("1")), Some(d("0"))));
    let equal = |direction| Measure::new(Shape::Reached { target: d("5"), direction }).unwrap();
    assert_eq!(at(&equal(Direction::Up), d("6")).clamped(), Some(d("1")));
    assert_eq!(at(&equal(Direction::Down), d("6")).clamped(), Some(d("0")));
    assert_eq!(at(&equal(Direction::Down), d("5")).explanation.formula, Formula::Reached);
}

#[test]
fn without_a_reading_the_baseline_is_the_first_data_point() {
    let none = |shape| progress(&Measure::new(shape).unwrap(), None);
    let start = none(Shape::Linear { baseline: Some(d("20")), target: d("0"), checkpoints: vec![] });
    assert_eq!(start.clamped(), Some(d("0")));
    assert_eq!(
        start
            .explanation
            .inputs
            .iter()
            .find(|input| input.name == Name::Value)
            .and_then(|input| input.source)
            .map(|source| source.origin),
        Some(Origin::Baseline)
    );
    assert_eq!(none(Shape::Binary).clamped(), Some(d("0")));
    assert_eq!(none(Shape::Scale { levels: even_levels(3) }).clamped(), Some(d("0")));
    assert_eq!(none(Shape::AtLeast { target: d("1"), floor: None }).unknown(), Some(Unknown::NoReading));
    let needs_baseline = Measure::new(Shape::Linear { baseline: None, target: d("10"), checkpoints: vec![] }).unwrap();
    assert_eq!(at(&needs_baseline, d("7")).unknown(), Some(Unknown::NeedsBaseline));
    assert_eq!(at(&needs_baseline, d("7")).raw(), None);
}

#[test]
fn badges_and_the_display_cap() {
    let measure = linear(d("0"), d("100"), &[]).unwrap();
    assert_eq!(at(&measure, d("160")).badge(), Some(Badge::OverAchieved));
    assert_eq!(at(&measure, d("-10")).badge(), Some(Badge::Regressed));
    assert_eq!(at(&measure, d("100")).badge(), None);
    assert_eq!(at(&measure, d("160")).shown_up_to(d("1.5")), Some(d("1.5")));
    assert_eq!(at(&measure, d("120")).shown_up_to(d("1.5")), Some(d("1.2")));
    assert_eq!(at(&measure, d("120")).shown_up_to(d("1")), Some(d("1")));
    assert_eq!(at(&measure, d("-10")).shown_up_to(d("1.5")), Some(d("0")));
}

#[test]
fn an_explanation_in_json_keeps_its_names() {
    let measure = linear(d("0"), d("10"), &[]).unwrap();
    let source = Source { origin: Origin::CheckIn, at: Some("2026-05-01T09:00:00Z".parse().unwrap()) };
    let explanation = progress(&measure, Some(Reading { value: d("5.9"), source: Some(source) })).explanation;
    let json = serde_json::to_string(&explanation).unwrap();
    assert_eq!(
        json,
        r#"{"formula":"linear","inputs":[{"name":"target","amount":{"number":"10"}},{"name":"baseline","amount":{"number":"0"}},"#.to_owned()
            + r#"{"name":"value","amount":{"number":"5.9"},"source":{"origin":"check_in","at":"2026-05-01T09:00:00Z"}}],"raw":"0.59","result":{"known":"0.59"}}"#
    );
}
