//! The form of a key result of any kind: its fields as typed, and what they mean.
use rust_decimal::Decimal;

use super::model::{CurveKind, Definition, KeyResult, Kind, Milestone, ScaleLevel};
use super::words::kind_message;
use crate::i18n::{Lang, parse_decimal};
use crate::kernel::{FieldError, MilestoneId};
use crate::okr::maths::{Checkpoint, Step, even_levels, rounded};
use crate::web::parse::{self, Errors};

/// Most lines that milestones, levels, checkpoints or steps may have.
const MOST_LINES: usize = 50;

/// The fields of a key result in their order.
pub const FIELDS: [&str; 18] = [
    "title",
    "kind",
    "unit",
    "baseline",
    "target",
    "red_line",
    "band_low",
    "band_high",
    "tolerance",
    "levels",
    "milestones",
    "checkpoints",
    "curve",
    "steps",
    "weight",
    "owner",
    "rhythm",
    "description",
];

/// The fields as they are typed.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct FormValues {
    pub title: String,
    pub description: String,
    pub kind: String,
    pub unit: String,
    pub baseline: String,
    pub target: String,
    pub band_low: String,
    pub band_high: String,
    pub tolerance: String,
    pub red_line: String,
    pub curve: String,
    /// One milestone a line, its weight behind a bar: «Pilot live | 2».
    pub milestones: String,
    /// One level a line, worst first, its progress behind a bar when it is not spread evenly.
    pub levels: String,
    /// One checkpoint a line: «value = progress in per cent».
    pub checkpoints: String,
    /// One step a line: «day = progress in per cent».
    pub steps: String,
    pub weight: String,
    pub owner: String,
    pub rhythm: String,
    pub reason: String,
}

/// What the fields mean, but for the owner, who is looked up.
#[derive(Debug, Clone)]
pub struct Parsed {
    pub title: String,
    pub description: String,
    pub definition: Definition,
    pub weight: Decimal,
    pub rhythm: Option<String>,
    pub reason: String,
}

impl FormValues {
    /// The form of a key result that is there.
    pub fn of(l: Lang, key_result: &KeyResult, owner: String) -> Self {
        let definition = &key_result.definition;
        let number = |value: Option<Decimal>| value.map(|value| l.input_number(&value)).unwrap_or_default();
        let percent = |share: Decimal| l.input_number(&rounded(share.saturating_mul(Decimal::ONE_HUNDRED), 4));
        Self {
            title: key_result.title.clone(),
            description: key_result.description.clone(),
            kind: definition.kind.code().to_owned(),
            unit: definition.unit.clone(),
            baseline: number(definition.baseline),
            target: number(definition.target),
            band_low: number(definition.band_low),
            band_high: number(definition.band_high),
            tolerance: number(definition.tolerance),
            red_line: number(definition.red_line),
            curve: definition.curve.code().to_owned(),
            milestones: lines(definition.milestones.iter().map(|one| {
                if one.weight == Decimal::ONE {
                    one.title.clone()
                } else {
                    format!("{} | {}", one.title, l.input_number(&one.weight))
                }
            })),
            levels: lines(definition.levels.iter().map(|one| format!("{} | {}", one.label, percent(one.progress)))),
            checkpoints: lines(
                definition
                    .checkpoints
                    .iter()
                    .map(|one| format!("{} = {}", l.input_number(&one.value), percent(one.progress))),
            ),
            steps: lines(
                definition.steps.iter().map(|one| format!("{} = {}", l.input_day(one.on), percent(one.progress))),
            ),
            weight: l.input_number(&key_result.weight),
            owner,
            rhythm: key_result.rhythm.clone().unwrap_or_default(),
            reason: String::new(),
        }
    }

    /// Reads the fields that the chosen kind uses; the others are not looked at. Milestones of `before` keep their ids by title.
    pub fn parse(&self, l: Lang, before: Option<&Definition>) -> Result<Parsed, Vec<FieldError>> {
        let mut errors = Errors::default();
        let title = errors.take(parse::required("title", &self.title, 300));
        let description = errors.take(parse::text("description", &self.description, 10_000, true));
        let weight = errors.take(parse::decimal(&l, "weight", &self.weight).and_then(|weight| match weight {
            Some(weight) if weight.is_sign_negative() || weight > Decimal::from(1_000_000) => {
                Err(FieldError::new("weight", "field-out-of-range"))
            }
            weight => Ok(weight.unwrap_or(Decimal::ONE)),
        }));
        let rhythm = errors.take(match self.rhythm.as_str() {
            "" => Ok(None),
            raw => parse::choice("rhythm", raw, |word| {
                ["weekly", "biweekly", "monthly"].contains(&word).then(|| word.to_owned())
            })
            .map(Some),
        });
        let reason = errors.take(parse::text("reason", &self.reason, 1000, false));
        let definition = match errors.take(parse::choice("kind", &self.kind, Kind::parse)) {
            Some(kind) => self.definition(l, kind, before, &mut errors),
            None => None,
        };
        match (title, description, weight, rhythm, reason, definition) {
            (Some(title), Some(description), Some(weight), Some(rhythm), Some(reason), Some(definition))
                if errors.is_empty() =>
            {
                Ok(Parsed { title, description, definition, weight, rhythm, reason })
            }
            _ => Err(errors.0),
        }
    }

    fn definition(&self, l: Lang, kind: Kind, before: Option<&Definition>, errors: &mut Errors) -> Option<Definition> {
        let mut definition = Definition::of(kind);
        if kind.takes_number() && kind != Kind::Percentage {
            definition.unit = errors.take(parse::text("unit", &self.unit, 30, false))?;
        }
        match kind {
            Kind::Percentage | Kind::Absolute => {
                definition.baseline = errors.take(parse::decimal(&l, "baseline", &self.baseline))?;
                definition.target = Some(errors.take(parse::required_decimal(&l, "target", &self.target))?);
                definition.checkpoints = pairs(l, "checkpoints", &self.checkpoints, errors, |left, share| {
                    parse_decimal(left, l.locale).map(|value| Checkpoint { value, progress: share })
                });
            }
            Kind::AtLeast | Kind::AtMost => {
                definition.target = Some(errors.take(parse::required_decimal(&l, "target", &self.target))?);
                definition.red_line = errors.take(parse::decimal(&l, "red_line", &self.red_line))?;
            }
            Kind::Band => {
                definition.band_low = Some(errors.take(parse::required_decimal(&l, "band_low", &self.band_low))?);
                definition.band_high = Some(errors.take(parse::required_decimal(&l, "band_high", &self.band_high))?);
                definition.tolerance = Some(errors.take(parse::required_decimal(&l, "tolerance", &self.tolerance))?);
            }
            Kind::Scale => definition.levels = self.parse_levels(l, errors),
            Kind::Milestones => definition.milestones = self.parse_milestones(l, before, errors),
            Kind::Binary => {}
        }
        if !matches!(kind, Kind::AtLeast | Kind::AtMost | Kind::Band) && !self.curve.is_empty() {
            definition.curve = errors.take(parse::choice("curve", &self.curve, CurveKind::parse))?;
            if definition.curve == CurveKind::Stepped {
                definition.steps = pairs(l, "steps", &self.steps, errors, |left, share| {
                    parse::day(left).map(|on| Step { on, progress: share })
                });
                if definition.steps.is_empty() {
                    errors.add(FieldError::new("steps", "field-required"));
                }
            }
        }
        Some(definition)
    }

    fn parse_levels(&self, l: Lang, errors: &mut Errors) -> Vec<ScaleLevel> {
        let rows = rows("levels", &self.levels, errors);
        let even = even_levels(u8::try_from(rows.len()).unwrap_or(u8::MAX));
        rows.iter()
            .zip(even)
            .filter_map(|(row, even)| {
                let (label, share) = match row.rsplit_once('|') {
                    Some((label, share)) => (
                        label.trim(),
                        parse_decimal(share, l.locale).and_then(|share| share.checked_div(Decimal::ONE_HUNDRED)),
                    ),
                    None => (row.as_str(), Some(even)),
                };
                let Some(progress) = share else {
                    errors.add(FieldError::new("levels", "key-result-line-wrong").arg("line", row.as_str()));
                    return None;
                };
                let label = errors.take(parse::required("levels", label, 100))?;
                Some(ScaleLevel { label, progress })
            })
            .collect()
    }

    fn parse_milestones(&self, l: Lang, before: Option<&Definition>, errors: &mut Errors) -> Vec<Milestone> {
        let rows = rows("milestones", &self.milestones, errors);
        if rows.is_empty() {
            errors.add(FieldError::new("milestones", "field-required"));
        }
        rows.iter()
            .filter_map(|row| {
                let (title, weight) = match row.rsplit_once('|') {
                    Some((title, weight)) => {
                        (title.trim(), parse_decimal(weight, l.locale).filter(|weight| !weight.is_sign_negative()))
                    }
                    None => (row.as_str(), Some(Decimal::ONE)),
                };
                let Some(weight) = weight else {
                    errors.add(FieldError::new("milestones", "key-result-line-wrong").arg("line", row.as_str()));
                    return None;
                };
                let title = errors.take(parse::required("milestones", title, 200))?;
                let kept = before.and_then(|before| before.milestones.iter().find(|one| one.title == title));
                Some(Milestone {
                    id: kept.map_or_else(MilestoneId::new, |kept| kept.id),
                    title,
                    weight,
                    done_on: kept.and_then(|kept| kept.done_on),
                })
            })
            .collect()
    }
}

/// The label of a field, and how its content reads.
pub fn said(l: Lang, field: &str, text: &str) -> (String, String) {
    let label = match field {
        "description" => "objective-description".to_owned(),
        "reason" => "key-result-reason".to_owned(),
        field => format!("key-result-field-{}", field.replace('_', "-")),
    };
    let read = match field {
        "kind" => Kind::parse(text).map(|kind| l.say(kind_message(kind))),
        "curve" => CurveKind::parse(text).map(|curve| l.say(curve_message(curve))),
        "rhythm" => Some(l.say(match text {
            "weekly" => "rhythm-weekly",
            "biweekly" => "rhythm-biweekly",
            "monthly" => "rhythm-monthly",
            _ => "rhythm-organization",
        })),
        _ => None,
    };
    (l.say(&label), read.unwrap_or_else(|| text.to_owned()))
}

fn curve_message(curve: CurveKind) -> &'static str {
    match curve {
        CurveKind::Linear => "key-result-curve-linear",
        CurveKind::BackLoaded => "key-result-curve-back-loaded",
        CurveKind::Stepped => "key-result-curve-stepped",
    }
}

fn lines(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join("\n")
}

/// The lines of a field that hold something.
fn rows(field: &'static str, text: &str, errors: &mut Errors) -> Vec<String> {
    let rows: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if rows.len() > MOST_LINES {
        errors.add(FieldError::new(field, "key-result-too-many-lines").arg("max", MOST_LINES));
        return Vec::new();
    }
    rows
}

/// Lines «left = per cent».
fn pairs<T>(
    l: Lang,
    field: &'static str,
    text: &str,
    errors: &mut Errors,
    make: impl Fn(&str, Decimal) -> Option<T>,
) -> Vec<T> {
    rows(field, text, errors)
        .iter()
        .filter_map(|row| {
            let made = row.split_once('=').and_then(|(left, right)| {
                let share = parse_decimal(right, l.locale)?
                    .checked_div(Decimal::ONE_HUNDRED)
                    .filter(|share| (Decimal::ZERO..=Decimal::ONE).contains(share))?;
                make(left.trim(), share)
            });
            if made.is_none() {
                errors.add(FieldError::new(field, "key-result-line-wrong").arg("line", row.as_str()));
            }
            made
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Locale;

    fn l() -> Lang {
        Lang { locale: Locale::Ru, zone: chrono_tz::UTC, today: chrono::NaiveDate::MIN }
    }

    fn values(kind: &str) -> FormValues {
        FormValues {
            title: "Доля возвратов".to_owned(),
            kind: kind.to_owned(),
            curve: "linear".to_owned(),
            ..FormValues::default()
        }
    }

    #[test]
    fn numbers_are_read_in_either_language() {
        let parsed = FormValues {
            baseline: "2,5".to_owned(),
            target: "1 200.5".to_owned(),
            checkpoints: "600 = 40 %".to_owned(),
            ..values("absolute")
        }
        .parse(l(), None)
        .unwrap();
        assert_eq!(parsed.definition.baseline, Some("2.5".parse().unwrap()));
        assert_eq!(parsed.definition.target, Some("1200.5".parse().unwrap()));
        assert_eq!(parsed.definition.checkpoints, [Checkpoint { value: 600.into(), progress: "0.4".parse().unwrap() }]);
    }

    #[test]
    fn levels_spread_evenly_unless_said_otherwise() {
        let parsed =
            FormValues { levels: "плохо\nтак себе\n\nхорошо".to_owned(), ..values("scale") }.parse(l(), None).unwrap();
        let shares: Vec<_> =
            parsed.definition.levels.iter().map(|level| level.progress.normalize().to_string()).collect();
        assert_eq!(shares, ["0", "0.5", "1"]);
    }

    #[test]
    fn milestones_keep_their_ids_by_title() {
        let first =
            FormValues { milestones: "Пилот | 2\nЗапуск".to_owned(), ..values("milestones") }.parse(l(), None).unwrap();
        let again = FormValues { milestones: "Запуск\nПилот | 3".to_owned(), ..values("milestones") }
            .parse(l(), Some(&first.definition))
            .unwrap();
        assert_eq!(again.definition.milestones[0].id, first.definition.milestones[1].id);
        assert_eq!(again.definition.milestones[1].weight, 3.into());
    }

    #[test]
    fn every_field_has_a_label() {
        let values = crate::web::merge::texts(&FormValues::default()).unwrap();
        assert_eq!(values.len(), FIELDS.len() + 1, "and the reason");
        for field in values.keys() {
            let (label, _) = said(l(), field, "");
            assert!(!label.is_ascii(), "{field}: {label}");
        }
        assert_eq!(said(l(), "kind", "at_most").1, "Держать не больше");
        assert_eq!(said(l(), "rhythm", "").1, "Как принято в организации");
    }

    #[test]
    fn every_wrong_field_is_named() {
        let errors = FormValues {
            target: "много".to_owned(),
            weight: "-1".to_owned(),
            title: " ".to_owned(),
            ..values("percentage")
        }
        .parse(l(), None)
        .unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_ref()).collect();
        assert_eq!(fields, ["title", "weight", "target"]);
        let errors = FormValues { checkpoints: "abc".to_owned(), target: "5".to_owned(), ..values("absolute") }
            .parse(l(), None)
            .unwrap_err();
        assert_eq!(errors[0].message, "key-result-line-wrong");
    }
}
