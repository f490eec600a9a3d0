//! SQL of alignment: the shape of a period, then the rows that are shown.
use uuid::Uuid;

use crate::db::OrganizationTx;
use crate::kernel::{AccountId, ObjectiveId, PeriodId, Result, WorkspaceId};

pub struct Shape {
    pub id: ObjectiveId,
    pub parent: Option<ObjectiveId>,
    pub workspace: WorkspaceId,
}

/// Every visible objective of a period with its parent, in the order of the list.
pub async fn shape(tx: &mut OrganizationTx, period: PeriodId) -> Result<Vec<Shape>> {
    Ok(sqlx::query_as!(
        Shape,
        r#"SELECT id AS "id: ObjectiveId", parent_id AS "parent: ObjectiveId", workspace_id AS "workspace: WorkspaceId" FROM objectives
           WHERE period_id = $1 AND archived_at IS NULL ORDER BY workspace_no, position, id"#,
        period.0
    )
    .fetch_all(tx.conn())
    .await?)
}

pub struct Row {
    pub id: ObjectiveId,
    pub title: String,
    pub owner: AccountId,
    pub owner_name: String,
    pub progress: Option<f64>,
    pub status: Option<String>,
    /// The parent that stands in another period, when it is visible.
    pub elsewhere_id: Option<ObjectiveId>,
    pub elsewhere_title: Option<String>,
    /// Titles of visible secondary parents.
    pub also: Vec<String>,
}

/// The rows with these ids; for those in `elsewhere`, the parent is looked up too.
pub async fn list(tx: &mut OrganizationTx, ids: &[ObjectiveId], elsewhere: &[ObjectiveId]) -> Result<Vec<Row>> {
    let today = tx.today();
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let elsewhere: Vec<Uuid> = elsewhere.iter().map(|id| id.0).collect();
    Ok(sqlx::query_as!(
        Row,
        r#"SELECT o.id AS "id: ObjectiveId", o.title, o.owner_id AS "owner: AccountId", a.name AS owner_name, o.progress, o.statuses[width_bucket($2::date, o.status_from)] AS status,
             p.id AS "elsewhere_id?: ObjectiveId", p.title AS "elsewhere_title?", coalesce(s.titles, '{}') AS "also!"
           FROM objectives o
           JOIN accounts a ON a.organization_id = o.organization_id AND a.id = o.owner_id
           LEFT JOIN objectives p ON p.organization_id = o.organization_id AND p.id = o.parent_id AND o.id = ANY($3) AND p.archived_at IS NULL
           LEFT JOIN (SELECT l.organization_id, l.objective_id, array_agg(u.title ORDER BY u.title) AS titles
             FROM objective_parents l JOIN objectives u ON u.organization_id = l.organization_id AND u.id = l.parent_id AND u.archived_at IS NULL
             WHERE l.objective_id = ANY($1) GROUP BY l.organization_id, l.objective_id) s ON s.organization_id = o.organization_id AND s.objective_id = o.id
           WHERE o.id = ANY($1)"#,
        &ids,
        today,
        &elsewhere
    )
    .fetch_all(tx.conn())
    .await?)
}
