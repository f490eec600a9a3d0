//! The page of a key result with every number explained; putting it away and taking it back.

use axum::extract::State;
use serde::Deserialize;

use super::actions;
use super::grounds::{FactsView, GroundsView};
use super::show::{Shown, shown};
use super::views::KeyResultPage;
use crate::db::Db;
use crate::i18n::Lang;
use crate::kernel::KeyResultId;
use crate::okr::parts::Once;
use crate::okr::why::WhyView;
use crate::web::flash::Flash;
use crate::web::parse;
use crate::web::{self, Form, Nav, Path, Screen};

/// The page of a key result; for htmx its row.
pub async fn show(State(db): State<Db>, screen: Screen, Path(id): Path<KeyResultId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.read(&viewer.actor).await?;
    let shown = shown(&mut tx, id).await?;
    if screen.is_part() {
        tx.commit().await?;
        return screen.show(Nav::Objectives, &shown.key_result.title, &shown.row(l));
    }
    let grounds = GroundsView::load(&mut tx, l, &shown).await?;
    tx.commit().await?;
    let page = page(l, &shown, grounds);
    screen.within(shown.objective.period).live().show(Nav::Objectives, &shown.key_result.title, &page)
}

fn page(l: Lang, shown: &Shown, grounds: GroundsView) -> KeyResultPage {
    let key_result = &shown.key_result;
    KeyResultPage {
        l,
        id: key_result.id,
        objective: shown.objective.id,
        objective_title: shown.objective.title.clone(),
        title: key_result.title.clone(),
        description: key_result.description.clone(),
        row: shown.row(l),
        facts: FactsView::of(l, shown),
        grounds,
        can_edit: shown.can_edit,
        can_change_target: shown.can_change_target(),
        archived: key_result.archived,
        version: key_result.version,
        once: Once::new(),
    }
}

/// The explanation of a key result's progress.
pub async fn why(State(db): State<Db>, screen: Screen, Path(id): Path<KeyResultId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let shown = shown(&mut tx, id).await?;
    tx.commit().await?;
    let l = screen.lang();
    let view = WhyView::of(l, &shown.figures.progress.explanation, Some(&shown.key_result.definition), &shown.names());
    if screen.is_part() {
        return screen.show(Nav::Objectives, &shown.key_result.title, &view);
    }
    Ok(screen.redirect(&format!("/key-results/{id}#why")))
}

#[derive(Deserialize)]
pub struct VersionField {
    #[serde(rename = "_ver", default, deserialize_with = "parse::version")]
    version: i32,
}

/// Puts a key result away.
pub async fn archive(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<KeyResultId>,
    Form(form): Form<VersionField>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.write(&viewer.actor).await?;
    let (objective, undo) = actions::set_archived(&mut tx, id, form.version, true).await?;
    tx.commit().await?;
    Ok(screen.go(&format!("/objectives/{objective}"), Flash { text: l.say("key-result-archived"), undo }))
}

/// Takes a key result out of the archive again.
pub async fn restore(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<KeyResultId>,
    Form(form): Form<VersionField>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.write(&viewer.actor).await?;
    let (_, undo) = actions::set_archived(&mut tx, id, form.version, false).await?;
    tx.commit().await?;
    let text = screen.lang().say("key-result-restored");
    Ok(screen.go(&format!("/key-results/{id}"), Flash { text, undo }))
}
