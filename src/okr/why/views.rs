//! Views of an explanation: the rule in words, what went in, the parts, the result.
use std::collections::HashMap;

use askama::Template;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use uuid::Uuid;

use crate::i18n::Lang;
use crate::okr::key_results::model::Definition;
use crate::okr::key_results::words::{named, value_cell, value_name};
use crate::okr::maths::{
    Amount, Explanation, Formula, Input, Name, Outcome, Part, Subject, adding_up, percent, points, rounded,
};
use crate::okr::parts::percent_text;

/// Titles of what an explanation refers to by id.
pub type Names = HashMap<Uuid, String>;

#[derive(Debug, Clone, Template)]
#[template(path = "okr/why/why.html")]
pub struct WhyView {
    pub l: Lang,
    /// The rule in one sentence.
    pub rule: String,
    pub inputs: Vec<InputRow>,
    pub parts: Vec<PartRow>,
    pub parts_heading: String,
    /// What the parts have of each.
    pub value_heading: String,
    /// «18 of 26 known», where something is missing.
    pub coverage: Option<String>,
    /// The result as it is shown, or why there is none.
    pub result: String,
    /// The unclamped number, where it differs.
    pub raw: Option<String>,
}

#[derive(Debug, Clone)]
pub struct InputRow {
    pub name: String,
    pub value: String,
    pub source: Option<String>,
}

#[derive(Debug, Clone)]
pub struct PartRow {
    pub title: String,
    pub unseen: bool,
    pub share: Option<String>,
    pub value: String,
    pub adds: Option<String>,
    pub left_out: Option<String>,
}

/// In what a formula's numbers are shown.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    /// A share, as per cent.
    Percent,
    /// 0–100 as it is.
    Points,
    /// 0.0–1.0 with three digits.
    Score,
}

fn shown_in(formula: Formula) -> Shown {
    match formula {
        Formula::Confidence => Shown::Points,
        Formula::RecordedScores | Formula::AutomaticScore => Shown::Score,
        _ => Shown::Percent,
    }
}

impl WhyView {
    /// The explanation in words. `measured` is the key result that is explained, which says how its values read.
    pub fn of(l: Lang, explanation: &Explanation, measured: Option<&Definition>, names: &Names) -> Self {
        let shown = shown_in(explanation.formula);
        Self {
            l,
            rule: l.say(&format!("why-formula-{}", dashed(explanation.formula.id()))),
            inputs: explanation.inputs.iter().map(|input| input_row(l, input, measured)).collect(),
            parts: part_rows(l, explanation, shown, names),
            parts_heading: l.say(parts_heading(&explanation.parts)),
            value_heading: l.say(value_heading(explanation.formula)),
            coverage: explanation.coverage.as_ref().filter(|coverage| coverage.known < coverage.total).map(
                |coverage| l.tr("why-coverage").arg("known", coverage.known).arg("total", coverage.total).to_string(),
            ),
            result: gap(l, explanation).unwrap_or_else(|| outcome(l, explanation.result, shown)),
            raw: explanation
                .raw
                .filter(|raw| Some(*raw) != explanation.result.known())
                .map(|raw| number(l, raw, shown)),
        }
    }
}

/// A gap stands below the two numbers that it lies between, so it is computed from them as they are shown.
fn gap(l: Lang, explanation: &Explanation) -> Option<String> {
    let share = |name| match explanation.input(name) {
        Some(Amount::Number(share)) => Some(share),
        _ => None,
    };
    explanation.result.known().filter(|_| explanation.formula == Formula::Gap)?;
    let points = points(share(Name::Progress)?, share(Name::Expected)?);
    // a fraction takes the general plural, which text does
    Some(match points.to_i64().filter(|_| points.fract().is_zero()) {
        Some(whole) => l.tr("why-points").arg("n", whole).to_string(),
        None => l.tr("why-points").arg("n", l.number(&points)).to_string(),
    })
}

fn parts_heading(parts: &[Part]) -> &'static str {
    let has = |is: fn(&Subject) -> bool| parts.iter().any(|part| is(&part.subject));
    let objectives = has(|subject| matches!(subject, Subject::Objective(_) | Subject::Unseen(_)));
    match (has(|subject| matches!(subject, Subject::KeyResult(_))), objectives) {
        (true, true) => "why-part-both",
        (false, true) => "why-part-objective",
        _ if has(|subject| matches!(subject, Subject::Milestone(_))) => "why-part-milestone",
        _ => "why-part-key-result",
    }
}

fn value_heading(formula: Formula) -> &'static str {
    match formula {
        Formula::Milestones => "why-column-done",
        Formula::Confidence => "why-input-confidence",
        Formula::RecordedScores => "why-column-score",
        _ => "why-input-progress",
    }
}

fn dashed(id: &str) -> String {
    id.replace('_', "-")
}

fn number(l: Lang, value: Decimal, shown: Shown) -> String {
    match shown {
        Shown::Percent => percent_text(&l, value),
        Shown::Points => l.number(&rounded(value, 0)),
        Shown::Score => l.number(&rounded(value, 3)),
    }
}

fn outcome(l: Lang, outcome: Outcome, shown: Shown) -> String {
    match outcome {
        Outcome::Known(value) => number(l, value, shown),
        Outcome::Unknown(reason) => l.say(&format!("why-unknown-{}", dashed(reason.id()))),
    }
}

/// Whether an input is a number of the key result itself, in its unit.
fn is_measured(name: Name) -> bool {
    matches!(
        name,
        Name::Value
            | Name::Baseline
            | Name::Target
            | Name::Floor
            | Name::Lower
            | Name::Upper
            | Name::Tolerance
            | Name::FromValue
            | Name::ToValue
    )
}

fn input_row(l: Lang, input: &Input, measured: Option<&Definition>) -> InputRow {
    let measured = measured.filter(|_| is_measured(input.name));
    let id = format!("why-input-{}", dashed(input.name.id()));
    let name = match (input.name, measured) {
        (Name::Value, Some(measured)) => value_name(l, measured),
        (_, Some(measured)) => named(l, measured, &id),
        (_, None) => l.say(&id),
    };
    let value = match (input.amount, measured) {
        (Amount::Date(day), _) => l.day(day),
        (Amount::Number(value), Some(measured)) => value_cell(l, measured, value),
        (Amount::Number(value), None) => match input.name {
            Name::Expected
            | Name::Progress
            | Name::FromProgress
            | Name::ToProgress
            | Name::LevelProgress
            | Name::StepProgress
            | Name::OnTrackLimit
            | Name::BehindLimit
            | Name::AtRiskFrom => percent_text(&l, value),
            _ => l.number(&rounded(value, 4)),
        },
    };
    let source = input.source.map(|source| {
        let origin = match serde_json::to_value(source.origin) {
            Ok(serde_json::Value::String(id)) => l.say(&format!("why-origin-{}", dashed(&id))),
            _ => String::new(),
        };
        match source.at {
            Some(at) => format!("{origin}, {}", l.day(at.date_naive())),
            None => origin,
        }
    });
    InputRow { name, value, source }
}

fn part_rows(l: Lang, explanation: &Explanation, shown: Shown, names: &Names) -> Vec<PartRow> {
    let mut added = added(explanation, shown).into_iter();
    let row = |part: &Part| {
        let (title, unseen) = match part.subject {
            Subject::KeyResult(id) | Subject::Objective(id) | Subject::Milestone(id) => {
                (names.get(&id).cloned().unwrap_or_else(|| l.say("why-part-unnamed")), false)
            }
            Subject::Unseen(count) => (l.tr("why-part-unseen").arg("n", count).to_string(), true),
        };
        // without a result there is nothing to have a share in but the weights; and where everything is known, those are it
        let share = match explanation.result {
            Outcome::Known(_) if explanation.coverage.is_some() => explanation.known_share(part),
            _ => part.share,
        };
        PartRow {
            title,
            unseen,
            share: share.map(|share| percent_text(&l, share)),
            value: outcome(l, part.value, shown),
            adds: part.contribution.and_then(|_| added.next()).map(|adds| l.number(&adds)),
            left_out: part.left_out.map(|why| l.say(&format!("why-left-out-{}", dashed(why.id())))),
        }
    };
    explanation.parts.iter().map(row).collect()
}

/// What each part that counts adds, in the digits of the result, which they add up to. Of a share it is points: per cent without
/// the sign.
fn added(explanation: &Explanation, shown: Shown) -> Vec<Decimal> {
    let parts = explanation.parts.iter().filter_map(|part| part.contribution);
    let Some(result) = explanation.result.known() else { return parts.collect() };
    match shown {
        Shown::Percent => {
            let parts: Vec<_> = parts.map(|part| part.saturating_mul(Decimal::ONE_HUNDRED)).collect();
            adding_up(&parts, percent(result), 1)
        }
        Shown::Points => adding_up(&parts.collect::<Vec<_>>(), rounded(result, 0), 0),
        Shown::Score => adding_up(&parts.collect::<Vec<_>>(), rounded(result, 3), 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::message_ids;
    use crate::kernel::Locale;
    use crate::okr::key_results::model::{Kind, ScaleLevel};
    use crate::okr::maths::{
        Child, LeftOut, Measure, Milestone, Mode, Reading, Shape, Unknown, mean_of_recorded, progress, roll_up,
    };

    #[test]
    fn every_name_of_the_maths_has_words() {
        for locale in Locale::ALL {
            let missing: Vec<_> = Formula::ALL
                .iter()
                .map(|one| format!("why-formula-{}", dashed(one.id())))
                .chain(Name::ALL.iter().map(|one| format!("why-input-{}", dashed(one.id()))))
                .chain(Unknown::ALL.iter().map(|one| format!("why-unknown-{}", dashed(one.id()))))
                .chain(LeftOut::ALL.iter().map(|one| format!("why-left-out-{}", dashed(one.id()))))
                .filter(|id| !message_ids(locale, id))
                .collect();
            assert!(missing.is_empty(), "{locale:?} {missing:?}");
        }
    }

    fn lang() -> Lang {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        Lang { locale: Locale::En, zone: chrono_tz::UTC, today }
    }

    fn child(weight: Decimal, progress: Option<Decimal>) -> Child {
        Child {
            subject: Subject::KeyResult(Uuid::now_v7()),
            weight,
            progress: progress.map_or(Outcome::Unknown(Unknown::NoReading), Outcome::Known),
            left: None,
            cascaded_to: None,
        }
    }

    fn shown(children: &[Child]) -> WhyView {
        WhyView::of(lang(), &roll_up(children, Mode::KeyResults, lang().today), None, &Names::new())
    }

    #[test]
    fn values_are_told_by_their_names_and_units() {
        let level = |label: &str, share| ScaleLevel { label: label.to_owned(), progress: Decimal::new(share, 1) };
        let levels = vec![level("none", 0), level("some", 5), level("full", 10)];
        let scale = Definition { levels, ..Definition::of(Kind::Scale) };
        let binary = Definition::of(Kind::Binary);
        let days = Definition {
            baseline: Some(Decimal::from(9)),
            target: Some(Decimal::from(4)),
            unit: "days".to_owned(),
            ..Definition::of(Kind::Absolute)
        };
        for (definition, value, en, ru) in [
            (&scale, Some(2), ("Level", "some", "50\u{a0}%"), ("Уровень", "some", "50\u{a0}%")),
            (&scale, None, ("Level", "none", "0\u{a0}%"), ("Уровень", "none", "0\u{a0}%")),
            (&days, None, ("Target, days", "4", "0\u{a0}%"), ("Целевое значение, days", "4", "0\u{a0}%")),
            (&binary, Some(1), ("Value", "Done", "100\u{a0}%"), ("Значение", "Сделано", "100\u{a0}%")),
            (&binary, None, ("Value", "Not yet", "0\u{a0}%"), ("Значение", "Ещё нет", "0\u{a0}%")),
        ] {
            let reading = value.map(|value| Reading::from(Decimal::from(value)));
            let explanation = progress(&definition.measure().unwrap(), reading).explanation;
            for (locale, expected) in [(Locale::En, en), (Locale::Ru, ru)] {
                let view = WhyView::of(Lang { locale, ..lang() }, &explanation, Some(definition), &Names::new());
                let input = view.inputs.first().unwrap();
                assert_eq!((input.name.as_str(), input.value.as_str(), view.result.as_str()), expected);
            }
        }
    }

    #[test]
    fn a_column_says_what_it_holds() {
        let one = Decimal::ONE;
        let milestone = Milestone { id: Uuid::nil(), done: true, weight: one };
        let milestones = Measure::new(Shape::Milestones(vec![milestone])).unwrap();
        for (explanation, heading) in [
            (roll_up(&[child(one, Some(one))], Mode::KeyResults, lang().today), "Progress"),
            (progress(&milestones, None).explanation, "Done"),
            (mean_of_recorded(&[(Uuid::nil(), Some(one))]), "Score"),
        ] {
            let view = WhyView::of(lang(), &explanation, None, &Names::new());
            assert_eq!(view.value_heading, heading);
            assert_eq!(view.parts.first().unwrap().share.as_deref(), Some("100\u{a0}%"), "{heading}");
        }
    }

    #[test]
    fn shares_are_those_among_what_is_known() {
        let half = Decimal::new(5, 1);
        let view = shown(&[
            child(Decimal::ONE, Some(half)),
            child(Decimal::ONE, None),
            child(Decimal::ONE, Some(Decimal::ONE)),
        ]);
        let rows: Vec<_> =
            view.parts.iter().map(|part| (part.share.as_deref(), part.value.as_str(), part.adds.as_deref())).collect();
        assert_eq!(
            rows,
            [
                (Some("50\u{a0}%"), "50\u{a0}%", Some("25")),
                (None, "No value yet", None),
                (Some("50\u{a0}%"), "100\u{a0}%", Some("50")),
            ]
        );
        assert_eq!(view.result, "75\u{a0}%");
        assert!(view.coverage.is_some_and(|text| text.contains("2 of 3")));
    }

    proptest::proptest! {
        #[test]
        fn what_the_parts_add_is_the_result(
            parts in proptest::collection::vec((0u32..1000, proptest::option::weighted(0.8, 0u32..=100_000)), 1..12)
        ) {
            let children: Vec<_> = parts
                .iter()
                .map(|(weight, progress)| child((*weight).into(), progress.map(|part| Decimal::new(part.into(), 5))))
                .collect();
            for shown in [Shown::Percent, Shown::Points, Shown::Score] {
                let explanation = roll_up(&children, Mode::KeyResults, lang().today);
                if let Some(result) = explanation.result.known() {
                    let total = match shown {
                        Shown::Percent => percent(result),
                        Shown::Points => rounded(result, 0),
                        Shown::Score => rounded(result, 3),
                    };
                    let added = added(&explanation, shown);
                    proptest::prop_assert_eq!(added.iter().sum::<Decimal>(), total);
                    proptest::prop_assert!(added.iter().all(|part| !part.is_sign_negative()));
                }
            }
        }
    }
}
