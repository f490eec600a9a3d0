//! What the pages of comments show.
use askama::Template;
use uuid::Uuid;

use super::model::{BODY_MAX, Comment, Entry, Feed};
use super::text::Piece;
use crate::db::OrganizationTx;
use crate::i18n::Lang;
use crate::kernel::{CommentId, FieldError, ObjectiveId};
use crate::okr::drafts::actions::Restored;
use crate::okr::drafts::views::DraftNote;
use crate::okr::history::views::RecentView;
use crate::okr::undo::Undone;
use crate::web::{self, screen};

/// The section of comments: the feed and the form for a new one.
#[derive(Template)]
#[template(path = "okr/comments/feed.html")]
pub struct FeedView {
    l: Lang,
    objective: ObjectiveId,
    list: CommentList,
    count: CommentCount,
    earlier: Option<CommentId>,
    /// Absent for whom may only read.
    form: Option<NewCommentForm>,
}

/// All comments of an objective as a page of their own.
#[derive(Template)]
#[template(path = "okr/comments/page.html")]
pub struct CommentsPage {
    pub l: Lang,
    pub objective: ObjectiveId,
    pub objective_title: String,
    pub content: Content,
}

/// What stands on such a page.
pub enum Content {
    Feed(Box<FeedView>),
    /// One comment, to be read or edited.
    Row(Box<CommentRow>),
    Edit(Box<EditForm>),
    Conflict(Box<ConflictForm>),
}

#[derive(Template)]
#[template(path = "okr/comments/list.html")]
pub struct CommentList {
    rows: Vec<CommentRow>,
}

#[derive(Template)]
#[template(path = "okr/comments/count.html")]
pub struct CommentCount {
    l: Lang,
    total: i64,
}

#[derive(Template)]
#[template(path = "okr/comments/row.html")]
pub struct CommentRow {
    pub l: Lang,
    pub entry: Entry,
    /// Takes the focus: it has just come, or come back.
    pub has_focus: bool,
    pub once: Uuid,
}

#[derive(Template)]
#[template(path = "okr/comments/new.html")]
pub struct NewCommentForm {
    pub l: Lang,
    pub objective: ObjectiveId,
    pub body: String,
    pub error: Option<FieldError>,
    pub draft: Option<DraftNote>,
    pub once: Uuid,
}

#[derive(Template)]
#[template(path = "okr/comments/edit.html")]
pub struct EditForm {
    pub l: Lang,
    pub comment: Comment,
    /// What stands in the field: the text as it is, or as it was typed.
    pub body: String,
    /// The version that the text was read at.
    pub version: i32,
    pub error: Option<FieldError>,
    pub draft: Option<DraftNote>,
    pub once: Uuid,
}

/// Two texts to choose from.
#[derive(Template)]
#[template(path = "okr/comments/conflict.html")]
pub struct ConflictForm {
    pub l: Lang,
    /// As it is kept now.
    pub theirs: Comment,
    /// As it was sent.
    pub yours: String,
    pub once: Uuid,
}

/// The name of the draft of a new comment.
pub fn draft_of_new(objective: ObjectiveId) -> String {
    format!("comment-{objective}")
}

/// The name of the draft of an edited comment.
pub fn draft_of(comment: CommentId) -> String {
    format!("comment-edit-{comment}")
}

fn body_of(restored: &Restored) -> String {
    restored.texts.get("body").cloned().unwrap_or_default()
}

impl FeedView {
    /// The same with what was typed into the form last time, where there is a form.
    #[must_use]
    pub fn restored(mut self, restored: Option<Restored>) -> Self {
        if let (Some(form), Some(restored)) = (&mut self.form, restored) {
            let back = format!("/objectives/{}#comments", self.objective);
            form.body = body_of(&restored);
            form.draft = Some(DraftNote::new(self.l, &draft_of_new(self.objective), restored.at, back));
        }
        self
    }

    pub fn of(l: Lang, feed: Feed) -> Self {
        let form = feed.may_add.then(|| NewCommentForm::empty(l, feed.objective));
        Self {
            l,
            objective: feed.objective,
            count: CommentCount { l, total: feed.total },
            earlier: feed.earlier,
            list: CommentList::of(l, feed, None),
            form,
        }
    }

    /// The same with what was typed and why it is refused.
    #[must_use]
    pub fn with_form(mut self, form: NewCommentForm) -> Self {
        self.form = Some(form);
        self
    }
}

impl CommentList {
    fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn of(l: Lang, feed: Feed, focus: Option<CommentId>) -> Self {
        let rows = feed
            .entries
            .into_iter()
            .map(|entry| CommentRow { has_focus: focus == Some(entry.comment.id), ..CommentRow::of(l, entry) });
        Self { rows: rows.collect() }
    }
}

impl CommentRow {
    pub fn of(l: Lang, entry: Entry) -> Self {
        Self { l, entry, has_focus: false, once: Uuid::now_v7() }
    }

    fn when(&self) -> String {
        self.l.moment(self.entry.comment.created_at)
    }

    fn edited(&self) -> Option<String> {
        self.entry.comment.edited_at.map(|at| self.l.moment(at))
    }
}

impl NewCommentForm {
    pub fn empty(l: Lang, objective: ObjectiveId) -> Self {
        Self { l, objective, body: String::new(), error: None, draft: None, once: Uuid::now_v7() }
    }
}

impl EditForm {
    fn draft_name(&self) -> String {
        draft_of(self.comment.id)
    }

    /// The same with what was typed last time.
    #[must_use]
    pub fn restored(mut self, restored: Option<Restored>) -> Self {
        if let Some(restored) = restored {
            let back = format!("/comments/{}/edit", self.comment.id);
            self.body = body_of(&restored);
            self.draft = Some(DraftNote::new(self.l, &draft_of(self.comment.id), restored.at, back));
        }
        self
    }

    pub fn of(l: Lang, comment: Comment) -> Self {
        Self {
            l,
            body: comment.body.clone(),
            version: comment.version,
            comment,
            error: None,
            draft: None,
            once: Uuid::now_v7(),
        }
    }

    fn when(&self) -> String {
        self.l.moment(self.comment.created_at)
    }
}

impl ConflictForm {
    fn when(&self) -> String {
        self.l.moment(self.theirs.edited_at.unwrap_or(self.theirs.created_at))
    }
}

/// The number of comments, for its place in the heading.
pub fn count(l: Lang, total: i64) -> web::Result<(String, String)> {
    Ok(("comment-count".to_owned(), screen::render(&CommentCount { l, total })?))
}

/// The empty form again, for its place below the feed.
pub fn empty_form(l: Lang, objective: ObjectiveId) -> web::Result<(String, String)> {
    Ok(("comment-new".to_owned(), screen::render(&NewCommentForm::empty(l, objective))?))
}

/// The feed with a comment that has come back, and the history that tells of it.
pub async fn restored(tx: &mut OrganizationTx, l: Lang, feed: Feed, comment: CommentId) -> web::Result<Undone> {
    let back = address(feed.objective, comment);
    let count = count(l, feed.total)?;
    let history = RecentView::part(tx, l, feed.objective).await?;
    let list = screen::render(&CommentList::of(l, feed, Some(comment)))?;
    Ok(Undone { say: l.say("comment-restored"), back, also: vec![("comment-list".to_owned(), list), count, history] })
}

/// Where a comment stands.
pub fn address(objective: ObjectiveId, comment: CommentId) -> String {
    format!("/objectives/{objective}#comment-{comment}")
}
