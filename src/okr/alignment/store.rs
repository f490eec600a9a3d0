//! SQL of alignment: the shape of a period, then the rows that are shown.
use uuid::Uuid;

use crate::db::OrganizationTx;
use crate::kernel::{AccountId, ObjectiveId, PeriodId, Result, WorkspaceId};

pub struct Shape {
    pub id: ObjectiveId,
    pub parent: Option<ObjectiveId>,
    pub workspace: WorkspaceId,
    /// It belongs to a period within the one that is shown.
    pub is_within: bool,
    /// Its place among its siblings; none where nobody has placed it.
    pub rank: Option<f64>,
}

/// Every visible objective of a period with its parent, in the order of the list. Below them, down to the last, those of the
/// periods within it, in the order of these periods.
pub async fn shape(tx: &mut OrganizationTx, period: PeriodId, within: &[PeriodId]) -> Result<Vec<Shape>> {
    if within.is_empty() {
        return Ok(sqlx::query_as!(
            Shape,
            r#"SELECT id AS "id: ObjectiveId", parent_id AS "parent: ObjectiveId", workspace_id AS "workspace: WorkspaceId", false AS "is_within!", rank FROM objectives
               WHERE period_id = $1 AND archived_at IS NULL ORDER BY workspace_no, position, id"#,
            period.0
        )
        .fetch_all(tx.conn())
        .await?);
    }
    let within: Vec<Uuid> = within.iter().map(|id| id.0).collect();
    Ok(sqlx::query_as!(
        Shape,
        r#"WITH RECURSIVE down AS (
             SELECT organization_id, id, parent_id, workspace_id, workspace_no, position, rank, 0 AS place FROM objectives WHERE period_id = $1 AND archived_at IS NULL
             UNION ALL
             SELECT o.organization_id, o.id, o.parent_id, o.workspace_id, o.workspace_no, o.position, o.rank, array_position($2, o.period_id)
               FROM down JOIN objectives o ON o.organization_id = down.organization_id AND o.parent_id = down.id WHERE o.period_id = ANY($2) AND o.archived_at IS NULL)
           SELECT id AS "id!: ObjectiveId", parent_id AS "parent: ObjectiveId", workspace_id AS "workspace!: WorkspaceId", place > 0 AS "is_within!", rank FROM down
           ORDER BY place, workspace_no, position, id"#,
        period.0,
        &within
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Visible objectives above the given ones, from the top of each company down to them. They belong to other periods.
pub async fn above(tx: &mut OrganizationTx, parents: &[ObjectiveId]) -> Result<Vec<Shape>> {
    let parents: Vec<Uuid> = parents.iter().map(|id| id.0).collect();
    Ok(sqlx::query_as!(
        Shape,
        r#"WITH RECURSIVE up AS (
             SELECT id, parent_id, workspace_id, workspace_no, position, rank FROM objectives WHERE id = ANY($1) AND archived_at IS NULL
             UNION
             SELECT o.id, o.parent_id, o.workspace_id, o.workspace_no, o.position, o.rank FROM objectives o JOIN up ON o.id = up.parent_id WHERE o.archived_at IS NULL)
           SELECT id AS "id!: ObjectiveId", parent_id AS "parent: ObjectiveId", workspace_id AS "workspace!: WorkspaceId", false AS "is_within!", rank FROM up ORDER BY workspace_no, position, id"#,
        &parents
    )
    .fetch_all(tx.conn())
    .await?)
}

pub struct Row {
    pub id: ObjectiveId,
    pub title: String,
    pub period: PeriodId,
    pub owner: AccountId,
    pub owner_name: String,
    pub progress: Option<f64>,
    pub status: Option<String>,
    /// Titles of visible secondary parents.
    pub also: Vec<String>,
    pub version: i32,
    pub visibility: String,
    pub stage: String,
    pub halted: Option<String>,
    /// The owner is below the actor by solid lines.
    pub manages_owner: bool,
    /// The actor administers its workspace or one above it.
    pub administers_workspace: bool,
}

/// The rows with these ids.
pub async fn list(tx: &mut OrganizationTx, ids: &[ObjectiveId]) -> Result<Vec<Row>> {
    let (today, me) = (tx.today(), tx.actor().account.map(|account| account.0));
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    Ok(sqlx::query_as!(
        Row,
        r#"SELECT o.id AS "id: ObjectiveId", o.title, o.period_id AS "period: PeriodId", o.owner_id AS "owner: AccountId", a.name AS owner_name, o.progress,
             o.statuses[width_bucket($2::date, o.status_from)] AS status, coalesce(s.titles, '{}') AS "also!",
             o.version, o.visibility, o.stage, o.halted, o.workspace_id IN (SELECT app.administered_workspaces()) AS "administers_workspace!",
             EXISTS (SELECT 1 FROM account_closure c WHERE c.organization_id = o.organization_id AND c.ancestor_id = $3 AND c.descendant_id = o.owner_id) AS "manages_owner!"
           FROM objectives o
           JOIN accounts a ON a.organization_id = o.organization_id AND a.id = o.owner_id
           LEFT JOIN (SELECT l.organization_id, l.objective_id, array_agg(u.title ORDER BY u.title) AS titles
             FROM objective_parents l JOIN objectives u ON u.organization_id = l.organization_id AND u.id = l.parent_id AND u.archived_at IS NULL
             WHERE l.objective_id = ANY($1) GROUP BY l.organization_id, l.objective_id) s ON s.organization_id = o.organization_id AND s.objective_id = o.id
           WHERE o.id = ANY($1)"#,
        &ids,
        today,
        me
    )
    .fetch_all(tx.conn())
    .await?)
}
