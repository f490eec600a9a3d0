//! A comment, and the feed of an objective as one reader sees it.
use chrono::{DateTime, Utc};

use super::text::Paragraph;
use crate::kernel::{AccountId, CommentId, ObjectiveId};

/// Longest text of a comment, in characters.
pub const BODY_MAX: usize = 5000;

#[derive(Debug, Clone)]
pub struct Comment {
    pub id: CommentId,
    pub objective: ObjectiveId,
    pub author: AccountId,
    pub author_name: String,
    pub body: String,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
    pub removed_at: Option<DateTime<Utc>>,
}

/// A comment with its text read and what the reader may do with it.
#[derive(Debug, Clone)]
pub struct Entry {
    pub comment: Comment,
    pub paragraphs: Vec<Paragraph>,
    pub may_edit: bool,
    pub may_remove: bool,
}

/// A page of comments, oldest first, ending with the newest unless `before` was asked for.
#[derive(Debug)]
pub struct Feed {
    pub objective: ObjectiveId,
    pub objective_title: String,
    pub entries: Vec<Entry>,
    /// All comments of the objective, also those before this page.
    pub total: i64,
    /// The first comment of this page when there are earlier ones.
    pub earlier: Option<CommentId>,
    pub may_add: bool,
}
