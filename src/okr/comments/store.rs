//! SQL of comments.
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::Comment;
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, CommentId, ObjectiveId, Result};

/// The newest comments (before one of them), newest first.
pub async fn list(
    tx: &mut OrganizationTx,
    objective: ObjectiveId,
    before: Option<CommentId>,
    limit: i64,
) -> Result<Vec<Comment>> {
    Ok(sqlx::query_as!(
        Comment,
        r#"SELECT c.id AS "id: CommentId", c.objective_id AS "objective: ObjectiveId", c.author_id AS "author: AccountId", a.name AS author_name,
             c.body, c.version, c.created_at, c.edited_at, c.deleted_at AS removed_at
           FROM comments c JOIN accounts a ON a.organization_id = c.organization_id AND a.id = c.author_id
           WHERE c.objective_id = $1 AND c.deleted_at IS NULL AND ($2::uuid IS NULL OR c.id < $2) ORDER BY c.id DESC LIMIT $3"#,
        objective.0,
        before.map(|id| id.0),
        limit,
    )
    .fetch_all(tx.conn())
    .await?)
}

pub async fn count(tx: &mut OrganizationTx, objective: ObjectiveId) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM comments WHERE objective_id = $1 AND deleted_at IS NULL"#,
        objective.0
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

/// A comment, also when it was removed.
pub async fn find(tx: &mut OrganizationTx, id: CommentId) -> Result<Option<Comment>> {
    Ok(sqlx::query_as!(
        Comment,
        r#"SELECT c.id AS "id: CommentId", c.objective_id AS "objective: ObjectiveId", c.author_id AS "author: AccountId", a.name AS author_name,
             c.body, c.version, c.created_at, c.edited_at, c.deleted_at AS removed_at
           FROM comments c JOIN accounts a ON a.organization_id = c.organization_id AND a.id = c.author_id WHERE c.id = $1"#,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Accounts with one of these names.
pub async fn list_named(tx: &mut OrganizationTx, names: &[String]) -> Result<Vec<(AccountId, String)>> {
    let rows = sqlx::query!("SELECT id, name FROM accounts WHERE name = ANY($1) ORDER BY id LIMIT 500", names)
        .fetch_all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (AccountId(row.id), row.name)).collect())
}

pub async fn insert(
    tx: &mut OrganizationTx,
    id: CommentId,
    objective: ObjectiveId,
    author: Uuid,
    body: &str,
) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!(
        "INSERT INTO comments (organization_id, id, objective_id, author_id, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        organization,
        id.0,
        objective.0,
        author,
        body,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The version after the change; nothing when somebody was faster.
pub async fn update_body(
    tx: &mut OrganizationTx,
    id: CommentId,
    version: i32,
    body: &str,
    at: DateTime<Utc>,
) -> Result<Option<i32>> {
    Ok(sqlx::query_scalar!(
        "UPDATE comments SET body = $3, edited_at = $4, version = version + 1 WHERE id = $1 AND version = $2 AND deleted_at IS NULL RETURNING version",
        id.0,
        version,
        body,
        at
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// The version after the removal; nothing when it was removed before.
pub async fn mark_removed(tx: &mut OrganizationTx, id: CommentId, at: DateTime<Utc>) -> Result<Option<i32>> {
    let version = sqlx::query_scalar!(
        "UPDATE comments SET deleted_at = $2, version = version + 1 WHERE id = $1 AND deleted_at IS NULL RETURNING version",
        id.0,
        at
    );
    Ok(version.fetch_optional(tx.conn()).await?)
}

/// The version after the return; nothing when it is not as the removal left it.
pub async fn unmark_removed(tx: &mut OrganizationTx, id: CommentId, version: i32) -> Result<Option<i32>> {
    Ok(sqlx::query_scalar!(
        "UPDATE comments SET deleted_at = NULL, version = version + 1 WHERE id = $1 AND version = $2 AND deleted_at IS NOT NULL RETURNING version",
        id.0,
        version
    )
    .fetch_optional(tx.conn())
    .await?)
}
