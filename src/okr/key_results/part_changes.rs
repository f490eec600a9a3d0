//! What changed in the milestones, levels, checkpoints and steps of a key result, one by one.
//!
//! A part is kept as text, `name | number`: a milestone with its weight, a level, a value or a day with its progress (0..=1).
use rust_decimal::Decimal;

use super::model::Definition;

/// A part before and after; one of them is missing where it was added or taken away.
#[derive(Debug, PartialEq, Eq)]
pub struct PartChange {
    /// `milestone`, `level`, `checkpoint` or `step`.
    pub field: &'static str,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// All parts that differ. Another order of the same milestones or levels is no change of any of them.
pub fn between(before: &Definition, after: &Definition) -> Vec<PartChange> {
    let milestones = |definition: &Definition| {
        definition
            .milestones
            .iter()
            .map(|one| (one.id.to_string(), kept(&one.title, one.weight)))
            .collect::<Vec<Identified>>()
    };
    let levels = |definition: &Definition| {
        definition.levels.iter().map(|one| (one.label.clone(), kept(&one.label, one.progress))).collect::<Vec<_>>()
    };
    let checkpoints = |definition: &Definition| {
        let text = |value: Decimal| value.normalize().to_string();
        let parts = definition.checkpoints.iter().map(|one| (text(one.value), kept(&text(one.value), one.progress)));
        parts.collect::<Vec<_>>()
    };
    let steps = |definition: &Definition| {
        let parts = definition.steps.iter().map(|one| (one.on.to_string(), kept(&one.on.to_string(), one.progress)));
        parts.collect::<Vec<_>>()
    };
    let mut changes = compare("milestone", milestones(before), milestones(after));
    changes.extend(compare("level", levels(before), levels(after)));
    changes.extend(compare("checkpoint", checkpoints(before), checkpoints(after)));
    changes.extend(compare("step", steps(before), steps(after)));
    changes
}

/// What makes a part the same one, and its text.
type Identified = (String, String);

fn kept(name: &str, number: Decimal) -> String {
    format!("{name} | {}", number.normalize())
}

/// Parts of one identity belong together; of the others, a gone and a new one at the same place are one that was rewritten.
fn compare(field: &'static str, before: Vec<Identified>, after: Vec<Identified>) -> Vec<PartChange> {
    let mut after: Vec<Option<Identified>> = after.into_iter().map(Some).collect();
    let mut changes = Vec::new();
    let mut gone = Vec::new();
    for (place, (id, old)) in before.into_iter().enumerate() {
        match after.iter_mut().find(|part| part.as_ref().is_some_and(|part| part.0 == id)).and_then(Option::take) {
            Some((_, new)) if new == old => {}
            Some((_, new)) => changes.push(PartChange { field, old: Some(old), new: Some(new) }),
            None => gone.push((place, old)),
        }
    }
    for (place, old) in gone {
        let new = after.get_mut(place).and_then(Option::take).map(|(_, new)| new);
        changes.push(PartChange { field, old: Some(old), new });
    }
    let added = after.into_iter().flatten().map(|(_, new)| PartChange { field, old: None, new: Some(new) });
    changes.extend(added);
    changes
}

#[cfg(test)]
mod tests {
    use super::super::model::{Kind, Milestone, ScaleLevel};
    use super::*;
    use crate::kernel::MilestoneId;
    use crate::okr::maths::{Checkpoint, Step};

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn milestone(title: &str, weight: &str) -> Milestone {
        Milestone { id: MilestoneId::new(), title: title.into(), weight: d(weight), done_on: None }
    }

    fn levels(all: &[(&str, &str)]) -> Definition {
        let levels = all.iter().map(|(label, progress)| ScaleLevel { label: (*label).into(), progress: d(progress) });
        Definition { levels: levels.collect(), ..Definition::of(Kind::Scale) }
    }

    fn told(before: &Definition, after: &Definition) -> Vec<String> {
        let text = |text: Option<String>| text.unwrap_or_default();
        between(before, after)
            .into_iter()
            .map(|change| format!("{}: {} -> {}", change.field, text(change.old), text(change.new)))
            .collect()
    }

    #[test]
    fn milestones_are_added_weighed_and_taken_away() {
        let (pilot, launch, gone) = (milestone("Pilot", "1"), milestone("Launch", "1"), milestone("Gone", "2"));
        let before =
            Definition { milestones: vec![pilot.clone(), launch.clone(), gone], ..Definition::of(Kind::Milestones) };
        let heavier = Milestone { weight: d("3.0"), ..pilot };
        let after = Definition { milestones: vec![launch, heavier], ..before.clone() };
        assert_eq!(told(&before, &after), ["milestone: Pilot | 1 -> Pilot | 3", "milestone: Gone | 2 -> "]);
        assert_eq!(told(&after, &before), ["milestone: Pilot | 3 -> Pilot | 1", "milestone:  -> Gone | 2"]);
        assert_eq!(told(&before, &before), Vec::<String>::new());
    }

    #[test]
    fn a_level_that_is_renamed_in_its_place_is_one_change() {
        let before = levels(&[("poor", "0"), ("fair", "0.5"), ("good", "1")]);
        let after = levels(&[("poor", "0"), ("so-so", "0.4"), ("good", "1"), ("great", "1")]);
        assert_eq!(told(&before, &after), ["level: fair | 0.5 -> so-so | 0.4", "level:  -> great | 1"]);
    }

    #[test]
    fn levels_of_one_name_are_told_apart_by_their_order() {
        let before = levels(&[("same", "0"), ("same", "1")]);
        let after = levels(&[("same", "0"), ("same", "0.5"), ("same", "1")]);
        assert_eq!(told(&before, &after), ["level: same | 1 -> same | 0.5", "level:  -> same | 1"]);
    }

    #[test]
    fn checkpoints_and_steps_are_known_by_value_and_day() {
        let before = Definition {
            checkpoints: vec![Checkpoint { value: d("50"), progress: d("0.4") }],
            steps: vec![Step { on: "2026-11-01".parse().unwrap(), progress: d("0.2") }],
            ..Definition::of(Kind::Absolute)
        };
        let after = Definition {
            checkpoints: vec![
                Checkpoint { value: d("25.0"), progress: d("0.1") },
                Checkpoint { value: d("50.00"), progress: d("0.40") },
            ],
            steps: vec![Step { on: "2026-11-01".parse().unwrap(), progress: d("0.3") }],
            ..before.clone()
        };
        assert_eq!(told(&before, &after), ["checkpoint:  -> 25 | 0.1", "step: 2026-11-01 | 0.2 -> 2026-11-01 | 0.3"]);
    }
}
