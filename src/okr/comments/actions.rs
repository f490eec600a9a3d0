//! Reading and changing comments. Every change leaves an audit row, a change and a fact in its own transaction.
use std::collections::BTreeSet;

use serde_json::json;

use super::model::{BODY_MAX, Comment, Entry, Feed};
use super::{policy, store, text};
use crate::db::{Audit, Change, OrganizationTx};
use crate::kernel::{AccountId, Actor, AuditId, CommentId, Failure, FieldError, Kind, ObjectiveId, Result, UndoId};
use crate::okr::objectives;
use crate::okr::undo::{self, Act};
use crate::web::parse;

/// Comments on one page of the feed.
const PAGE: usize = 50;

/// The newest comments of an objective. Not found when the reader does not see the objective.
pub async fn for_objective(tx: &mut OrganizationTx, objective: ObjectiveId) -> Result<Feed> {
    page(tx, objective, None).await
}

/// The newest comments for whoever has read the objective, and knows whether the reader may add one.
pub async fn newest(
    tx: &mut OrganizationTx,
    objective: ObjectiveId,
    objective_title: String,
    may_add: bool,
) -> Result<Feed> {
    feed(tx, objective, objective_title, may_add, None).await
}

/// The page of comments that ends before one of them.
pub async fn page(tx: &mut OrganizationTx, objective: ObjectiveId, before: Option<CommentId>) -> Result<Feed> {
    let objective_title = objective_title(tx, objective).await?;
    let may_add = may_add(tx, objective).await?;
    feed(tx, objective, objective_title, may_add, before).await
}

async fn feed(
    tx: &mut OrganizationTx,
    objective: ObjectiveId,
    objective_title: String,
    may_add: bool,
    before: Option<CommentId>,
) -> Result<Feed> {
    let mut comments = store::list(tx, objective, before, PAGE as i64 + 1).await?;
    let has_earlier = comments.len() > PAGE;
    comments.truncate(PAGE);
    comments.reverse();
    let earlier = comments.first().filter(|_| has_earlier).map(|comment| comment.id);
    let total =
        if has_earlier || before.is_some() { store::count(tx, objective).await? } else { comments.len() as i64 };
    Ok(Feed { objective, objective_title, entries: entries(tx, comments).await?, total, earlier, may_add })
}

/// How many comments an objective has.
pub async fn count(tx: &mut OrganizationTx, objective: ObjectiveId) -> Result<i64> {
    store::count(tx, objective).await
}

/// The title of an objective. Not found when the reader does not see it.
pub async fn objective_title(tx: &mut OrganizationTx, objective: ObjectiveId) -> Result<String> {
    Ok(objectives::store::find(tx, objective).await?.title)
}

/// One comment. Not found when it is hidden, gone when it was removed.
pub async fn find(tx: &mut OrganizationTx, id: CommentId) -> Result<Entry> {
    let comment = find_kept(tx, id).await?;
    entry(tx, comment).await
}

/// One comment for its author to edit.
pub async fn find_own(tx: &mut OrganizationTx, id: CommentId) -> Result<Comment> {
    let comment = find_kept(tx, id).await?;
    if policy::may_edit(tx.actor(), comment.author) { Ok(comment) } else { Err(forbidden()) }
}

/// The text of a comment as it may be kept: 1 to 5000 characters.
pub fn read_body(raw: &str) -> Result<String, FieldError> {
    match parse::text("body", raw, BODY_MAX, true)? {
        body if body.is_empty() => Err(FieldError::new("body", "comment-empty")),
        body => Ok(body),
    }
}

/// Adds a comment at the end of the feed.
pub async fn add(tx: &mut OrganizationTx, objective: ObjectiveId, raw: &str) -> Result<Entry> {
    if !may_add(tx, objective).await? {
        return Err(forbidden());
    }
    let author = tx.actor().account.ok_or_else(forbidden)?;
    let body = read_body(raw).map_err(|error| Failure::invalid(vec![error]))?;
    let id = CommentId::new();
    store::insert(tx, id, objective, author.0, &body).await?;
    trace(tx, "comment.add", objective, id, 1, None, Some(body.clone())).await?;
    let mentioned = mentioned(tx, &body).await?;
    tx.emit("comment.added", json!({ "comment": id, "objective": objective, "mentioned": mentioned })).await?;
    find(tx, id).await
}

/// Changes the words. A stale version is a conflict and changes nothing; the same words leave no trace.
pub async fn edit(tx: &mut OrganizationTx, id: CommentId, version: i32, raw: &str) -> Result<Entry> {
    let comment = find_own(tx, id).await?;
    let body = read_body(raw).map_err(|error| Failure::invalid(vec![error]))?;
    if comment.body == body {
        tx.needs_no_audit();
        return entry(tx, comment).await;
    }
    let now = tx.now();
    let version = store::update_body(tx, id, version, &body, now).await?.ok_or_else(Failure::stale)?;
    trace(tx, "comment.edit", comment.objective, id, version, Some(comment.body), Some(body.clone())).await?;
    let mentioned = mentioned(tx, &body).await?;
    tx.emit("comment.edited", json!({ "comment": id, "objective": comment.objective, "mentioned": mentioned })).await?;
    find(tx, id).await
}

/// Takes a comment away; for ten minutes it can be brought back.
pub async fn remove(tx: &mut OrganizationTx, id: CommentId) -> Result<(Comment, Option<UndoId>)> {
    let comment = find_kept(tx, id).await?;
    if !policy::may_remove(tx.actor(), comment.author) {
        return Err(forbidden());
    }
    let now = tx.now();
    let version = store::mark_removed(tx, id, now).await?.ok_or_else(gone)?;
    let audit = trace(tx, "comment.remove", comment.objective, id, version, Some(comment.body.clone()), None).await?;
    tx.emit("comment.removed", json!({ "comment": id, "objective": comment.objective })).await?;
    let undo = undo::keep(tx, &[audit], &Act::RestoreComment { comment: id, version }).await?;
    Ok((comment, undo))
}

/// Brings back a comment as its removal left it. A conflict when it changed since.
pub async fn restore(tx: &mut OrganizationTx, id: CommentId, version: i32) -> Result<Entry> {
    let comment = store::find(tx, id).await?.ok_or_else(Failure::not_found)?;
    if !policy::may_remove(tx.actor(), comment.author) {
        return Err(forbidden());
    }
    let version = store::unmark_removed(tx, id, version).await?.ok_or_else(undo::changed_meanwhile)?;
    trace(tx, "comment.restore", comment.objective, id, version, None, Some(comment.body)).await?;
    tx.emit("comment.restored", json!({ "comment": id, "objective": comment.objective })).await?;
    find(tx, id).await
}

async fn trace(
    tx: &mut OrganizationTx,
    action: &'static str,
    objective: ObjectiveId,
    id: CommentId,
    version: i32,
    old: Option<String>,
    new: Option<String>,
) -> Result<AuditId> {
    let audit = tx
        .audit(Audit::of(action, "comment", id.0).detail(json!({ "objective": objective, "version": version })))
        .await?;
    tx.change(
        audit,
        Change { objective, subject_kind: "comment", subject_id: id.0, version, field: "body", old, new, reason: None },
    )
    .await?;
    Ok(audit)
}

async fn find_kept(tx: &mut OrganizationTx, id: CommentId) -> Result<Comment> {
    let comment = store::find(tx, id).await?.ok_or_else(Failure::not_found)?;
    if comment.removed_at.is_some() { Err(gone()) } else { Ok(comment) }
}

async fn may_add(tx: &mut OrganizationTx, objective: ObjectiveId) -> Result<bool> {
    let (subject, standing) = objectives::standing::load(tx, objective).await?;
    Ok(objectives::policy::may_comment(tx.actor(), &subject, &standing).is_allowed())
}

async fn entries(tx: &mut OrganizationTx, comments: Vec<Comment>) -> Result<Vec<Entry>> {
    let possible: BTreeSet<String> = comments.iter().flat_map(|comment| text::possible_names(&comment.body)).collect();
    let names = known_names(tx, possible).await?.into_iter().map(|(_, name)| name).collect();
    let actor = tx.actor();
    Ok(comments.into_iter().map(|comment| read(actor, comment, &names)).collect())
}

async fn entry(tx: &mut OrganizationTx, comment: Comment) -> Result<Entry> {
    let names = known_names(tx, text::possible_names(&comment.body)).await?.into_iter().map(|(_, name)| name).collect();
    Ok(read(tx.actor(), comment, &names))
}

fn read(actor: &Actor, comment: Comment, names: &BTreeSet<String>) -> Entry {
    Entry {
        paragraphs: text::paragraphs(&comment.body, names),
        may_edit: policy::may_edit(actor, comment.author),
        may_remove: policy::may_remove(actor, comment.author),
        comment,
    }
}

async fn known_names(tx: &mut OrganizationTx, possible: BTreeSet<String>) -> Result<Vec<(AccountId, String)>> {
    if possible.is_empty() {
        return Ok(Vec::new());
    }
    let possible: Vec<String> = possible.into_iter().collect();
    store::list_named(tx, &possible).await
}

/// Accounts that the text mentions; of two people with one name both.
async fn mentioned(tx: &mut OrganizationTx, body: &str) -> Result<Vec<AccountId>> {
    let known = known_names(tx, text::possible_names(body)).await?;
    let names = known.iter().map(|(_, name)| name.clone()).collect();
    let marked: BTreeSet<String> = text::paragraphs(body, &names)
        .into_iter()
        .flatten()
        .filter_map(|piece| match piece {
            text::Piece::Mention(name) => Some(name),
            _ => None,
        })
        .collect();
    Ok(known.into_iter().filter(|(_, name)| marked.contains(name)).map(|(id, _)| id).collect())
}

fn forbidden() -> Failure {
    Failure::new(Kind::Forbidden, "comment-forbidden")
}

fn gone() -> Failure {
    Failure::new(Kind::Gone, "comment-gone")
}
