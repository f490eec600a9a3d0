//! The acts that can be taken back, and which feature's function does it.
use serde::{Deserialize, Serialize};

use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::CommentId;
use crate::okr::comments;
use crate::web;

/// What brings a former state back. Kept as JSON for ten minutes, so a changed variant needs no migration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// `version` is the one that the removal left.
    RestoreComment { comment: CommentId, version: i32 },
}

/// What the reader sees after it: words, the address to go to without htmx, and the places of the page that changed
/// (element id and new content). Without such places the browser goes to the address in any case.
#[derive(Debug)]
pub struct Undone {
    pub say: String,
    pub back: String,
    pub also: Vec<(String, String)>,
}

impl Act {
    /// The name in the `act` column.
    pub fn name(&self) -> &'static str {
        match self {
            Self::RestoreComment { .. } => "comment.restore",
        }
    }

    /// Brings the former state back, with audit, change and fact. A conflict when the thing changed since.
    pub async fn perform(self, tx: &mut OrganizationTx, l: Lang) -> web::Result<Undone> {
        match self {
            Self::RestoreComment { comment, version } => {
                let entry = comments::actions::restore(tx, comment, version).await?;
                let feed = comments::actions::for_objective(tx, entry.comment.objective).await?;
                comments::views::restored(l, feed, comment)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_the_way_through_the_database() {
        let act = Act::RestoreComment { comment: CommentId::new(), version: 3 };
        let json = serde_json::to_value(&act).unwrap();
        assert_eq!(json["act"], "restore_comment");
        assert_eq!(serde_json::from_value::<Act>(json).unwrap(), act);
    }
}
