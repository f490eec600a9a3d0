//! Views of an explanation: the rule in words, what went in, the parts, the result.
use std::collections::HashMap;

use askama::Template;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::i18n::Lang;
use crate::okr::maths::{Amount, Explanation, Formula, Input, Name, Outcome, Part, Subject, points, rounded};
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
    /// Whether the parts carry weights that matter.
    pub weighted: bool,
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
    /// The explanation in words. `unit` is that of the key result, for values and targets.
    pub fn of(l: Lang, explanation: &Explanation, unit: &str, names: &Names) -> Self {
        let shown = shown_in(explanation.formula);
        let contributing: Vec<_> = explanation.parts.iter().filter(|part| part.left_out.is_none()).collect();
        let weighted = contributing.windows(2).any(|pair| matches!(pair, [one, other] if one.weight != other.weight));
        Self {
            l,
            rule: l.t(&format!("why-formula-{}", dashed(explanation.formula.id()))),
            inputs: explanation.inputs.iter().map(|input| input_row(l, input, unit)).collect(),
            parts: explanation.parts.iter().map(|part| part_row(l, part, shown, names)).collect(),
            parts_heading: l.t(parts_heading(&explanation.parts)),
            weighted,
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
    Some(l.with_unit(&points(share(Name::Progress)?, share(Name::Expected)?), "%"))
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
        Outcome::Unknown(reason) => l.t(&format!("why-unknown-{}", dashed(reason.id()))),
    }
}

fn input_row(l: Lang, input: &Input, unit: &str) -> InputRow {
    let value = match input.amount {
        Amount::Date(day) => l.day(day),
        Amount::Number(value) => match input.name {
            Name::Value
            | Name::Baseline
            | Name::Target
            | Name::Floor
            | Name::Lower
            | Name::Upper
            | Name::Tolerance
            | Name::FromValue
            | Name::ToValue => l.with_unit(&value, unit),
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
            Ok(serde_json::Value::String(id)) => l.t(&format!("why-origin-{}", dashed(&id))),
            _ => String::new(),
        };
        match source.at {
            Some(at) => format!("{origin}, {}", l.day(at.date_naive())),
            None => origin,
        }
    });
    InputRow { name: l.t(&format!("why-input-{}", dashed(input.name.id()))), value, source }
}

fn part_row(l: Lang, part: &Part, shown: Shown, names: &Names) -> PartRow {
    let (title, unseen) = match part.subject {
        Subject::KeyResult(id) | Subject::Objective(id) | Subject::Milestone(id) => {
            (names.get(&id).cloned().unwrap_or_else(|| l.t("why-part-unnamed")), false)
        }
        Subject::Unseen(count) => (l.tr("why-part-unseen").arg("n", count).to_string(), true),
    };
    // what a part adds is in points: per cent without the sign
    let adds = |value: Decimal| match shown {
        Shown::Percent => l.number(&rounded(value.saturating_mul(Decimal::ONE_HUNDRED), 1)),
        _ => number(l, value, shown),
    };
    PartRow {
        title,
        unseen,
        share: part.share.map(|share| percent_text(&l, share)),
        value: outcome(l, part.value, shown),
        adds: part.contribution.map(adds),
        left_out: part.left_out.map(|why| l.t(&format!("why-left-out-{}", dashed(why.id())))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::message_ids;
    use crate::kernel::Locale;
    use crate::okr::maths::{LeftOut, Unknown};

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
}
