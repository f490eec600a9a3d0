//! The fields of an objective, and what stands above it.
use super::field_change::{FieldChange, one_line, plain, small, take, text};
use super::{Child, Comparison, Refused};
use crate::okr::imports::key::ImportKey;
use crate::okr::imports::mapping::Field;
use crate::okr::imports::parsed::ParsedObjective;
use crate::okr::imports::row_error::RowErrorKind;
use crate::okr::imports::said::Said;
use crate::okr::imports::values::{normalise, words};
use crate::okr::objectives::model::Objective;
use crate::okr::objectives::visibility::Visibility;

impl Comparison<'_> {
    /// What identifies an objective in a file without keys (title, team, period) is never a change of it.
    pub(super) fn objective_fields(
        &mut self,
        parsed: &ParsedObjective,
        objective: &mut Objective,
        said: &mut Said,
        changes: &mut Vec<FieldChange>,
    ) -> Result<(), Refused> {
        let details = &parsed.details;
        if matches!(parsed.key, ImportKey::Given(_)) {
            let title = one_line(&parsed.title, &objective.title);
            take(said, "title", Some(title), &mut objective.title, text, changes);
            if said.news("period", &parsed.period.canonical()) {
                let term = self
                    .names
                    .period(&parsed.period)
                    .map_err(|kind| (Field::Period, kind, parsed.period.label.clone()))?;
                if term.id != objective.period {
                    if term.closed {
                        return Err((Field::Period, RowErrorKind::ClosedPeriod, parsed.period.label.clone()));
                    }
                    changes.push(FieldChange {
                        field: "period",
                        old: Some(objective.period.to_string()),
                        new: Some(term.id.to_string()),
                    });
                    (objective.period, objective.period_first, objective.period_last) =
                        (term.id, term.first, term.last);
                }
            }
            if let Some(team) = &parsed.team
                && said.news("team", &normalise(team))
                && (self.names.known_workspace(parsed.workspace).is_some()
                    || normalise(&objective.workspace_name) != normalise(team))
            {
                let workspace = self
                    .names
                    .workspace(parsed.workspace, Some(team))
                    .map_err(|kind| (Field::Team, kind, team.to_string()))?;
                if workspace != objective.workspace {
                    changes.push(FieldChange {
                        field: "workspace",
                        old: Some(objective.workspace.to_string()),
                        new: Some(workspace.to_string()),
                    });
                    objective.workspace = workspace;
                }
            }
        }
        take(said, "description", details.description.clone(), &mut objective.description, text, changes);
        let owner =
            self.owner(details.owner.as_deref(), objective.owner, &objective.owner_name, Field::ObjectiveOwner)?;
        take(said, "owner", owner, &mut objective.owner, |id| Some(id.to_string()), changes);
        take(said, "weight", details.weight, &mut objective.weight, plain, changes);
        take(
            said,
            "priority",
            details.priority.map(|priority| Some(i16::from(priority))),
            &mut objective.priority,
            small,
            changes,
        );
        take(
            said,
            "visibility",
            details.visibility.map(visibility),
            &mut objective.visibility,
            |visibility| Some(visibility.id().to_owned()),
            changes,
        );
        take(
            said,
            "rollup",
            details.rollup,
            &mut objective.rollup,
            |rollup| Some(rollup.id().to_owned()),
            changes,
        );
        Ok(())
    }

    /// Notes what shall stand above; which objective that is can only be told when all are known.
    pub(super) fn parent(
        &mut self,
        parsed: &ParsedObjective,
        objective: &Objective,
        said: &mut Said,
        is_unchanged: bool,
    ) {
        let details = &parsed.details;
        let mut child = Child {
            id: objective.id,
            line: parsed.line,
            parent: String::new(),
            parent_title: details.parent_title.clone(),
            contributes: details.parent_contributes,
            is_main: true,
            current: objective.parent,
            version: objective.version,
            period: objective.period,
            is_unchanged,
        };
        if let Some(parent) = &details.parent {
            let counts = details.parent_contributes.map(|counts| format!(" {counts}")).unwrap_or_default();
            if said.news("parent", &format!("{}{counts}", normalise(parent))) {
                child.parent.clone_from(parent);
                self.found.children.push(child.clone());
            }
        }
        let named: Vec<_> =
            details.supports.iter().map(|above| format!("{} {:?}", above.named, above.contributes)).collect();
        if !named.is_empty() && said.news("secondary_parents", &named.join(" ")) {
            self.found.children.extend(details.supports.iter().map(|above| Child {
                parent: above.named.clone(),
                parent_title: Some(above.title.clone()),
                contributes: above.contributes,
                is_main: false,
                ..child.clone()
            }));
        }
    }
}

pub(super) fn visibility(visibility: words::Visibility) -> Visibility {
    match visibility {
        words::Visibility::Organization => Visibility::Organization,
        words::Visibility::Workspace => Visibility::Workspace,
        words::Visibility::Private => Visibility::Private,
    }
}
