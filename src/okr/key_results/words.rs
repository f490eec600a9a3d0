//! A key result in words: its kind, what it is measured by, where it stands.
use rust_decimal::Decimal;

use super::model::{Definition, Kind};
use crate::i18n::Lang;
use crate::okr::parts::percent_text;

pub fn kind_message(kind: Kind) -> &'static str {
    match kind {
        Kind::Percentage => "key-result-kind-percentage",
        Kind::Absolute => "key-result-kind-absolute",
        Kind::Binary => "key-result-kind-binary",
        Kind::Scale => "key-result-kind-scale",
        Kind::AtLeast => "key-result-kind-at-least",
        Kind::AtMost => "key-result-kind-at-most",
        Kind::Band => "key-result-kind-band",
        Kind::Milestones => "key-result-kind-milestones",
    }
}

/// What a value of it is called above a column of them: «Value, days», «Level», «Done».
pub fn value_name(l: Lang, definition: &Definition) -> String {
    match definition.kind {
        Kind::Scale => l.say("why-input-level"),
        Kind::Milestones => l.say("why-column-done"),
        _ => named(l, definition, "why-input-value"),
    }
}

/// The name of one of its numbers, with the unit where that is a word.
pub fn named(l: Lang, definition: &Definition, name: &str) -> String {
    let unit = if definition.kind.takes_number() { definition.unit.as_str() } else { "" };
    l.named(l.say(name), unit)
}

/// A value inside a sentence: a number, «done», the name of a level, «2 of 3».
pub fn value_text(l: Lang, definition: &Definition, value: Option<Decimal>) -> String {
    match (definition.kind, value) {
        (Kind::Milestones, _) => {
            let done = definition.milestones.iter().filter(|milestone| milestone.done_on.is_some()).count();
            l.tr("key-result-milestones-done").arg("done", done).arg("total", definition.milestones.len()).to_string()
        }
        (_, None) => l.say("key-result-no-value"),
        (Kind::Binary, Some(value)) => {
            l.say(if is_done(value) { "key-result-is-done" } else { "key-result-is-not-done" })
        }
        (Kind::Scale, Some(value)) => level(definition, value).unwrap_or_else(|| l.number(&value)),
        (_, Some(value)) => l.with_unit(&value, &definition.unit),
    }
}

/// A value that stands alone, as in a column of values: a number, «Done», the name of a level, a share of milestones.
pub fn value_cell(l: Lang, definition: &Definition, value: Decimal) -> String {
    match definition.kind {
        Kind::Milestones => percent_text(&l, value),
        Kind::Binary => l.say(if is_done(value) { "key-result-yes" } else { "key-result-no" }),
        _ => value_text(l, definition, Some(value)),
    }
}

fn is_done(value: Decimal) -> bool {
    value >= Decimal::ONE
}

/// The name of a level by its 1-based number.
fn level(definition: &Definition, number: Decimal) -> Option<String> {
    let index = usize::try_from(number.trunc().mantissa()).ok()?.checked_sub(1)?;
    definition.levels.get(index).map(|level| level.label.clone())
}

/// What it is measured by: «from 68 to 75», «at most 2 %», «between 5 and 9».
pub fn aim_text(l: Lang, definition: &Definition) -> String {
    let number = |value: Option<Decimal>| value.map_or_else(|| "—".to_owned(), |value| l.number(&value));
    let with_unit =
        |value: Option<Decimal>| value.map_or_else(|| "—".to_owned(), |value| l.with_unit(&value, &definition.unit));
    match definition.kind {
        Kind::Percentage | Kind::Absolute => l
            .tr("key-result-aim-linear")
            .arg("from", number(definition.baseline))
            .arg("to", with_unit(definition.target))
            .to_string(),
        Kind::AtLeast => l.tr("key-result-aim-at-least").arg("to", with_unit(definition.target)).to_string(),
        Kind::AtMost => l.tr("key-result-aim-at-most").arg("to", with_unit(definition.target)).to_string(),
        Kind::Band => l
            .tr("key-result-aim-band")
            .arg("low", number(definition.band_low))
            .arg("high", with_unit(definition.band_high))
            .to_string(),
        Kind::Scale => l.tr("key-result-aim-scale").arg("n", definition.levels.len()).to_string(),
        Kind::Milestones => l.tr("key-result-aim-milestones").arg("n", definition.milestones.len()).to_string(),
        Kind::Binary => l.say("key-result-aim-binary"),
    }
}

/// The aim and where it stands: «from 68 to 75, now 73». Of yes or no, only whether it is done. A unit that is a word is not
/// there.
pub fn summary_text(l: Lang, definition: &Definition, value: Option<Decimal>) -> String {
    let id = match (definition.kind, value) {
        (Kind::Binary, Some(_)) => return value_text(l, definition, value),
        (Kind::Milestones, _) | (_, Some(_)) => "key-result-summary",
        (_, None) => "key-result-summary-none",
    };
    l.tr(id).arg("aim", aim_text(l, definition)).arg("now", value_text(l, definition, value)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Locale;

    fn said(locale: Locale, definition: &Definition, value: Option<i64>) -> String {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        summary_text(Lang { locale, zone: chrono_tz::UTC, today }, definition, value.map(Decimal::from))
    }

    #[test]
    fn where_it_stands_reads_as_a_sentence_whatever_the_unit() {
        let numbers = |kind, unit: &str| Definition {
            baseline: Some(Decimal::from(9)),
            target: Some(Decimal::ONE),
            unit: unit.to_owned(),
            ..Definition::of(kind)
        };
        let (percent, days) = (numbers(Kind::Percentage, "%"), numbers(Kind::Absolute, "days"));
        let (most, binary) = (numbers(Kind::AtMost, "дней"), Definition::of(Kind::Binary));
        for (definition, value, en, ru) in [
            (&percent, None, "from 9 to 1\u{a0}%, no value yet", "от 9 до 1\u{a0}%, значения ещё нет"),
            (&percent, Some(4), "from 9 to 1\u{a0}%, now 4\u{a0}%", "от 9 до 1\u{a0}%, сейчас 4\u{a0}%"),
            (&days, Some(4), "from 9 to 1, now 4", "от 9 до 1, сейчас 4"),
            (&most, Some(4), "at most 1, now 4", "не больше 1, сейчас 4"),
            (&binary, Some(0), "not done yet", "ещё не сделано"),
            (&binary, Some(1), "done", "сделано"),
        ] {
            assert_eq!(said(Locale::En, definition, value), en);
            assert_eq!(said(Locale::Ru, definition, value), ru);
        }
    }
}
