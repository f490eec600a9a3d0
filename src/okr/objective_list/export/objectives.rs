//! The objectives of a piece, in the order of the list. What stands below them is read by their ids: one statement with all of it
//! takes longer to plan than to run.
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::super::cursor::{Key, Place};
use super::super::store::{Ask, push_objectives};
use crate::db::OrganizationTx;
use crate::kernel::Result;

/// Objectives in one piece.
pub const PIECE: usize = 500;

/// An objective with its owner, and its parent as far as the viewer sees that.
#[derive(FromRow)]
pub struct ObjectiveRow {
    pub id: Uuid,
    pub workspace_no: i32,
    pub position: f64,
    pub import_key: Option<String>,
    pub title: String,
    pub description: String,
    pub workspace_id: Uuid,
    pub owner_id: Uuid,
    pub owner_name: String,
    pub parent_id: Option<Uuid>,
    pub parent_title: Option<String>,
    pub parent_import_key: Option<String>,
    pub parent_contributes: bool,
    pub visibility: String,
    pub stage: String,
    pub halted: Option<String>,
    pub is_archived: bool,
    pub weight: Decimal,
    pub priority: Option<i16>,
    pub rollup: String,
    pub progress: Option<f64>,
    /// Today's status.
    pub status: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub version: i32,
}

/// The objectives from the cursor on.
pub async fn list(tx: &mut OrganizationTx, ask: &Ask<'_>) -> Result<Vec<ObjectiveRow>> {
    let mut q = QueryBuilder::new(
        "SELECT p.id, p.workspace_no, p.position, o.import_key, o.title, o.description, o.workspace_id, o.owner_id, a.name AS owner_name, up.id AS parent_id, up.title AS parent_title, \
         up.import_key AS parent_import_key, o.parent_contributes, o.visibility, o.stage, o.halted, o.archived_at IS NOT NULL AS is_archived, o.weight, o.priority, o.rollup, o.progress, \
         p.status, o.created_at, o.updated_at, o.version FROM (",
    );
    push_objectives(&mut q, ask, tx.today(), PIECE);
    q.push(
        ") p JOIN objectives o ON o.id = p.id \
         JOIN accounts a ON a.organization_id = o.organization_id AND a.id = o.owner_id \
         LEFT JOIN objectives up ON up.organization_id = o.organization_id AND up.id = o.parent_id \
         ORDER BY p.workspace_no, p.position, p.id",
    );
    Ok(q.build_query_as().persistent(false).fetch_all(tx.conn()).await?)
}

/// Where the next piece begins, unless this one was the last.
pub fn next(rows: &[ObjectiveRow]) -> Option<Place> {
    rows.last().filter(|_| rows.len() == PIECE).map(|row| Place {
        key: Key::None,
        workspace_no: row.workspace_no,
        position: row.position,
        id: row.id,
    })
}
