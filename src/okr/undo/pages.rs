//! The answer to «Undo» of a toast or a flash.
use askama::Template;
use axum::extract::State;

use super::actions;
use crate::db::Db;
use crate::kernel::UndoId;
use crate::web::flash::Flash;
use crate::web::{self, Path, Saved, Screen};

/// Nothing: what changed stands in other places of the page.
#[derive(Template)]
#[template(source = "", ext = "html")]
struct Nothing;

pub async fn undo(State(db): State<Db>, screen: Screen, Path(id): Path<UndoId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.write(&viewer.actor).await?;
    let undone = actions::undo(&mut tx, id, screen.lang()).await?;
    tx.commit().await?;
    if undone.also.is_empty() {
        return Ok(screen.go(&undone.back, Flash { text: undone.say, undo: None }));
    }
    screen.saved(Saved { part: &Nothing, say: undone.say, back: undone.back, undo: None, also: undone.also })
}
