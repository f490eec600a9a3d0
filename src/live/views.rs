//! What a stream tells, in the language of its page.
use serde::Serialize;

use super::store::MOST;
use crate::db::Position;
use crate::i18n::Lang;

/// How things stand for an open page.
#[derive(Debug, Serialize)]
pub struct Told {
    /// Objectives that others have changed.
    n: i64,
    /// On the button that shows them.
    text: String,
    /// Said once.
    said: String,
    /// Check-ins that wait for the viewer.
    due: i64,
    /// What is read out after their number.
    waiting: String,
}

impl Told {
    pub fn of(l: Lang, n: i64, due: i64) -> Self {
        let (text, said) = if n < MOST {
            (l.tr("live-show").arg("n", n).to_string(), l.tr("live-said").arg("n", n).to_string())
        } else {
            let most = MOST.saturating_sub(1);
            (l.tr("live-show-many").arg("n", most).to_string(), l.tr("live-said-many").arg("n", most).to_string())
        };
        Self { n, text, said, due, waiting: format!(" {}", l.tr("nav-waiting").arg("n", due)) }
    }

    /// As an event that says since when it counts; a stream that comes back goes on from there.
    pub fn event(&self, since: &Position) -> serde_json::Result<String> {
        Ok(format!("id: {since}\ndata: {}\n\n", serde_json::to_string(self)?))
    }
}
