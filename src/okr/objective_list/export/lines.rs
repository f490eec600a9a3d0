//! What a table holds: one line for each key result, with its objective. It is read in pieces, and a piece is all that is held.
use chrono::NaiveDate;
use rust_decimal::Decimal;
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::super::cursor::{Cursor, Place};
use super::super::store::{Ask, push_objectives};
use super::Export;
use super::cells::{Cell, cells};
use crate::db::OrganizationTx;
use crate::kernel::{Result, WorkspaceId};

/// Objectives in one piece.
const PIECE: usize = 500;

/// One line: an objective and one of its key results, or none.
#[derive(FromRow)]
pub struct Line {
    pub id: Uuid,
    pub workspace_no: i32,
    pub position: f64,
    pub key: String,
    pub title: String,
    pub description: String,
    pub workspace_id: Uuid,
    pub owner_name: String,
    pub weight: Decimal,
    pub priority: Option<i16>,
    pub visibility: String,
    pub parent_key: Option<String>,
    pub progress: Option<f64>,
    pub status: Option<String>,
    pub key_result_key: Option<String>,
    pub key_result: Option<String>,
    pub key_result_description: Option<String>,
    pub kind: Option<String>,
    pub unit: Option<String>,
    pub baseline: Option<Decimal>,
    pub target: Option<Decimal>,
    pub value: Option<Decimal>,
    pub value_on: Option<NaiveDate>,
    pub key_result_weight: Option<Decimal>,
    pub key_result_priority: Option<i16>,
    pub key_result_owner: Option<String>,
    pub confidence: Option<i16>,
    pub key_result_status: Option<String>,
    pub mid_score: Option<Decimal>,
    pub final_score: Option<Decimal>,
}

impl Export {
    /// Some lines in cells, and where the next ones begin.
    pub(super) async fn lines(&self, after: Option<Place>) -> Result<(Vec<Vec<Cell>>, Option<Place>)> {
        let mut tx = self.db.read(&self.actor).await?;
        let ask = Ask { period: self.period.id, filter: &self.filter, me: self.me, cursor: after.map(Cursor::After) };
        let found = list(&mut tx, &ask).await?;
        let tree = self.trees.load(&mut tx, found.iter().map(|line| WorkspaceId(line.workspace_id))).await?;
        tx.commit().await?;
        let mut objectives = 0;
        let mut last = None;
        for line in &found {
            if last.is_none_or(|place: Place| place.id != line.id) {
                objectives += 1;
                last = Some(Place { workspace_no: line.workspace_no, position: line.position, id: line.id });
            }
        }
        let period = self.period_name();
        let lines = found
            .into_iter()
            .map(|line| {
                let workspace = tree.get(WorkspaceId(line.workspace_id)).map(|node| node.name.clone());
                cells(&self.l, line, workspace.unwrap_or_default(), &period)
            })
            .collect();
        Ok((lines, last.filter(|_| objectives == PIECE)))
    }
}

/// Objectives that came from a file keep the key of that file; others go by their id.
async fn list(tx: &mut OrganizationTx, ask: &Ask<'_>) -> Result<Vec<Line>> {
    let mut q = QueryBuilder::new(
        "SELECT p.id, p.workspace_no, p.position, coalesce(o.import_key, o.id::text) AS key, o.title, o.description, o.workspace_id, a.name AS owner_name, o.weight, o.priority, \
         o.visibility, coalesce(up.import_key, up.id::text) AS parent_key, o.progress, p.status, \
         coalesce(k.import_key, k.id::text) AS key_result_key, k.title AS key_result, k.description AS key_result_description, k.kind, k.unit, k.baseline, k.target, k.value, k.value_on, \
         k.weight AS key_result_weight, k.priority AS key_result_priority, ka.name AS key_result_owner, k.confidence, k.statuses[width_bucket(",
    );
    q.push_bind(tx.today());
    q.push("::date, k.status_from)] AS key_result_status, sm.score AS mid_score, sf.score AS final_score FROM (");
    push_objectives(&mut q, ask, tx.today(), PIECE);
    q.push(
        ") p JOIN objectives o ON o.id = p.id \
         JOIN accounts a ON a.organization_id = o.organization_id AND a.id = o.owner_id \
         LEFT JOIN objectives up ON up.organization_id = o.organization_id AND up.id = o.parent_id \
         LEFT JOIN key_results k ON k.organization_id = o.organization_id AND k.objective_id = o.id AND k.archived_at IS NULL \
         LEFT JOIN accounts ka ON ka.organization_id = k.organization_id AND ka.id = k.owner_id \
         LEFT JOIN recorded_scores sm ON sm.organization_id = k.organization_id AND sm.key_result_id = k.id AND sm.moment = 'middle' \
         LEFT JOIN recorded_scores sf ON sf.organization_id = k.organization_id AND sf.key_result_id = k.id AND sf.moment = 'final' \
         ORDER BY p.workspace_no, p.position, p.id, k.position, k.id",
    );
    Ok(q.build_query_as().persistent(false).fetch_all(tx.conn()).await?)
}
