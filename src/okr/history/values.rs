//! How old and new content read in words: the counterpart of what [`crate::db::Change`] says about writing them.
use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::model::{Field, Line, Names};
use crate::i18n::{Lang, message_ids};
use crate::okr::parts::percent_text;

enum Reads {
    Text,
    Number,
    /// A value of a key result: by its kind, with its unit.
    Measured,
    Flag,
    Day,
    Id,
    Period,
    /// One of a few codes, each with a word.
    Word,
    /// A milestone, level, checkpoint or step with its number.
    Part,
}

fn reads(field: &str) -> Reads {
    match field {
        "value" | "corrected" | "target" | "baseline" | "stretch" | "band_low" | "band_high" | "tolerance"
        | "red_line" => Reads::Measured,
        "weight" | "priority" | "confidence" | "position" | "rank" | "mid_score" | "final_score" => Reads::Number,
        "archived" | "counts" | "parent_contributes" => Reads::Flag,
        "due_on" | "done_on" | "effective_on" | "status_override_until" => Reads::Day,
        "owner" | "workspace" | "parent" | "secondary_parent" | "role" => Reads::Id,
        "period" => Reads::Period,
        "stage" | "visibility" | "kind" | "halted" | "rollup" | "rhythm" | "curve" | "status_override" => Reads::Word,
        "milestone" | "level" | "checkpoint" | "step" => Reads::Part,
        _ => Reads::Text,
    }
}

/// Ids in a line whose names are needed.
pub fn ids(line: &Line) -> Vec<Uuid> {
    match reads(&line.field) {
        Reads::Id | Reads::Period => {
            [&line.old, &line.new].into_iter().flatten().filter_map(|id| Uuid::parse_str(id).ok()).collect()
        }
        _ => Vec::new(),
    }
}

/// The name of a field, in the words of what it belongs to.
pub fn field(l: &Lang, field: &Field) -> String {
    let id = format!("history-field-{}-{}", field.subject_kind, field.name).replace('_', "-");
    if message_ids(l.locale, &id) { l.say(&id) } else { field.name.clone() }
}

/// The name of the field of a line, with the unit of its numbers where that is a word.
pub fn heading(l: &Lang, line: &Line) -> String {
    let name = field(l, &Field { subject_kind: line.subject_kind.clone(), name: line.field.clone() });
    let is_number = match reads(&line.field) {
        Reads::Measured => !matches!(line.measured.as_deref(), Some("binary" | "milestones" | "scale")),
        Reads::Part => line.field == "checkpoint",
        _ => false,
    };
    l.named(name, line.unit.as_deref().filter(|_| is_number).unwrap_or_default())
}

/// Old or new content in words. What cannot be read as its kind is shown as it was kept.
pub fn value(l: &Lang, line: &Line, names: &Names, raw: &str) -> String {
    let read = match reads(&line.field) {
        Reads::Text => None,
        Reads::Number => raw.parse().ok().map(|number: Decimal| l.number(&number)),
        Reads::Measured => raw.parse().ok().map(|number: Decimal| measured(l, line, names, number)),
        Reads::Flag => word(l, "flag", raw),
        Reads::Day => raw.parse().ok().map(|day: NaiveDate| l.day(day)),
        Reads::Id => Uuid::parse_str(raw)
            .ok()
            .map(|id| names.plain.get(&id).cloned().unwrap_or_else(|| l.say("history-value-hidden"))),
        Reads::Period => Uuid::parse_str(raw).ok().map(|id| match names.periods.get(&id) {
            Some(period) => period.label(l),
            None => names.plain.get(&id).cloned().unwrap_or_else(|| l.say("history-value-hidden")),
        }),
        Reads::Word => word(l, &line.field, raw),
        Reads::Part => part(l, line, raw),
    };
    read.unwrap_or_else(|| raw.to_owned())
}

fn measured(l: &Lang, line: &Line, names: &Names, number: Decimal) -> String {
    match line.measured.as_deref() {
        Some("binary") if number == Decimal::ONE => l.say("key-result-is-done"),
        Some("binary") if number == Decimal::ZERO => l.say("key-result-is-not-done"),
        Some("milestones") => number
            .checked_mul(Decimal::ONE_HUNDRED)
            .map_or_else(String::new, |share| l.with_unit(&share.round_dp(1), "%")),
        Some("scale") => {
            let level = i32::try_from(number).ok().and_then(|position| names.levels.get(&(line.subject_id, position)));
            level.cloned().unwrap_or_else(|| l.number(&number))
        }
        _ => l.with_unit(&number, line.unit.as_deref().unwrap_or_default()),
    }
}

/// `name | number`: what is weighed or how much progress it stands for.
fn part(l: &Lang, line: &Line, raw: &str) -> Option<String> {
    let (name, number) = raw.rsplit_once(" | ")?;
    let number: Decimal = number.parse().ok()?;
    let name = match line.field.as_str() {
        "checkpoint" => l.with_unit(&name.parse().ok()?, line.unit.as_deref().unwrap_or_default()),
        "step" => l.day(name.parse().ok()?),
        _ => name.to_owned(),
    };
    Some(match line.field.as_str() {
        "milestone" => l.tr("history-value-milestone").arg("title", name).arg("weight", l.number(&number)).to_string(),
        field => {
            let id = format!("history-value-{field}");
            l.tr(&id).arg("name", name).arg("progress", percent_text(l, number)).to_string()
        }
    })
}

fn word(l: &Lang, group: &str, code: &str) -> Option<String> {
    let id = format!("history-value-{group}-{code}").replace('_', "-");
    message_ids(l.locale, &id).then(|| l.say(&id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{AccountId, Locale};

    fn lang(locale: Locale) -> Lang {
        Lang { locale, zone: chrono_tz::UTC, today: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap() }
    }

    fn line(field: &str, measured: Option<&str>, unit: Option<&str>) -> Line {
        Line {
            id: Uuid::nil(),
            audit: crate::kernel::AuditId(Uuid::nil()),
            subject_kind: "key_result".into(),
            subject_id: Uuid::nil(),
            field: field.into(),
            old: None,
            new: None,
            reason: None,
            account: AccountId(Uuid::nil()),
            account_name: String::new(),
            at: chrono::DateTime::UNIX_EPOCH,
            subject_title: None,
            measured: measured.map(str::to_owned),
            unit: unit.map(str::to_owned),
            is_removed_comment: false,
        }
    }

    #[test]
    fn content_reads_in_both_languages() {
        let mut names = Names::default();
        names.levels.insert((Uuid::nil(), 2), "steady".into());
        for (field, kind, unit, raw, en, ru) in [
            ("value", Some("absolute"), Some("t"), "12500.5", "12,500.5", "12\u{202f}500,5"),
            ("value", Some("binary"), None, "1", "done", "сделано"),
            ("value", Some("binary"), None, "0", "not done yet", "ещё не сделано"),
            ("value", Some("milestones"), None, "0.25", "25\u{a0}%", "25\u{a0}%"),
            ("value", Some("scale"), None, "2", "steady", "steady"),
            ("stage", None, None, "manager_approval", "approval", "согласование"),
            ("archived", None, None, "true", "yes", "да"),
            ("owner", None, None, "00000000-0000-0000-0000-000000000000", "not visible to you", "вам не видно"),
            ("due_on", None, None, "2026-12-01", "1\u{a0}Dec", "1\u{a0}дек."),
            ("title", None, None, "true", "true", "true"),
            ("milestone", None, None, "A | B | 2.5", "A | B, weight 2.5", "A | B, вес 2,5"),
            ("level", Some("scale"), None, "steady | 0.5", "steady: 50\u{a0}%", "steady: 50\u{a0}%"),
            (
                "checkpoint",
                Some("absolute"),
                Some("t"),
                "12000.5 | 0.4",
                "40\u{a0}% at 12,000.5",
                "40\u{a0}% при значении 12\u{202f}000,5",
            ),
            ("step", None, None, "2026-12-01 | 0.25", "25\u{a0}% from 1\u{a0}Dec", "25\u{a0}% с 1\u{a0}дек."),
            ("step", None, None, "no step", "no step", "no step"),
            ("stage", None, None, "unheard_of", "unheard_of", "unheard_of"),
            ("weight", None, None, "no number", "no number", "no number"),
        ] {
            assert_eq!(value(&lang(Locale::En), &line(field, kind, unit), &names, raw), en, "{field} {raw}");
            assert_eq!(value(&lang(Locale::Ru), &line(field, kind, unit), &names, raw), ru, "{field} {raw}");
        }
    }

    #[test]
    fn a_unit_that_is_a_word_stands_with_the_name() {
        for (field, measured, unit, en, ru) in [
            ("target", "absolute", "days", "Target, days", "Целевое значение, days"),
            ("checkpoint", "absolute", "days", "Checkpoint, days", "Контрольная точка, days"),
            ("target", "percentage", "%", "Target", "Целевое значение"),
            ("value", "scale", "days", "Value", "Значение"),
            ("weight", "absolute", "days", "Weight", "Вес"),
        ] {
            let line = line(field, Some(measured), Some(unit));
            assert_eq!(heading(&lang(Locale::En), &line), en);
            assert_eq!(heading(&lang(Locale::Ru), &line), ru);
        }
    }

    #[test]
    fn fields_have_names_and_unknown_ones_their_code() {
        let name = |subject: &str, name: &str| {
            field(&lang(Locale::Ru), &Field { subject_kind: subject.into(), name: name.into() })
        };
        assert_eq!(name("key_result", "target"), "Целевое значение");
        assert_eq!(name("objective", "unheard_of"), "unheard_of");
    }
}
