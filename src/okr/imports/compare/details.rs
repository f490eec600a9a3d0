//! All that defines a key result, from a file that has all of it: limits, levels, milestones, curves.
use super::field_change::{FieldChange, News, plain};
use super::key_result::Work;
use crate::kernel::MilestoneId;
use crate::okr::imports::parsed::ParsedKeyResult;
use crate::okr::key_results::model::{Definition, KeyResult, Milestone};
use crate::okr::key_results::part_changes;

/// The fields of parts in the history.
const PARTS: [&str; 4] = ["milestone", "level", "checkpoint", "step"];

/// The definition for a key result that comes in new: milestones get ids of their own.
pub(super) fn fresh(file: &Definition) -> Definition {
    let milestones = file.milestones.iter().map(|one| Milestone { id: MilestoneId::new(), ..one.clone() }).collect();
    Definition { milestones, ..file.clone() }
}

/// Takes over what the file says, besides kind, unit, baseline and target.
pub(super) fn take_over(parsed: &ParsedKeyResult, after: &mut KeyResult, work: &mut Work) {
    let Some(file) = parsed.measure.details.as_deref() else { return };
    let news = &mut work.news;
    let definition = &mut after.definition;
    let number = |number: &Option<_>| number.as_ref().and_then(plain);
    news.take("band_low", Some(file.band_low), &mut definition.band_low, number);
    news.take("band_high", Some(file.band_high), &mut definition.band_high, number);
    news.take("tolerance", Some(file.tolerance), &mut definition.tolerance, number);
    news.take("red_line", Some(file.red_line), &mut definition.red_line, number);
    news.take("curve", Some(file.curve), &mut definition.curve, |curve| Some(curve.code().to_owned()));

    let mut new = Definition {
        milestones: known_again(&definition.milestones, &file.milestones),
        levels: file.levels.clone(),
        checkpoints: file.checkpoints.clone(),
        steps: file.steps.clone(),
        ..definition.clone()
    };
    // ticks come with a value, and an older value displaces nothing
    let is_newest = after
        .value_on
        .is_none_or(|on| new.milestones.iter().filter_map(|one| one.done_on).max().is_none_or(|day| day >= on));
    let ticks: Vec<_> = file.milestones.iter().map(|one| format!("{:?}", one.done_on)).collect();
    let is_kept = |field: &str| news.since.as_ref().is_some_and(|since| since.contains_key(field));
    let is_settled = (is_kept("value") || is_kept("corrected")) && !news.overwrite;
    if is_settled || !(news.is_news("ticks", &ticks.join(" ")) && is_newest) {
        for one in &mut new.milestones {
            let there = definition.milestones.iter().find(|there| there.id == one.id);
            one.done_on = there.and_then(|there| there.done_on);
        }
    }
    let mut parts: Vec<_> =
        new.milestones.iter().map(|one| format!("{} {}", one.title, one.weight.normalize())).collect();
    parts.extend([format!("{:?}", new.levels), format!("{:?}", new.checkpoints), format!("{:?}", new.steps)]);
    let is_news = news.is_news("parts", &parts.join("|"));
    let found = part_changes::between(definition, &new);
    let found = found.into_iter().map(|one| FieldChange::new(one.field, one.old, one.new)).collect();
    if !(is_news && take_parts(news, found)) {
        let ticks = std::mem::take(&mut new.milestones);
        new = definition.clone();
        for one in &mut new.milestones {
            one.done_on = ticks.iter().find(|tick| tick.id == one.id).map_or(one.done_on, |tick| tick.done_on);
        }
    }
    work.has_new_parts = *definition != new;
    *definition = new;
}

/// Whether milestones, levels, checkpoints and steps are taken over: all of them or none, for they only make sense together.
fn take_parts(news: &mut News, found: Vec<FieldChange>) -> bool {
    let since: Vec<_> = PARTS.iter().filter_map(|field| news.since.as_ref()?.get(*field)).cloned().collect();
    let Some(against) = since.last() else {
        news.changes.extend(found);
        return true;
    };
    // the file repeats what the parts were at some time since then
    let was: Vec<_> = since.iter().flat_map(|since| &since.was).map(Option::as_deref).collect();
    if found.iter().all(|change| was.contains(&change.new.as_deref())) {
        return false;
    }
    let found = found.into_iter().map(|change| FieldChange { against: Some(against.clone()), ..change });
    if news.overwrite {
        news.changes.extend(found);
    } else {
        news.said.forget("parts");
        news.left.extend(found.filter(|change| !was.contains(&change.new.as_deref())));
    }
    news.overwrite
}

/// The milestones of the file with the ids of those that are there: by id, else by title.
fn known_again(there: &[Milestone], file: &[Milestone]) -> Vec<Milestone> {
    let mut left: Vec<&Milestone> = there.iter().collect();
    let mut ids: Vec<Option<MilestoneId>> = vec![None; file.len()];
    let same: [fn(&Milestone, &Milestone) -> bool; 2] = [|a, b| a.id == b.id, |a, b| a.title == b.title];
    for is_same in same {
        for (one, id) in file.iter().zip(&mut ids).filter(|(_, id)| id.is_none()) {
            if let Some(place) = left.iter().position(|there| is_same(there, one)) {
                *id = Some(left.remove(place).id);
            }
        }
    }
    file.iter().zip(ids).map(|(one, id)| Milestone { id: id.unwrap_or_else(MilestoneId::new), ..one.clone() }).collect()
}
