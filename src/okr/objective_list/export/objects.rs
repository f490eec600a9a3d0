//! The objects of the JSON file. Names of fields and words stay as they are whatever the viewer's language. Exact numbers are
//! texts, as `"12.5"`, because many programs round JSON numbers; a progress is a share of 1, which is rounded anyway.
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use uuid::Uuid;

use super::super::store::today;
use super::objectives::ObjectiveRow;
use crate::okr::key_results::model::KeyResult;

/// What stands before the objectives.
#[derive(Serialize)]
pub struct HeadOut {
    pub format: &'static str,
    pub version: u32,
    pub exported_at: DateTime<Utc>,
    pub period: PeriodOut,
}

#[derive(Serialize)]
pub struct NamedRef {
    pub id: Uuid,
    pub name: String,
}

#[derive(Serialize)]
pub struct PeriodOut {
    pub id: Uuid,
    pub code: String,
    pub kind: String,
    pub name: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
}

#[derive(Serialize)]
pub struct ObjectiveOut {
    pub id: Uuid,
    pub import_key: Option<String>,
    pub title: String,
    pub description: String,
    pub workspace: NamedRef,
    pub owner: NamedRef,
    pub contributors: Vec<NamedRef>,
    pub parents: Vec<ParentOut>,
    pub visibility: String,
    pub stage: String,
    pub halted: Option<String>,
    pub is_archived: bool,
    pub weight: String,
    pub priority: Option<i16>,
    pub progress_from: String,
    pub progress: Option<f64>,
    pub status: &'static str,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// By this our import knows what has changed since.
    pub version: i32,
    pub key_results: Vec<KeyResultOut>,
}

/// An objective that another one supports; at most one is the main one.
#[derive(Serialize)]
pub struct ParentOut {
    pub id: Uuid,
    pub title: String,
    pub is_main: bool,
    pub contributes: bool,
}

#[derive(Serialize)]
pub struct KeyResultOut {
    pub id: Uuid,
    pub import_key: Option<String>,
    pub title: String,
    pub description: String,
    pub kind: &'static str,
    pub unit: String,
    pub baseline: Option<String>,
    pub target: Option<String>,
    pub band_low: Option<String>,
    pub band_high: Option<String>,
    pub tolerance: Option<String>,
    pub red_line: Option<String>,
    pub curve: &'static str,
    pub curve_points: Vec<CurvePointOut>,
    pub expected_steps: Vec<StepOut>,
    pub levels: Vec<LevelOut>,
    pub milestones: Vec<MilestoneOut>,
    pub value: Option<String>,
    pub value_on: Option<NaiveDate>,
    pub weight: String,
    pub priority: Option<i16>,
    pub owner: NamedRef,
    pub confidence: Option<i16>,
    pub rhythm: Option<String>,
    pub mid_score: Option<String>,
    pub final_score: Option<String>,
    pub progress: Option<f64>,
    pub status: &'static str,
    pub version: i32,
}

/// At this value the progress is this.
#[derive(Serialize)]
pub struct CurvePointOut {
    pub value: String,
    pub progress: String,
}

/// From this day on this progress is expected.
#[derive(Serialize)]
pub struct StepOut {
    pub from_on: NaiveDate,
    pub progress: String,
}

/// A level of a scale, worst first; the value is its number, from 1.
#[derive(Serialize)]
pub struct LevelOut {
    pub number: usize,
    pub label: String,
    pub progress: String,
}

#[derive(Serialize)]
pub struct MilestoneOut {
    pub id: Uuid,
    pub title: String,
    pub weight: String,
    pub done_on: Option<NaiveDate>,
}

/// What is exported of a key result and not held by its model.
pub struct Besides {
    pub import_key: Option<String>,
    pub progress: Option<f64>,
    pub status: Option<String>,
    pub mid_score: Option<Decimal>,
    pub final_score: Option<Decimal>,
}

fn exact(number: Decimal) -> String {
    number.normalize().to_string()
}

/// An objective without what is read by its id.
pub fn objective(row: ObjectiveRow, workspace: String) -> ObjectiveOut {
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
        version: row.version,
        key_results: Vec::new(),
    }
}

pub fn key_result(one: KeyResult, besides: Option<Besides>) -> KeyResultOut {
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
        version: one.version,
    }
}
