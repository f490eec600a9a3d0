//! The pages and parts of comments.
use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use uuid::Uuid;

use super::views::{self, CommentRow, CommentsPage, ConflictForm, Content, EditForm, FeedView, NewCommentForm};
use super::{actions, views::address};
use crate::db::{Db, OrganizationTx};
use crate::kernel::{CommentId, Failure, Kind, ObjectiveId, Result};
use crate::okr::drafts::actions::{self as drafts, Restored};
use crate::okr::history::views::RecentView;
use crate::web::merge::Texts;
use crate::web::{self, Form, Nav, Path, Query, Saved, Screen};

#[derive(Deserialize)]
pub struct Ask {
    /// Shows the comments before this one.
    before: Option<CommentId>,
}

#[derive(Deserialize)]
pub struct CommentForm {
    #[serde(default)]
    body: String,
    #[serde(rename = "_ver", default)]
    version: String,
}

/// Nothing stays of a removed row.
#[derive(Template)]
#[template(source = "", ext = "html")]
struct Removed;

pub async fn feed(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Query(ask): Query<Ask>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let feed = actions::page(&mut tx, id, ask.before).await?;
    let restored = typed_before(&mut tx, id).await?;
    tx.commit().await?;
    let title = feed.objective_title.clone();
    let view = FeedView::of(screen.lang(), feed).restored(restored);
    if screen.is_part() {
        return screen.show(Nav::Objectives, &title, &view);
    }
    let page = page(&screen, id, title, Content::Feed(Box::new(view)));
    screen.show(Nav::Objectives, &page_title(&page), &page)
}

pub async fn add(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<ObjectiveId>,
    Form(form): Form<CommentForm>,
) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let mut tx = db.write(&viewer.actor).await?;
    match actions::add(&mut tx, id, &form.body).await {
        Ok(entry) => {
            let total = actions::count(&mut tx, id).await?;
            drafts::forget(&mut tx, &views::draft_of_new(id)).await?;
            let history = RecentView::part(&mut tx, l, id).await?;
            tx.commit().await?;
            let also = vec![views::empty_form(l, id)?, views::count(l, total)?, history];
            let back = address(id, entry.comment.id);
            screen.saved(Saved {
                part: &CommentRow { has_focus: true, ..CommentRow::of(l, entry) },
                say: l.say("comment-added"),
                back,
                undo: None,
                also,
            })
        }
        Err(failure) if failure.kind == Kind::Invalid => {
            let form = NewCommentForm {
                body: form.body,
                error: failure.fields.into_iter().next(),
                ..NewCommentForm::empty(l, id)
            };
            if screen.is_part() {
                return screen.invalid(Nav::Objectives, &l.say("comments-heading"), &form);
            }
            let feed = actions::for_objective(&mut tx, id).await?;
            let title = feed.objective_title.clone();
            let page = page(&screen, id, title, Content::Feed(Box::new(FeedView::of(l, feed).with_form(form))));
            screen.invalid(Nav::Objectives, &page_title(&page), &page)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// What stands unsent in the form for a new comment.
pub async fn typed_before(tx: &mut OrganizationTx, objective: ObjectiveId) -> Result<Option<Restored>> {
    drafts::restore(tx, &views::draft_of_new(objective), &Texts::new()).await
}

pub async fn show(State(db): State<Db>, screen: Screen, Path(id): Path<CommentId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let entry = actions::find(&mut tx, id).await?;
    let (title, objective) =
        (actions::objective_title(&mut tx, entry.comment.objective).await?, entry.comment.objective);
    tx.commit().await?;
    let row = CommentRow::of(screen.lang(), entry);
    if screen.is_part() {
        return screen.show(Nav::Objectives, &title, &row);
    }
    let page = page(&screen, objective, title, Content::Row(Box::new(row)));
    screen.show(Nav::Objectives, &page_title(&page), &page)
}

pub async fn edit(State(db): State<Db>, screen: Screen, Path(id): Path<CommentId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let comment = actions::find_own(&mut tx, id).await?;
    let (title, objective) = (actions::objective_title(&mut tx, comment.objective).await?, comment.objective);
    let standing = Texts::from([("body".to_owned(), comment.body.clone())]);
    let restored = drafts::restore(&mut tx, &views::draft_of(id), &standing).await?;
    tx.commit().await?;
    let form = EditForm::of(screen.lang(), comment).restored(restored);
    if screen.is_part() {
        return screen.show(Nav::Objectives, &title, &form);
    }
    let page = page(&screen, objective, title, Content::Edit(Box::new(form)));
    screen.show(Nav::Objectives, &page_title(&page), &page)
}

pub async fn save(
    State(db): State<Db>,
    screen: Screen,
    Path(id): Path<CommentId>,
    Form(form): Form<CommentForm>,
) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let mut tx = db.write(&viewer.actor).await?;
    // a version that is no number was not sent by our form: it fits no row, so both texts are shown
    let version = form.version.parse().unwrap_or_default();
    match actions::edit(&mut tx, id, version, &form.body).await {
        Ok(entry) => {
            drafts::forget(&mut tx, &views::draft_of(id)).await?;
            let history = RecentView::part(&mut tx, l, entry.comment.objective).await?;
            tx.commit().await?;
            let back = address(entry.comment.objective, id);
            screen.saved(Saved {
                part: &CommentRow::of(l, entry),
                say: l.say("comment-saved"),
                back,
                undo: None,
                also: vec![history],
            })
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::Conflict) => {
            refuse(&screen, &mut tx, id, failure, form.body, version).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The form again: with the error, or with both texts.
async fn refuse(
    screen: &Screen,
    tx: &mut OrganizationTx,
    id: CommentId,
    failure: Failure,
    body: String,
    version: i32,
) -> web::Result {
    let l = screen.lang();
    let comment = actions::find_own(tx, id).await?;
    let (title, objective) = (actions::objective_title(tx, comment.objective).await?, comment.objective);
    if failure.kind == Kind::Conflict {
        let form = ConflictForm { l, theirs: comment, yours: body, once: Uuid::now_v7() };
        if screen.is_part() {
            return screen.conflict(Nav::Objectives, &title, &form);
        }
        let page = page(screen, objective, title, Content::Conflict(Box::new(form)));
        return screen.conflict(Nav::Objectives, &page_title(&page), &page);
    }
    let form = EditForm { body, version, error: failure.fields.into_iter().next(), ..EditForm::of(l, comment) };
    if screen.is_part() {
        return screen.invalid(Nav::Objectives, &title, &form);
    }
    let page = page(screen, objective, title, Content::Edit(Box::new(form)));
    screen.invalid(Nav::Objectives, &page_title(&page), &page)
}

pub async fn remove(State(db): State<Db>, screen: Screen, Path(id): Path<CommentId>) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let mut tx = db.write(&viewer.actor).await?;
    let (comment, undo) = actions::remove(&mut tx, id).await?;
    let total = actions::count(&mut tx, comment.objective).await?;
    let history = RecentView::part(&mut tx, l, comment.objective).await?;
    tx.commit().await?;
    let back = format!("/objectives/{}#comments", comment.objective);
    screen.saved(Saved {
        part: &Removed,
        say: l.say("comment-removed"),
        back,
        undo,
        also: vec![views::count(l, total)?, history],
    })
}

fn page(screen: &Screen, objective: ObjectiveId, objective_title: String, content: Content) -> CommentsPage {
    CommentsPage { l: screen.lang(), objective, objective_title, content }
}

fn page_title(page: &CommentsPage) -> String {
    page.l.tr("comments-title").arg("objective", page.objective_title.as_str()).to_string()
}
