//! Gathers what has to be written for a compared key result, and counts it.
use super::field_change::{FieldChange, plain};
use super::key_result::Work;
use super::{Comparison, Under};
use crate::okr::imports::batch::{LedgerEntry, NewKeyResult};
use crate::okr::imports::existing;
use crate::okr::imports::parsed::ParsedKeyResult;
use crate::okr::key_results::model::{Definition, KeyResult};

impl Comparison<'_> {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn gather(
        &mut self,
        parsed: &ParsedKeyResult,
        after: KeyResult,
        under: &mut Under,
        mut work: Work,
        is_new: bool,
        is_changed: bool,
        is_measured: bool,
    ) {
        let (id, version) = (after.id, after.version + 1);
        self.found.check_ins.created += work.readings.len() as u64;
        self.found.check_ins.unchanged += work.readings_unchanged;
        let counts = &mut self.found.key_results;
        match (is_new, is_changed) {
            (true, _) => counts.created += 1,
            (false, true) => counts.updated += 1,
            (false, false) => counts.unchanged += 1,
        }
        self.batch.marks.push((id.0, std::mem::take(&mut work.news.said)));
        let roles = work.contributors.iter().map(|account| FieldChange::new("role", None, Some(account.to_string())));
        work.noted.extend(roles);
        if is_new {
            self.found.differences.new_key_result(parsed.line, under, &after);
        } else {
            let all = work.news.changes.iter().chain(&work.noted).chain(&work.news.left);
            self.found.differences.key_result(parsed.line, under, &after, all);
        }
        if !(is_new || is_changed || is_measured) {
            return;
        }
        under.changed = true;
        for account in &work.contributors {
            self.batch.contributors.push((under.id, *account));
            self.change(
                "objective",
                under.id,
                under.id.0,
                under.version,
                FieldChange::new("role", None, Some(account.to_string())),
            );
        }
        if is_new {
            self.change("key_result", under.id, id.0, 1, FieldChange::new("created", None, Some(after.title.clone())));
        } else {
            if after.value != work.previous {
                work.news.changes.push(FieldChange::new(
                    "value",
                    work.previous.as_ref().and_then(plain),
                    after.value.as_ref().and_then(plain),
                ));
            }
            for change in work.news.changes {
                if matches!(change.field, "target" | "baseline" | "weight") && under.binding {
                    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
                    self.batch.ledger.push(LedgerEntry {
                        key_result: id,
                        field: change.field,
                        old: number(&change.old),
                        new: number(&change.new),
                    });
                }
                self.change("key_result", under.id, id.0, version, change);
            }
        }
        let has_parts = |definition: &Definition| {
            !(definition.milestones.is_empty()
                && definition.levels.is_empty()
                && definition.checkpoints.is_empty()
                && definition.steps.is_empty())
        };
        if work.has_new_parts || is_new && has_parts(&after.definition) {
            self.batch.parts.push((id, after.definition.clone()));
        }
        self.batch.readings.append(&mut work.readings);
        self.batch.scores.append(&mut work.scores);
        self.batch.check_ins.extend(work.check_in);
        if is_new {
            self.batch.key_results.push(NewKeyResult { row: after, import_key: existing::place(&parsed.key) });
        } else {
            self.batch.changed_key_results.push(after);
        }
    }
}
