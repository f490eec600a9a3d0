//! The page that explains.
use axum::extract::State;
use serde::Deserialize;

use super::actions;
use super::views::AccessPage;
use crate::db::Db;
use crate::kernel::ObjectiveId;
use crate::web::{self, Nav, Path, Query, Screen};

#[derive(Deserialize)]
pub struct Ask {
    /// A name or an address; empty for oneself.
    #[serde(default)]
    person: String,
}

pub async fn access(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Query(ask): Query<Ask>,
) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let mut tx = db.read(&viewer.actor).await?;
    let explained = actions::explain(&mut tx, id, &ask.person).await?;
    tx.commit().await?;
    let screen = screen.clone().within(explained.objective.period);
    let title = l.tr("access-title").arg("objective", explained.objective.title.as_str()).to_string();
    let is_refused = explained.problem.is_some();
    let page = AccessPage::of(l, viewer, explained, ask.person);
    if is_refused {
        screen.invalid(Nav::Objectives, &title, &page)
    } else {
        screen.show(Nav::Objectives, &title, &page)
    }
}
