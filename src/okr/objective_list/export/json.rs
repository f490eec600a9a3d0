//! The objectives as JSON, for programs. Names of fields and words stay as they are whatever the viewer's language. Exact numbers
//! are texts, as `"12.5"`, because many programs round JSON numbers; a progress is a share of 1, which is rounded anyway.
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::super::cursor::{Cursor, Place};
use super::super::store::{Ask, push_objectives};
use super::super::views::today;
use super::{Export, Pieces};
use crate::db::OrganizationTx;
use crate::kernel::{Failure, KeyResultId, ObjectiveId, Result, WorkspaceId};
use crate::okr::key_results;
use crate::okr::key_results::model::KeyResult;

const FORMAT: &str = "okrio-objectives";
/// Grows when a field changes its meaning or goes away; new fields may come without.
const VERSION: u32 = 1;

/// Objectives in one piece.
const PIECE: usize = 200;

/// What stands before the objectives.
#[derive(Serialize)]
struct HeadOut {
    format: &'static str,
    version: u32,
    exported_at: DateTime<Utc>,
    period: PeriodOut,
}

#[derive(Serialize)]
struct NamedRef {
    id: Uuid,
    name: String,
}

#[derive(Serialize)]
struct PeriodOut {
    id: Uuid,
    code: String,
    kind: String,
    name: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
}

#[derive(Serialize)]
struct ObjectiveOut {
    id: Uuid,
    import_key: Option<String>,
    title: String,
    description: String,
    workspace: NamedRef,
    owner: NamedRef,
    contributors: Vec<NamedRef>,
    parents: Vec<ParentOut>,
    visibility: String,
    stage: String,
    halted: Option<String>,
    is_archived: bool,
    weight: String,
    priority: Option<i16>,
    progress_from: String,
    progress: Option<f64>,
    status: &'static str,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    key_results: Vec<KeyResultOut>,
}

/// An objective that another one supports; at most one is the main one.
#[derive(Serialize)]
struct ParentOut {
    id: Uuid,
    title: String,
    is_main: bool,
    contributes: bool,
}

#[derive(Serialize)]
struct KeyResultOut {
    id: Uuid,
    import_key: Option<String>,
    title: String,
    description: String,
    kind: &'static str,
    unit: String,
    baseline: Option<String>,
    target: Option<String>,
    band_low: Option<String>,
    band_high: Option<String>,
    tolerance: Option<String>,
    red_line: Option<String>,
    curve: &'static str,
    curve_points: Vec<CurvePointOut>,
    expected_steps: Vec<StepOut>,
    levels: Vec<LevelOut>,
    milestones: Vec<MilestoneOut>,
    value: Option<String>,
    value_on: Option<NaiveDate>,
    weight: String,
    priority: Option<i16>,
    owner: NamedRef,
    confidence: Option<i16>,
    rhythm: Option<String>,
    mid_score: Option<String>,
    final_score: Option<String>,
    progress: Option<f64>,
    status: &'static str,
}

/// At this value the progress is this.
#[derive(Serialize)]
struct CurvePointOut {
    value: String,
    progress: String,
}

/// From this day on this progress is expected.
#[derive(Serialize)]
struct StepOut {
    from_on: NaiveDate,
    progress: String,
}

/// A level of a scale, worst first; the value is its number, from 1.
#[derive(Serialize)]
struct LevelOut {
    number: usize,
    label: String,
    progress: String,
}

#[derive(Serialize)]
struct MilestoneOut {
    id: Uuid,
    title: String,
    weight: String,
    done_on: Option<NaiveDate>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    workspace_no: i32,
    position: f64,
    import_key: Option<String>,
    title: String,
    description: String,
    workspace_id: Uuid,
    owner_id: Uuid,
    owner_name: String,
    parent_id: Option<Uuid>,
    parent_title: Option<String>,
    parent_contributes: bool,
    visibility: String,
    stage: String,
    halted: Option<String>,
    is_archived: bool,
    weight: Decimal,
    priority: Option<i16>,
    rollup: String,
    progress: Option<f64>,
    status: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// What is exported of a key result and not held by its model.
struct Besides {
    import_key: Option<String>,
    progress: Option<f64>,
    status: Option<String>,
    mid_score: Option<Decimal>,
    final_score: Option<Decimal>,
}

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
        let rows = list(&mut tx, &ask).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let objectives: Vec<_> = ids.iter().copied().map(ObjectiveId).collect();
        let tree = export.trees.load(&mut tx, rows.iter().map(|row| WorkspaceId(row.workspace_id))).await?;
        let found = key_results::store::list_of_objectives(&mut tx, &objectives).await?;
        let mut besides = besides(&mut tx, &ids).await?;
        let mut contributors = contributors(&mut tx, &ids).await?;
        let mut parents = secondary_parents(&mut tx, &ids).await?;
        tx.commit().await?;
        let mut key_results: FxHashMap<Uuid, Vec<KeyResultOut>> = FxHashMap::default();
        for one in found {
            let besides = besides.remove(&one.id);
            key_results.entry(one.objective.0).or_default().push(key_result(one, besides));
        }
        let last = rows.last().filter(|_| rows.len() == PIECE).map(|row| Place {
            workspace_no: row.workspace_no,
            position: row.position,
            id: row.id,
        });
        let objectives = rows.into_iter().map(|row| {
            let workspace = tree.get(WorkspaceId(row.workspace_id)).map(|node| node.name.clone()).unwrap_or_default();
            let mut objective = objective(row, workspace);
            objective.key_results = key_results.remove(&objective.id).unwrap_or_default();
            objective.contributors = contributors.remove(&objective.id).unwrap_or_default();
            objective.parents.extend(parents.remove(&objective.id).unwrap_or_default());
            objective
        });
        Ok((objectives.collect(), last))
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

fn exact(number: Decimal) -> String {
    number.normalize().to_string()
}

fn objective(row: Row, workspace: String) -> ObjectiveOut {
    let main = row.parent_id.zip(row.parent_title).map(|(id, title)| ParentOut {
        id,
        title,
        is_main: true,
        contributes: row.parent_contributes,
    });
    ObjectiveOut {
        id: row.id,
        import_key: row.import_key,
        title: row.title,
        description: row.description,
        workspace: NamedRef { id: row.workspace_id, name: workspace },
        owner: NamedRef { id: row.owner_id, name: row.owner_name },
        contributors: Vec::new(),
        parents: main.into_iter().collect(),
        visibility: row.visibility,
        stage: row.stage,
        halted: row.halted,
        is_archived: row.is_archived,
        weight: exact(row.weight),
        priority: row.priority,
        progress_from: row.rollup,
        progress: row.progress,
        status: today(row.status.as_deref()).id(),
        created_at: row.created_at,
        updated_at: row.updated_at,
        key_results: Vec::new(),
    }
}

fn key_result(one: KeyResult, besides: Option<Besides>) -> KeyResultOut {
    let definition = one.definition;
    let besides = besides.unwrap_or(Besides {
        import_key: None,
        progress: None,
        status: None,
        mid_score: None,
        final_score: None,
    });
    KeyResultOut {
        id: one.id.0,
        import_key: besides.import_key,
        title: one.title,
        description: one.description,
        kind: definition.kind.code(),
        unit: definition.unit,
        baseline: definition.baseline.map(exact),
        target: definition.target.map(exact),
        band_low: definition.band_low.map(exact),
        band_high: definition.band_high.map(exact),
        tolerance: definition.tolerance.map(exact),
        red_line: definition.red_line.map(exact),
        curve: definition.curve.code(),
        curve_points: definition
            .checkpoints
            .into_iter()
            .map(|point| CurvePointOut { value: exact(point.value), progress: exact(point.progress) })
            .collect(),
        expected_steps: definition
            .steps
            .into_iter()
            .map(|step| StepOut { from_on: step.on, progress: exact(step.progress) })
            .collect(),
        levels: (1..)
            .zip(definition.levels)
            .map(|(number, level)| LevelOut { number, label: level.label, progress: exact(level.progress) })
            .collect(),
        milestones: definition
            .milestones
            .into_iter()
            .map(|one| MilestoneOut { id: one.id.0, title: one.title, weight: exact(one.weight), done_on: one.done_on })
            .collect(),
        value: one.value.map(exact),
        value_on: one.value_on,
        weight: exact(one.weight),
        priority: one.priority,
        owner: NamedRef { id: one.owner.0, name: one.owner_name },
        confidence: one.confidence,
        rhythm: one.rhythm,
        mid_score: besides.mid_score.map(exact),
        final_score: besides.final_score.map(exact),
        progress: besides.progress,
        status: today(besides.status.as_deref()).id(),
    }
}

async fn list(tx: &mut OrganizationTx, ask: &Ask<'_>) -> Result<Vec<Row>> {
    let mut q = QueryBuilder::new(
        "SELECT p.id, p.workspace_no, p.position, o.import_key, o.title, o.description, o.workspace_id, o.owner_id, a.name AS owner_name, up.id AS parent_id, up.title AS parent_title, \
         o.parent_contributes, o.visibility, o.stage, o.halted, o.archived_at IS NOT NULL AS is_archived, o.weight, o.priority, o.rollup, o.progress, p.status, o.created_at, o.updated_at FROM (",
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
