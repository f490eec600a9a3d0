//! The objectives as JSON, for programs, with all that belongs to them and a table has no room for.
use rustc_hash::FxHashMap;
use uuid::Uuid;

use super::super::cursor::{Cursor, Place};
use super::super::store::Ask;
use super::objectives;
use super::objects::{
    Besides, HeadOut, KeyResultOut, NamedRef, ObjectiveOut, ParentOut, PeriodOut, key_result, objective,
};
use super::{Export, Pieces};
use crate::db::OrganizationTx;
use crate::kernel::{Failure, KeyResultId, ObjectiveId, Result, WorkspaceId};
use crate::okr::key_results;

const FORMAT: &str = "okrio-objectives";
/// Grows when a field changes its meaning or goes away; new fields may come without.
const VERSION: u32 = 1;

enum Next {
    Beginning,
    Objectives(Place),
    End,
    Nothing,
}

/// The file in the making.
pub struct Json {
    export: Export,
    next: Next,
}

impl Json {
    pub(super) fn new(export: Export) -> Self {
        Self { export, next: Next::Beginning }
    }

    /// The object up to its objectives.
    fn head(&self) -> Result<Vec<u8>> {
        let period = &self.export.period;
        let period = PeriodOut {
            id: period.id.0,
            code: period.code(),
            kind: period.kind.clone(),
            name: period.name.clone(),
            starts_on: period.starts_on,
            ends_on: period.ends_on,
        };
        let exported_at = self.export.db.clock().now();
        let head = HeadOut { format: FORMAT, version: VERSION, exported_at, period };
        let mut bytes = serde_json::to_vec(&head).map_err(Failure::internal)?;
        bytes.pop();
        bytes.extend_from_slice(b",\"objectives\":[\n");
        Ok(bytes)
    }

    /// Some objectives with what belongs to them, and where the next ones begin.
    async fn objectives(&self, after: Option<Place>) -> Result<(Vec<ObjectiveOut>, Option<Place>)> {
        let export = &self.export;
        let mut tx = export.db.read(&export.actor).await?;
        let ask =
            Ask { period: export.period.id, filter: &export.filter, me: export.me, cursor: after.map(Cursor::After) };
        let rows = objectives::list(&mut tx, &ask).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let objective_ids: Vec<_> = ids.iter().copied().map(ObjectiveId).collect();
        let tree = export.trees.load(&mut tx, rows.iter().map(|row| WorkspaceId(row.workspace_id))).await?;
        let found = key_results::store::list_of_objectives(&mut tx, &objective_ids).await?;
        let mut besides = besides(&mut tx, &ids).await?;
        let mut contributors = contributors(&mut tx, &ids).await?;
        let mut parents = secondary_parents(&mut tx, &ids).await?;
        tx.commit().await?;
        let mut key_results: FxHashMap<Uuid, Vec<KeyResultOut>> = FxHashMap::default();
        for one in found {
            let besides = besides.remove(&one.id);
            key_results.entry(one.objective.0).or_default().push(key_result(one, besides));
        }
        let next = objectives::next(&rows);
        let objectives = rows.into_iter().map(|row| {
            let workspace = tree.get(WorkspaceId(row.workspace_id)).map(|node| node.name.clone()).unwrap_or_default();
            let mut objective = objective(row, workspace);
            objective.key_results = key_results.remove(&objective.id).unwrap_or_default();
            objective.contributors = contributors.remove(&objective.id).unwrap_or_default();
            objective.parents.extend(parents.remove(&objective.id).unwrap_or_default());
            objective
        });
        Ok((objectives.collect(), next))
    }
}

impl Pieces for Json {
    async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let (mut bytes, after) = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Beginning => (self.head()?, None),
            Next::Objectives(place) => (Vec::new(), Some(place)),
            Next::End => return Ok(Some(b"]}\n".to_vec())),
            Next::Nothing => return Ok(None),
        };
        let mut is_first = after.is_none();
        let (objectives, last) = self.objectives(after).await?;
        for objective in &objectives {
            if !std::mem::take(&mut is_first) {
                bytes.extend_from_slice(b",\n");
            }
            serde_json::to_writer(&mut bytes, objective).map_err(Failure::internal)?;
        }
        self.next = last.map_or(Next::End, Next::Objectives);
        Ok(Some(bytes))
    }
}

async fn besides(tx: &mut OrganizationTx, objectives: &[Uuid]) -> Result<FxHashMap<KeyResultId, Besides>> {
    let today = tx.today();
    let rows = sqlx::query!(
        r#"SELECT k.id AS "id: KeyResultId", k.import_key, k.progress, k.statuses[width_bucket($2::date, k.status_from)] AS status, sm.score AS "mid_score?", sf.score AS "final_score?"
           FROM key_results k
           LEFT JOIN recorded_scores sm ON sm.organization_id = k.organization_id AND sm.key_result_id = k.id AND sm.moment = 'middle'
           LEFT JOIN recorded_scores sf ON sf.organization_id = k.organization_id AND sf.key_result_id = k.id AND sf.moment = 'final'
           WHERE k.objective_id = ANY($1) AND k.archived_at IS NULL"#,
        objectives,
        today
    )
    .fetch_all(tx.conn())
    .await?;
    let besides = rows.into_iter().map(|row| {
        let besides = Besides {
            import_key: row.import_key,
            progress: row.progress,
            status: row.status,
            mid_score: row.mid_score,
            final_score: row.final_score,
        };
        (row.id, besides)
    });
    Ok(besides.collect())
}

async fn contributors(tx: &mut OrganizationTx, objectives: &[Uuid]) -> Result<FxHashMap<Uuid, Vec<NamedRef>>> {
    let rows = sqlx::query!(
        "SELECT r.objective_id, a.id, a.name FROM object_roles r JOIN accounts a ON a.organization_id = r.organization_id AND a.id = r.account_id
         WHERE r.objective_id = ANY($1) AND r.role = 'contributor' ORDER BY a.name, a.id",
        objectives
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found: FxHashMap<Uuid, Vec<NamedRef>> = FxHashMap::default();
    for row in rows {
        found.entry(row.objective_id).or_default().push(NamedRef { id: row.id, name: row.name });
    }
    Ok(found)
}

/// Besides the main ones, as far as the viewer sees them.
async fn secondary_parents(tx: &mut OrganizationTx, objectives: &[Uuid]) -> Result<FxHashMap<Uuid, Vec<ParentOut>>> {
    let rows = sqlx::query!(
        "SELECT p.objective_id, o.id, o.title, p.contributes FROM objective_parents p JOIN objectives o ON o.organization_id = p.organization_id AND o.id = p.parent_id
         WHERE p.objective_id = ANY($1) ORDER BY o.title, o.id",
        objectives
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found: FxHashMap<Uuid, Vec<ParentOut>> = FxHashMap::default();
    for row in rows {
        let parent = ParentOut { id: row.id, title: row.title, is_main: false, contributes: row.contributes };
        found.entry(row.objective_id).or_default().push(parent);
    }
    Ok(found)
}
