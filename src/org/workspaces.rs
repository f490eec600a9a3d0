//! The tree of workspaces, as forms and filters offer it.
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Result, WorkspaceId};

/// A workspace with its depth below the company.
#[derive(Debug, Clone)]
pub struct Workspace {
    pub id: WorkspaceId,
    pub name: String,
    pub depth: i32,
}

/// The tree in reading order, at most 500.
pub async fn list(tx: &mut OrganizationTx) -> Result<Vec<Workspace>> {
    Ok(sqlx::query_as!(
        Workspace,
        r#"WITH RECURSIVE tree AS (
             SELECT id, name, 0 AS depth, ARRAY[lpad(workspace_no::text, 8, '0')] AS path FROM workspaces WHERE parent_id IS NULL AND archived_at IS NULL
             UNION ALL
             SELECT w.id, w.name, t.depth + 1, t.path || lpad(w.workspace_no::text, 8, '0') FROM workspaces w JOIN tree t ON w.parent_id = t.id WHERE w.archived_at IS NULL)
           SELECT id AS "id!: WorkspaceId", name AS "name!", depth AS "depth!" FROM tree ORDER BY path LIMIT 500"#
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Whether there is such a workspace, in use or put away.
pub async fn exists(tx: &mut OrganizationTx, id: WorkspaceId) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM workspaces WHERE id = $1) AS "exists!""#, id.0)
        .fetch_one(tx.conn())
        .await?)
}

/// The workspace that somebody's new objective most likely belongs to: the deepest one they are a member of.
pub async fn home_of(tx: &mut OrganizationTx, account: AccountId) -> Result<Option<WorkspaceId>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT m.workspace_id AS "id: WorkspaceId" FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id AND c.descendant_id = m.workspace_id
           WHERE m.account_id = $1 GROUP BY m.workspace_id ORDER BY max(c.depth) DESC, m.workspace_id LIMIT 1"#,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?)
}
