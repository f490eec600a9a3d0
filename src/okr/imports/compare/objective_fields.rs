//! The fields of an objective, and what stands above it.
use super::field_change::{News, one_line, plain, small, text};
use super::{Child, Comparison, Refused, Was};
use crate::okr::imports::key::ImportKey;
use crate::okr::imports::mapping::Field;
use crate::okr::imports::parsed::ParsedObjective;
use crate::okr::imports::row_error::RowErrorKind;
use crate::okr::imports::values::{normalise, words};
use crate::okr::objectives::model::Objective;
use crate::okr::objectives::visibility::Visibility;

impl Comparison<'_> {
    /// What identifies an objective in a file without keys (title, team, period) is never a change of it.
    pub(super) fn objective_fields(
        &mut self,
        parsed: &ParsedObjective,
        objective: &mut Objective,
        news: &mut News,
    ) -> Result<(), Refused> {
        let details = &parsed.details;
        if matches!(parsed.key, ImportKey::Given(_)) {
            let title = one_line(&parsed.title, &objective.title);
            news.take("title", Some(title), &mut objective.title, text);
            if news.is_news("period", &parsed.period.canonical()) {
                let term = self
                    .names
                    .period(&parsed.period)
                    .map_err(|kind| (Field::Period, kind, parsed.period.label.clone()))?;
                let before = objective.period;
                news.set("period", "period", term.id, &mut objective.period, |id| Some(id.to_string()));
                if objective.period != before {
                    if term.closed {
                        return Err((Field::Period, RowErrorKind::ClosedPeriod, parsed.period.label.clone()));
                    }
                    (objective.period_first, objective.period_last) = (term.first, term.last);
                }
            }
            if let Some(team) = &parsed.team
                && news.is_news("team", &normalise(team))
                && (self.names.known_workspace(parsed.workspace).is_some()
                    || normalise(&objective.workspace_name) != normalise(team))
            {
                let workspace = self
                    .names
                    .workspace(parsed.workspace, Some(team))
                    .map_err(|kind| (Field::Team, kind, team.to_string()))?;
                news.set("workspace", "team", workspace, &mut objective.workspace, |id| Some(id.to_string()));
            }
        }
        news.take("description", details.description.clone(), &mut objective.description, text);
        let owner =
            self.owner(details.owner.as_deref(), objective.owner, &objective.owner_name, Field::ObjectiveOwner)?;
        news.take("owner", owner, &mut objective.owner, |id| Some(id.to_string()));
        news.take("weight", details.weight, &mut objective.weight, plain);
        let priority = details.priority.map(|priority| Some(i16::from(priority)));
        news.take("priority", priority, &mut objective.priority, small);
        let visibility = details.visibility.map(visibility);
        news.take("visibility", visibility, &mut objective.visibility, |visibility| Some(visibility.id().to_owned()));
        news.take("rollup", details.rollup, &mut objective.rollup, |rollup| Some(rollup.id().to_owned()));
        Ok(())
    }

    /// Notes what shall stand above; which objective that is can only be told when all are known.
    pub(super) fn parent(&mut self, parsed: &ParsedObjective, objective: &Objective, news: &mut News, was: Was) {
        let details = &parsed.details;
        let mut child = Child {
            id: objective.id,
            line: parsed.line,
            title: objective.title.clone(),
            since: news.since.as_ref().and_then(|since| since.get("parent").cloned()),
            parent: String::new(),
            parent_title: details.parent_title.clone(),
            contributes: details.parent_contributes,
            is_main: true,
            current: objective.parent,
            version: objective.version,
            period: objective.period,
            was,
        };
        if let Some(parent) = &details.parent {
            let counts = details.parent_contributes.map(|counts| format!(" {counts}")).unwrap_or_default();
            if news.is_news("parent", &format!("{}{counts}", normalise(parent))) {
                child.parent.clone_from(parent);
                self.found.children.push(child.clone());
            }
        }
        let named: Vec<_> =
            details.supports.iter().map(|above| format!("{} {:?}", above.named, above.contributes)).collect();
        if !named.is_empty() && news.is_news("secondary_parents", &named.join(" ")) {
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
