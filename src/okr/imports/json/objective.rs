//! An objective of the file.

use std::sync::Arc;

use super::node::{Node, Reader};
use crate::okr::imports::key::{self, ImportKey};
use crate::okr::imports::limits;
use crate::okr::imports::parsed::{Above, ObjectiveDetails, ParsedObjective};
use crate::okr::imports::row_error::{Expected, RowErrorKind};
use crate::okr::imports::values::period::PeriodName;
use crate::okr::imports::values::words;
use crate::okr::maths::Mode;
use crate::okr::objectives::stage::{Halted, Stage};

const STAGES: &[&str] = &["draft", "active", "closed"];
const HALTED: &[&str] = &["cancelled", "postponed"];
const PROGRESS_FROM: &[&str] = &["key_results", "children", "both"];

/// The objective without its key results, and its id in the file. None when something is missing without which it is none;
/// every fault is with the reader.
pub fn read(
    reader: &mut Reader,
    node: &Node<'_>,
    period: Option<&Arc<PeriodName>>,
) -> Option<(ParsedObjective, Option<String>)> {
    if !node.is_object() {
        return reader.fail(node, RowErrorKind::Expected(Expected::Object));
    }
    let (key, id) = reader.key(node);
    let title = reader.title(&node.get("title"), limits::MAX_OBJECTIVE_TITLE);
    let workspace = reader.named(&node.get("workspace"));
    let version = reader.version(&node.get("version"));
    let details = details(reader, node);
    let (title, period) = (title?, period?);
    let (workspace_id, team) = workspace.map_or((None, None), |(id, name)| (id, Some(name)));
    let key = match key {
        Some(key) => ImportKey::Given(key),
        None => key::of_objective(team.as_deref(), &period.canonical(), &title),
    };
    let objective = ParsedObjective {
        key,
        line: reader.line,
        title,
        team: team.map(Arc::from),
        workspace: workspace_id.map(Into::into),
        period: Arc::clone(period),
        details,
        version,
        key_results: Vec::new(),
    };
    Some((objective, id.map(|id| id.to_string())))
}

fn details(reader: &mut Reader, node: &Node<'_>) -> ObjectiveDetails {
    let mut parents = reader.list(&node.get("parents")).unwrap_or_default().into_iter().filter_map(|one| {
        let is_main = reader.truth(&one.get("is_main")).unwrap_or_default();
        above(reader, &one).map(|above| (is_main, above))
    });
    let (main, others): (Vec<_>, Vec<_>) = parents.by_ref().partition(|(is_main, _)| *is_main);
    let mut main = main.into_iter().map(|(_, above)| above);
    let parent = main.next();
    ObjectiveDetails {
        description: reader.text(&node.get("description"), limits::MAX_DESCRIPTION),
        owner: reader.person(&node.get("owner")).map(Arc::new),
        contributors: reader
            .list(&node.get("contributors"))
            .unwrap_or_default()
            .iter()
            .filter_map(|one| reader.person(one).map(Arc::new))
            .collect(),
        weight: reader.weight(&node.get("weight")),
        priority: reader.whole(&node.get("priority"), limits::MAX_PRIORITY, RowErrorKind::UnknownPriority),
        parent: parent.as_ref().map(|above| above.named.clone()),
        parent_title: parent.as_ref().map(|above| above.title.clone()),
        parent_contributes: parent.and_then(|above| above.contributes),
        supports: main.chain(others.into_iter().map(|(_, above)| above)).collect(),
        visibility: reader.word(&node.get("visibility"), &["organization", "workspace", "private"], |word| {
            [
                ("organization", words::Visibility::Organization),
                ("workspace", words::Visibility::Workspace),
                ("private", words::Visibility::Private),
            ]
            .into_iter()
            .find(|(id, _)| *id == word)
            .map(|(_, visibility)| visibility)
        }),
        rollup: reader.word(&node.get("progress_from"), PROGRESS_FROM, Mode::from_id),
        stage: reader.word(&node.get("stage"), STAGES, Stage::parse),
        halted: reader.word(&node.get("halted"), HALTED, Halted::parse),
        archived: reader.truth(&node.get("is_archived")).unwrap_or_default(),
    }
}

/// An objective above.
fn above(reader: &mut Reader, node: &Node<'_>) -> Option<Above> {
    let id = reader.id(&node.get("id"));
    let title = reader.title(&node.get("title"), limits::MAX_OBJECTIVE_TITLE)?;
    let contributes = reader.truth(&node.get("contributes"));
    Some(Above { named: id.map_or_else(|| title.clone(), |id| id.to_string()), title, contributes })
}
