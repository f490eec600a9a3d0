//! The acts that can be taken back, and which feature's function does it.
use serde::{Deserialize, Serialize};

use super::actions::refused;
use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::{AccountId, CommentId, KeyResultId, ObjectiveId};
use crate::okr::bulk;
use crate::okr::comments;
use crate::okr::imports;
use crate::okr::key_results::taken::TakenValue;
use crate::okr::key_results::{self, taken};
use crate::okr::moves;
use crate::okr::objectives;
use crate::okr::objectives::stage::Stage;
use crate::okr::saved_views;
use crate::okr::saved_views::model::SavedView;
use crate::org::brand;
use crate::org::brand::colour::Colour;
use crate::web;

/// What brings a former state back. Kept as JSON for ten minutes, so a changed variant needs no migration.
/// `version` is always the one that the act left: whoever changed the thing after it is not overridden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    RestoreComment {
        comment: CommentId,
        version: i32,
    },
    /// `kept` were made contributors by the edit.
    EditObjective {
        objective: ObjectiveId,
        version: i32,
        before: Box<objectives::actions::Edit>,
        kept: Vec<AccountId>,
    },
    MoveObjective {
        objective: ObjectiveId,
        version: i32,
        to: Stage,
    },
    ArchiveObjective {
        objective: ObjectiveId,
        version: i32,
        archived: bool,
    },
    /// `was_linked`: it supported its new parent already, as a further one.
    PlaceObjective {
        objective: ObjectiveId,
        version: i32,
        parent: Option<ObjectiveId>,
        after: Option<ObjectiveId>,
        was_linked: bool,
    },
    EditKeyResult {
        key_result: KeyResultId,
        version: i32,
        before: Box<key_results::actions::Edit>,
    },
    ArchiveKeyResult {
        key_result: KeyResultId,
        version: i32,
        archived: bool,
    },
    /// The organization's own colour; none is that of OKRio.
    SetBrand {
        version: i32,
        colour: Option<String>,
    },
    /// All that one act put away, or took out, each with the version that it left. `back`: where they were chosen.
    ArchiveObjectives {
        objectives: Vec<(ObjectiveId, i32)>,
        archived: bool,
        back: String,
    },
    /// As it was before it was changed to the version, or removed.
    KeepView {
        view: Box<SavedView>,
        version: Option<i32>,
    },
    RestoreMapping {
        kept: Box<imports::kept::Kept>,
    },
    /// One value, or all of a check-in.
    TakeBackValues {
        values: Vec<TakenValue>,
    },
}

/// What the reader sees after it: words, the address to go to without htmx, and the places of the page that changed
/// (element id and new content). Without such places the browser goes to the address in any case.
#[derive(Debug)]
pub struct Undone {
    pub say: String,
    pub back: String,
    pub also: Vec<(String, String)>,
}

impl Undone {
    /// Goes to an address and says there that it was undone.
    fn at(l: Lang, back: String) -> Self {
        Self { say: l.say("undo-done"), back, also: Vec::new() }
    }
}

impl Act {
    /// The name in the `act` column.
    pub fn name(&self) -> &'static str {
        match self {
            Self::RestoreComment { .. } => "comment.restore",
            Self::EditObjective { .. } => "objective.edit",
            Self::MoveObjective { .. } => "objective.stage",
            Self::ArchiveObjective { .. } => "objective.archive",
            Self::PlaceObjective { .. } => "objective.move",
            Self::EditKeyResult { .. } => "key_result.edit",
            Self::ArchiveKeyResult { .. } => "key_result.archive",
            Self::SetBrand { .. } => "organization.brand",
            Self::ArchiveObjectives { .. } => "objective.archive_many",
            Self::KeepView { .. } => "view.keep",
            Self::RestoreMapping { .. } => "import_mapping.restore",
            Self::TakeBackValues { .. } => "key_result.take_back",
        }
    }

    /// Brings the former state back, with audit, change and fact, where the actor may do that now. A conflict when the thing
    /// changed since.
    pub async fn perform(self, tx: &mut OrganizationTx, l: Lang) -> web::Result<Undone> {
        match self {
            Self::RestoreComment { comment, version } => {
                let entry = comments::actions::restore(tx, comment, version).await?;
                let feed = comments::actions::for_objective(tx, entry.comment.objective).await?;
                comments::views::restored(tx, l, feed, comment).await
            }
            Self::EditObjective { objective, version, before, kept } => {
                objectives::actions::edit_back(tx, objective, version, *before, &kept).await.map_err(refused)?;
                Ok(Undone::at(l, format!("/objectives/{objective}")))
            }
            Self::MoveObjective { objective, version, to } => {
                let reason = Some(l.say("undo-reason"));
                objectives::actions::set_stage(tx, objective, version, to, reason).await.map_err(refused)?;
                Ok(Undone::at(l, format!("/objectives/{objective}")))
            }
            Self::ArchiveObjective { objective, version, archived } => {
                objectives::actions::set_archived(tx, objective, version, archived).await.map_err(refused)?;
                Ok(Undone::at(l, format!("/objectives/{objective}")))
            }
            Self::PlaceObjective { objective, version, parent, after, was_linked } => {
                let moved = moves::actions::move_back(tx, objective, version, parent, after, was_linked).await;
                let back = moves::address(tx, &moved.map_err(refused)?).await?;
                Ok(Undone::at(l, back))
            }
            Self::EditKeyResult { key_result, version, before } => {
                let before = key_results::actions::Edit { reason: l.say("undo-reason"), ..*before };
                let edited = key_results::actions::edit(tx, key_result, version, before).await.map_err(refused)?;
                Ok(Undone::at(l, format!("/objectives/{}#key-result-{key_result}", edited.objective)))
            }
            Self::ArchiveKeyResult { key_result, version, archived } => {
                let (objective, _) =
                    key_results::actions::set_archived(tx, key_result, version, archived).await.map_err(refused)?;
                Ok(Undone::at(l, format!("/objectives/{objective}#key-result-{key_result}")))
            }
            Self::SetBrand { version, colour } => {
                let colour = colour.as_deref().and_then(Colour::parse);
                brand::actions::set(tx, version, colour).await.map_err(refused)?;
                Ok(Undone::at(l, "/organization/appearance".to_owned()))
            }
            Self::ArchiveObjectives { objectives, archived, back } => {
                let say = match bulk::put_back(tx, &objectives, archived).await? {
                    0 => l.say("undo-done"),
                    n => l.tr("undo-done-partly").arg("n", n).to_string(),
                };
                Ok(Undone { say, back, also: Vec::new() })
            }
            Self::KeepView { view, version } => {
                saved_views::actions::put_back(tx, *view, version).await.map_err(refused)?;
                Ok(Undone::at(l, "/objectives/views".to_owned()))
            }
            Self::RestoreMapping { kept } => {
                imports::kept::actions::restore(tx, &kept).await.map_err(refused)?;
                Ok(Undone::at(l, "/imports/mappings".to_owned()))
            }
            Self::TakeBackValues { values } => {
                taken::take_back(tx, &values).await.map_err(refused)?;
                match values.as_slice() {
                    [one] => key_results::show::taken_back(tx, l, one.key_result).await,
                    _ => Ok(Undone::at(l, "/check-in".to_owned())),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_the_way_through_the_database() {
        let taken = TakenValue {
            key_result: KeyResultId::new(),
            version: 3,
            reading: None,
            value: Some(rust_decimal::Decimal::new(1250, 2)),
            value_on: chrono::NaiveDate::from_ymd_opt(2026, 11, 18),
            confidence: Some(80),
            started: true,
            milestones: vec![(crate::kernel::MilestoneId::new(), None)],
            is_correction: false,
        };
        for (act, name) in [
            (Act::RestoreComment { comment: CommentId::new(), version: 3 }, "restore_comment"),
            (Act::MoveObjective { objective: ObjectiveId::new(), version: 2, to: Stage::Draft }, "move_objective"),
            (
                Act::ArchiveKeyResult { key_result: KeyResultId::new(), version: 2, archived: false },
                "archive_key_result",
            ),
            (
                Act::PlaceObjective {
                    objective: ObjectiveId::new(),
                    version: 2,
                    parent: None,
                    after: Some(ObjectiveId::new()),
                    was_linked: true,
                },
                "place_objective",
            ),
            (Act::TakeBackValues { values: vec![taken] }, "take_back_values"),
        ] {
            let json = serde_json::to_value(&act).unwrap();
            assert_eq!(json["act"], name);
            assert_eq!(serde_json::from_value::<Act>(json).unwrap(), act);
        }
    }
}
