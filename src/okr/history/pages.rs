//! The page of the history.
use axum::extract::State;
use serde::Deserialize;
use uuid::Uuid;

use super::actions;
use super::model::Field;
use super::views::{HistoryPage, HistoryView};
use crate::db::Db;
use crate::kernel::ObjectiveId;
use crate::web::{self, Nav, Path, Query, Screen};

#[derive(Deserialize)]
pub struct Ask {
    /// `key_result.target`; empty for all fields.
    #[serde(default)]
    field: String,
    /// Shows the changes before this one.
    before: Option<Uuid>,
}

pub async fn history(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Query(ask): Query<Ask>,
) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let mut tx = db.read(&viewer.actor).await?;
    let history = actions::page(&mut tx, id, Field::parse(&ask.field), ask.before).await?;
    tx.commit().await?;
    let title = l.tr("history-title").arg("objective", history.objective_title.as_str()).to_string();
    let list = HistoryView::of(l, &history);
    if screen.is_part() {
        return screen.show_region(&list, &list.said(), &list.address());
    }
    screen.show(
        Nav::Objectives,
        &title,
        &HistoryPage { l, objective: id, objective_title: history.objective_title, list },
    )
}
