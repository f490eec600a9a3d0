//! Pages of objectives: the page itself, the title in place, the steps between stages.
use axum::extract::State;
use serde::Deserialize;

use super::actions::{self, Edit};
use super::form_pages::form_problems;
use super::model::Objective;
use super::show::{self, Shown};
use super::stage::Stage;
use super::views::{FORMS, HeadView, ReturnForm, TitleForm, version_in};
use super::{policy, store};
use crate::db::Db;
use crate::i18n::Lang;
use crate::kernel::{Failure, Kind, ObjectiveId};
use crate::okr::history::views::RecentView;
use crate::okr::parts::{Once, Problem, problems};
use crate::web::flash::Flash;
use crate::web::parse;
use crate::web::{self, Form, Nav, Path, Query, Saved, Screen};

#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    why: String,
}

/// The page of an objective.
pub async fn show(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Query(ask): Query<Ask>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let shown = show::shown(&mut tx, id).await?;
    let page = shown.page(&mut tx, viewer, ask.why == "progress").await?;
    tx.commit().await?;
    screen.within(shown.objective.period).live().show(Nav::Objectives, &shown.objective.title, &page)
}

/// The heading alone, after an edit of the title was given up.
pub async fn head(State(db): State<Db>, screen: Screen, Path(id): Path<ObjectiveId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let shown = show::shown(&mut tx, id).await?;
    let view = HeadView { takes_focus: true, ..shown.head(&tx, screen.lang()) };
    tx.commit().await?;
    screen.show(Nav::Objectives, &shown.objective.title, &view)
}

/// The explanation of an objective's progress.
pub async fn why(State(db): State<Db>, screen: Screen, Path(id): Path<ObjectiveId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let shown = show::shown(&mut tx, id).await?;
    let names = shown.names(&mut tx).await?;
    tx.commit().await?;
    if screen.is_part() {
        return screen.show(Nav::Objectives, &shown.objective.title, &shown.why(screen.lang(), &names));
    }
    Ok(screen.redirect(&format!("/objectives/{id}?why=progress")))
}

/// Opens the heading as a form for the title.
pub async fn edit_title(State(db): State<Db>, screen: Screen, Path(id): Path<ObjectiveId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let shown = show::shown(&mut tx, id).await?;
    policy::require(policy::may_edit_text(tx.actor(), &shown.subject, &shown.standing))?;
    tx.commit().await?;
    let form = title_form(&screen, &shown, shown.objective.title.clone(), Vec::new(), None);
    screen.show(Nav::Objectives, &screen.lang().say("objective-edit-title"), &form)
}

fn title_form(
    screen: &Screen,
    shown: &Shown,
    title: String,
    problems: Vec<Problem>,
    theirs: Option<String>,
) -> TitleForm {
    TitleForm {
        seen: shown.objective.title.clone(),
        l: screen.lang(),
        is_page: !screen.is_part(),
        once: Once::new(),
        id: shown.objective.id,
        version: shown.objective.version,
        title,
        problems,
        theirs,
    }
}

#[derive(Deserialize)]
pub struct TitleFields {
    #[serde(default)]
    title: String,
    /// The title that stood there when the form was opened.
    #[serde(rename = "_seen")]
    seen: Option<String>,
    #[serde(rename = "_ver", default, deserialize_with = "parse::version")]
    version: i32,
}

/// Saves a title that was typed into the heading.
pub async fn set_title(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Form(form): Form<TitleFields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.write(&viewer.actor).await?;
    let saved = match parse::required("title", &form.title, 200) {
        Ok(title) => {
            let before = store::find(&mut tx, id).await?;
            // what else changed meanwhile is no matter of the title
            let is_same = form.seen.as_ref() == Some(&before.title);
            let version = if is_same { before.version } else { form.version };
            actions::edit(&mut tx, id, version, Edit { title, ..Edit::of(&before) }).await
        }
        Err(error) => Err(Failure::invalid(vec![error])),
    };
    match saved {
        Ok(edited) => {
            let shown = show::shown(&mut tx, id).await?;
            let view = HeadView { takes_focus: true, ..shown.head(&tx, l) };
            let mut also = vec![RecentView::part(&mut tx, l, id).await?];
            tx.commit().await?;
            for form in FORMS {
                let version = version_in(form, id, shown.objective.version);
                also.push((version.id.clone(), web::screen::render(&version)?));
            }
            screen.saved(Saved {
                part: &view,
                say: l.say("objective-title-saved"),
                back: format!("/objectives/{id}"),
                undo: edited.undo,
                also,
            })
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::Conflict) => {
            drop(tx);
            let mut tx = db.read(&viewer.actor).await?;
            let shown = show::shown(&mut tx, id).await?;
            policy::require(policy::may_edit_text(tx.actor(), &shown.subject, &shown.standing))?;
            tx.commit().await?;
            let heading = l.say("objective-edit-title");
            if failure.kind == Kind::Conflict {
                let theirs = Some(shown.objective.title.clone());
                return screen.conflict(
                    Nav::Objectives,
                    &heading,
                    &title_form(&screen, &shown, form.title, Vec::new(), theirs),
                );
            }
            screen.invalid(
                Nav::Objectives,
                &heading,
                &title_form(&screen, &shown, form.title, problems(l, &failure.fields), None),
            )
        }
        Err(failure) => Err(failure.into()),
    }
}

#[derive(Deserialize)]
pub struct StepFields {
    #[serde(rename = "_ver", default, deserialize_with = "parse::version")]
    version: i32,
    #[serde(default)]
    reason: String,
}

/// Sends a draft on its way; without approval it becomes active at once.
pub async fn submit(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Form(form): Form<StepFields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.write(&viewer.actor).await?;
    let undo = actions::set_stage(&mut tx, id, form.version, Stage::Active, None).await?;
    tx.commit().await?;
    Ok(screen.go(&format!("/objectives/{id}"), Flash { text: screen.lang().say("objective-activated"), undo }))
}

/// Asks for the reason of a step back to draft.
pub async fn ask_return(State(db): State<Db>, screen: Screen, Path(id): Path<ObjectiveId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let shown = show::shown(&mut tx, id).await?;
    policy::require(policy::may_withdraw(tx.actor(), &shown.subject, &shown.standing))?;
    tx.commit().await?;
    let form = return_form(screen.lang(), &shown.objective, String::new(), Vec::new());
    screen.show(Nav::Objectives, &screen.lang().say("objective-return"), &form)
}

fn return_form(l: Lang, objective: &Objective, reason: String, problems: Vec<Problem>) -> ReturnForm {
    ReturnForm {
        l,
        once: Once::new(),
        id: objective.id,
        version: objective.version,
        title: objective.title.clone(),
        reason,
        problems,
    }
}

/// Takes an active objective back to draft.
pub async fn return_to_draft(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Form(form): Form<StepFields>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.write(&viewer.actor).await?;
    let before = store::find(&mut tx, id).await?;
    let moved = match parse::required_or("reason", &form.reason, 1000, "objective-return-reason-needed") {
        Ok(reason) => actions::set_stage(&mut tx, id, form.version, Stage::Draft, Some(reason)).await,
        Err(error) => Err(Failure::invalid(vec![error])),
    };
    match moved {
        Ok(undo) => {
            tx.commit().await?;
            Ok(screen.go(&format!("/objectives/{id}"), Flash { text: l.say("objective-returned"), undo }))
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::Conflict) => {
            let found = form_problems(l, &failure, "reason", "failure-forbidden");
            let view = return_form(l, &before, form.reason, found);
            let title = l.say("objective-return");
            if failure.kind == Kind::Conflict {
                screen.conflict(Nav::Objectives, &title, &view)
            } else {
                screen.invalid(Nav::Objectives, &title, &view)
            }
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Puts an objective away.
pub async fn archive(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Form(form): Form<StepFields>,
) -> web::Result {
    set_archived(&db, &screen, id, form.version, true, "objective-archived").await
}

/// Takes an objective out again.
pub async fn restore(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Form(form): Form<StepFields>,
) -> web::Result {
    set_archived(&db, &screen, id, form.version, false, "objective-restored").await
}

async fn set_archived(
    db: &Db,
    screen: &Screen,
    id: ObjectiveId,
    version: i32,
    archived: bool,
    done: &str,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.write(&viewer.actor).await?;
    let undo = actions::set_archived(&mut tx, id, version, archived).await?;
    tx.commit().await?;
    Ok(screen.go(&format!("/objectives/{id}"), Flash { text: screen.lang().say(done), undo }))
}
