//! What a table holds: one line for each key result, with its objective. It is read in pieces, and a piece is all that is held.
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::super::cursor::{Cursor, Place};
use super::super::store::Ask;
use super::Export;
use super::objectives::{self, ObjectiveRow};
use crate::db::OrganizationTx;
use crate::kernel::{Result, WorkspaceId};

/// A key result as lines hold it. One that came from a file keeps the key of that file; others go by their id.
pub struct KeyResultRow {
    pub objective_id: Uuid,
    pub key: String,
    pub title: String,
    pub description: String,
    pub kind: String,
    pub unit: String,
    pub baseline: Option<Decimal>,
    pub target: Option<Decimal>,
    pub value: Option<Decimal>,
    pub value_on: Option<NaiveDate>,
    pub weight: Decimal,
    pub priority: Option<i16>,
    pub owner_name: String,
    pub confidence: Option<i16>,
    /// Today's status.
    pub status: Option<String>,
    pub mid_score: Option<Decimal>,
    pub final_score: Option<Decimal>,
    pub version: i32,
}

/// The lines of one objective: one for each key result, or one alone.
pub struct Lines {
    pub objective: ObjectiveRow,
    /// Name of the workspace.
    pub workspace: String,
    pub key_results: Vec<KeyResultRow>,
}

impl Export {
    /// Some lines, and where the next ones begin.
    pub(super) async fn lines(&self, after: Option<Place>) -> Result<(Vec<Lines>, Option<Place>)> {
        let mut tx = self.db.read(&self.actor).await?;
        let ask = Ask { period: self.period.id, filter: &self.filter, me: self.me, cursor: after.map(Cursor::After) };
        let rows = objectives::list(&mut tx, &ask).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut key_results = key_results(&mut tx, &ids).await?;
        let tree = self.trees.load(&mut tx, rows.iter().map(|row| WorkspaceId(row.workspace_id))).await?;
        tx.commit().await?;
        let next = objectives::next(&rows);
        let lines = rows.into_iter().map(|objective| Lines {
            workspace: tree.get(WorkspaceId(objective.workspace_id)).map(|node| node.name.clone()).unwrap_or_default(),
            key_results: key_results.remove(&objective.id).unwrap_or_default(),
            objective,
        });
        Ok((lines.collect(), next))
    }
}

async fn key_results(tx: &mut OrganizationTx, objectives: &[Uuid]) -> Result<FxHashMap<Uuid, Vec<KeyResultRow>>> {
    let today = tx.today();
    let rows = sqlx::query_as!(
        KeyResultRow,
        r#"SELECT k.objective_id, coalesce(k.import_key, k.id::text) AS "key!", k.title, k.description, k.kind, k.unit, k.baseline, k.target, k.value, k.value_on, k.weight, k.priority,
             a.name AS owner_name, k.confidence, k.statuses[width_bucket($2::date, k.status_from)] AS status, sm.score AS "mid_score?", sf.score AS "final_score?", k.version
           FROM key_results k
           JOIN accounts a ON a.organization_id = k.organization_id AND a.id = k.owner_id
           LEFT JOIN recorded_scores sm ON sm.organization_id = k.organization_id AND sm.key_result_id = k.id AND sm.moment = 'middle'
           LEFT JOIN recorded_scores sf ON sf.organization_id = k.organization_id AND sf.key_result_id = k.id AND sf.moment = 'final'
           WHERE k.objective_id = ANY($1) AND k.archived_at IS NULL ORDER BY k.position, k.id"#,
        objectives,
        today
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found: FxHashMap<Uuid, Vec<KeyResultRow>> = FxHashMap::default();
    for row in rows {
        found.entry(row.objective_id).or_default().push(row);
    }
    Ok(found)
}
