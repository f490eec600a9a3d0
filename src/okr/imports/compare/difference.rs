//! What an import would change, field by field, for the report.
use std::collections::HashMap;

use uuid::Uuid;

use super::field_change::FieldChange;
use super::{Child, Under};
use crate::kernel::ObjectiveId;
use crate::okr::imports::existing::Since;
use crate::okr::imports::limits::MAX_DIFFERENCES;
use crate::okr::imports::report::{Conflict, Difference, FieldDifference, Thing};
use crate::okr::key_results::model::KeyResult;
use crate::okr::objectives::model::Objective;

/// Characters of a text that are kept of it, from shortly before the first difference on.
const KEPT_CHARACTERS: usize = 240;
/// Characters before the first difference.
const BEFORE: usize = 40;

/// All that is new or changed, in the order of the file; at most [`MAX_DIFFERENCES`] are listed.
#[derive(Debug, Default)]
pub struct Differences {
    pub listed: Vec<Difference>,
    /// Those beyond.
    pub unlisted: u64,
    /// Fields that were changed both here and in the file.
    pub conflicts: u64,
    places: HashMap<Uuid, usize>,
}

impl Differences {
    pub(super) fn new_objective(&mut self, line: u32, id: ObjectiveId, title: &str) {
        self.add(Difference { is_new: true, ..Difference::of(line, Thing::Objective, id, id.0, title) });
    }

    pub(super) fn objective<'c>(
        &mut self,
        line: u32,
        before: &Objective,
        changes: impl Iterator<Item = &'c FieldChange>,
    ) {
        let fields = self.fields(changes);
        if !fields.is_empty() {
            self.add(Difference {
                fields,
                ..Difference::of(line, Thing::Objective, before.id, before.id.0, &before.title)
            });
        }
    }

    pub(super) fn new_key_result(&mut self, line: u32, under: &Under, after: &KeyResult) {
        self.add(Difference { is_new: true, ..key_result(line, under, after) });
    }

    pub(super) fn key_result<'c>(
        &mut self,
        line: u32,
        under: &Under,
        after: &KeyResult,
        changes: impl Iterator<Item = &'c FieldChange>,
    ) {
        let fields = self.fields(changes);
        if !fields.is_empty() {
            self.add(Difference { fields, ..key_result(line, under, after) });
        }
    }

    /// What stands above an objective. With `against` it is in conflict.
    pub fn parent(&mut self, child: &Child, parent: ObjectiveId, against: Option<&Since>) {
        let field = if child.is_main { "parent" } else { "secondary_parent" };
        let change = FieldChange {
            against: against.cloned(),
            ..FieldChange::new(
                field,
                child.current.filter(|_| child.is_main).map(|id| id.to_string()),
                Some(parent.to_string()),
            )
        };
        let fields = self.fields(std::iter::once(&change));
        match self.places.get(&child.id.0).and_then(|place| self.listed.get_mut(*place)) {
            Some(there) => there.fields.extend(fields),
            None => self.add(Difference {
                fields,
                ..Difference::of(child.line, Thing::Objective, child.id, child.id.0, &child.title)
            }),
        }
    }

    fn fields<'c>(&mut self, changes: impl Iterator<Item = &'c FieldChange>) -> Vec<FieldDifference> {
        let fields: Vec<_> = changes.map(field).collect();
        self.conflicts += fields.iter().filter(|field| field.conflict.is_some()).count() as u64;
        fields
    }

    fn add(&mut self, difference: Difference) {
        if self.listed.len() >= MAX_DIFFERENCES {
            self.unlisted += 1;
            return;
        }
        self.places.insert(difference.id, self.listed.len());
        self.listed.push(difference);
    }
}

fn key_result(line: u32, under: &Under, after: &KeyResult) -> Difference {
    Difference {
        below: Some(under.title.clone()),
        measured: Some(after.definition.kind.code().to_owned()),
        unit: Some(after.definition.unit.clone()).filter(|unit| !unit.is_empty()),
        ..Difference::of(line, Thing::KeyResult, under.id, after.id.0, &after.title)
    }
}

fn field(change: &FieldChange) -> FieldDifference {
    let (old, new) = (change.old.as_deref().unwrap_or_default(), change.new.as_deref().unwrap_or_default());
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    let from =
        if old.chars().count().max(new.chars().count()) > KEPT_CHARACTERS { same.saturating_sub(BEFORE) } else { 0 };
    let kept = |text: &String| cut(text, from);
    FieldDifference {
        field: change.field.to_owned(),
        old: change.old.as_ref().map(kept),
        new: change.new.as_ref().map(kept),
        on: change.on,
        conflict: change.against.as_ref().map(|since| Conflict { by: since.by.clone(), at: since.at }),
    }
}

/// A part of a long text, with dots where something is left out.
fn cut(text: &str, from: usize) -> String {
    let mut part: String = text.chars().skip(from).take(KEPT_CHARACTERS).collect();
    if text.chars().count() > from + KEPT_CHARACTERS {
        part.push('…');
    }
    if from > 0 { format!("…{part}") } else { part }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_shown_where_they_begin_to_differ() {
        let same = "ж".repeat(1000);
        let change = FieldChange::new("description", Some(format!("{same}a")), Some(format!("{same}b")));
        let field = field(&change);
        assert_eq!(field.old, Some(format!("…{}a", "ж".repeat(BEFORE))));
        assert_eq!(field.new, Some(format!("…{}b", "ж".repeat(BEFORE))));
        let short = super::field(&FieldChange::new("title", Some("Visits".into()), Some("Visit".into())));
        assert_eq!((short.old.as_deref(), short.new.as_deref()), (Some("Visits"), Some("Visit")));
        assert_eq!(cut(&same, 0).chars().count(), KEPT_CHARACTERS + 1);
    }
}
