//! Carries out an import in one transaction, in parts that fit into memory; or only says what it would do.

use std::collections::{HashMap, HashSet};

use serde_json::json;
use tokio::sync::watch;

use super::batch::Batch;
use super::children;
use super::compare::{Comparison, Found, There};
use super::existing;
use super::limits;
use super::mapping::Columns;
use super::message::Message;
use super::parsed::{ParsedKeyResult, ParsedObjective, ReadingDay};
use super::plan::Plan;
use super::report::ImportReport;
use super::resolve::Names;
use super::write;
use crate::db::{Audit, OrganizationTx};
use crate::kernel::{Failure, ImportId, Kind, ObjectiveId, Result};
use crate::okr::key_results::store as key_results;
use crate::okr::objectives::stage::Stage;
use crate::okr::objectives::store as objectives;
use crate::okr::recompute;
use crate::okr::settings::Settings;

/// Key results that are compared and written at once; an objective is never cut in two.
const KEY_RESULTS_AT_ONCE: usize = 1_000;

/// Facts and keys in one statement.
const AT_ONCE: usize = 5_000;

/// How the file is to be imported.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: ImportId,
    pub file_name: String,
    /// Only say what would happen.
    pub dry_run: bool,
    /// Import the rest when rows are bad; without it one bad row stops everything.
    pub skip_bad_rows: bool,
    /// The file wins over what people have changed since it was exported; without it their changes stay.
    pub overwrite: bool,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub done: u32,
    /// 0 while it is not known.
    pub total: u32,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    pub report: ImportReport<Message>,
    pub rows: u32,
    pub bad_rows: u32,
    /// Bad rows stopped the import: the transaction has to be given up.
    pub refused: bool,
}

/// Owners and administrators import.
pub fn require_right(actor: &crate::kernel::Actor) -> Result<()> {
    if actor.changes_all() && actor.account.is_some() {
        Ok(())
    } else {
        Err(Failure::new(Kind::Forbidden, "imports-not-for"))
    }
}

/// Compares the plan with what is there and, unless it is a dry run, writes the difference. The caller commits, unless the outcome is refused.
pub async fn carry_out(
    tx: &mut OrganizationTx,
    mut plan: Plan,
    columns: &Columns,
    order: &Order,
    progress: &watch::Sender<Progress>,
) -> Result<Outcome> {
    require_right(tx.actor())?;
    let importer = tx.actor().account.ok_or_else(Failure::forbidden)?;
    if !order.dry_run && !order.skip_bad_rows && plan.bad_rows > 0 {
        return Ok(outcome(plan, Found::default(), None, order));
    }
    let audit = if order.dry_run {
        None
    } else {
        // one import at a time in an organization: two of the same file would both find nothing
        sqlx::query!(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
            format!("import:{}", tx.actor().organization)
        )
        .execute(tx.conn())
        .await?;
        let detail =
            json!({ "rows": plan.rows, "objectives": plan.objectives.len(), "key_results": plan.key_result_count() });
        Some(tx.audit(Audit::of("import.run", "import", order.id.0).detail(detail)).await?)
    };
    let stage = if Settings::load(tx).await?.approval_required { Stage::Draft } else { Stage::Active };
    let parsed = std::mem::take(&mut plan.objectives);
    let ids = ids(tx, &parsed).await?;
    let mut names = Names::load(tx, &plan.people, columns).await?;
    let mut found = Found::default();
    let total = u32::try_from(parsed.len() + parsed.iter().map(|objective| objective.key_results.len()).sum::<usize>())
        .unwrap_or(u32::MAX);
    progress.send_replace(Progress { done: 0, total });

    let mut done = 0;
    let mut rest = parsed.as_slice();
    let mut rest_ids = ids.as_slice();
    while !rest.is_empty() {
        let count = portion(rest);
        let (part, later) = rest.split_at(count);
        let (part_ids, later_ids) = rest_ids.split_at(count);
        (rest, rest_ids) = (later, later_ids);
        tx.plan_anew().await?;
        let there = there(tx, part, part_ids).await?;
        let (first_touched, today) = (found.touched.len(), tx.today());
        let mut comparison = Comparison {
            columns,
            names: &mut names,
            there,
            batch: Batch::default(),
            found: &mut found,
            importer,
            stage,
            file_name: &order.file_name,
            overwrite: order.overwrite,
            today,
        };
        for (objective, (id, new_id)) in part.iter().zip(part_ids) {
            comparison.objective(objective, *id, *new_id);
        }
        let batch = comparison.batch;
        if let Some(audit) = audit {
            let pending = names.take_pending();
            let batch = Batch {
                people: pending.people,
                known_as: pending.known_as,
                periods: pending.periods,
                workspaces: pending.workspaces,
                ..batch
            };
            write::write(tx, order.id, audit, &order.file_name, batch).await?;
            let touched: Vec<_> = found.touched.iter().skip(first_touched).map(|(id, _)| *id).collect();
            recompute::objectives(tx, &touched).await?;
        }
        done += part.len() + part.iter().map(|objective| objective.key_results.len()).sum::<usize>();
        progress.send_replace(Progress { done: u32::try_from(done).unwrap_or(u32::MAX), total });
    }
    children::place(tx, &parsed, &ids, columns, &mut found, audit, order.overwrite).await?;
    let titles: HashMap<_, _> = parsed
        .iter()
        .zip(&ids)
        .map(|(objective, (_, new_id))| (new_id.to_string(), objective.title.as_str()))
        .collect();
    let new_titles = new_titles(&found, &titles);
    if audit.is_some() {
        tell(tx, &found).await?;
    }
    let mut outcome = outcome(plan, found, Some(&names), order);
    outcome.report.names.extend(new_titles);
    Ok(outcome)
}

/// Titles of new objectives that others are put below.
fn new_titles(found: &Found, titles: &HashMap<String, &str>) -> Vec<(uuid::Uuid, String)> {
    let fields = found.differences.listed.iter().flat_map(|one| &one.fields);
    let parents = fields.filter(|field| matches!(field.field.as_str(), "parent" | "secondary_parent"));
    parents
        .filter_map(|field| {
            let id = field.new.as_deref()?;
            Some((id.parse().ok()?, (*titles.get(id)?).to_owned()))
        })
        .collect()
}

/// Each objective's id when its key finds one, and the id that it gets otherwise.
async fn ids(tx: &mut OrganizationTx, parsed: &[ParsedObjective]) -> Result<Vec<(Option<ObjectiveId>, ObjectiveId)>> {
    let mut ids = Vec::with_capacity(parsed.len());
    for part in parsed.chunks(AT_ONCE) {
        let known = existing::objectives(tx, &part.iter().map(|objective| &objective.key).collect::<Vec<_>>()).await?;
        ids.extend(
            part.iter().map(|objective| (known.get(&existing::place(&objective.key)).copied(), ObjectiveId::new())),
        );
    }
    Ok(ids)
}

/// The versions that the file names of what is there.
fn versions(
    parsed: &[ParsedObjective],
    ids: &[(Option<ObjectiveId>, ObjectiveId)],
    there: &There,
) -> Vec<(uuid::Uuid, i32)> {
    let mut versions = Vec::new();
    for (objective, (id, _)) in parsed.iter().zip(ids) {
        versions.extend(id.map(|id| id.0).zip(objective.version));
        for row in &objective.key_results {
            let known = there.known_key_results.get(&existing::place(&row.key));
            versions.extend(known.map(|known| known.id.0).zip(row.version));
        }
    }
    versions
}

fn portion(rest: &[ParsedObjective]) -> usize {
    let mut sum = 0;
    let count = rest
        .iter()
        .take_while(|objective| {
            let fits = sum < KEY_RESULTS_AT_ONCE;
            sum += objective.key_results.len() + 1;
            fits
        })
        .count();
    count.max(1)
}

/// Reads what is there of these objectives and of the key results that their rows name.
async fn there(
    tx: &mut OrganizationTx,
    parsed: &[ParsedObjective],
    ids: &[(Option<ObjectiveId>, ObjectiveId)],
) -> Result<There> {
    let known: Vec<_> = ids.iter().filter_map(|(id, _)| *id).collect();
    let rows: Vec<&ParsedKeyResult> = parsed.iter().flat_map(|objective| &objective.key_results).collect();
    let known_key_results = existing::key_results(tx, &rows.iter().map(|row| &row.key).collect::<Vec<_>>()).await?;
    let mut there = There { known_key_results, ..There::default() };
    if known.is_empty() {
        return Ok(there);
    }
    let all = objectives::list(tx, &known).await?;
    let mut days: Vec<_> = rows
        .iter()
        .flat_map(|row| &row.readings)
        .filter_map(|reading| if let ReadingDay::On(day) = reading.day { Some(day) } else { None })
        .collect();
    let today = tx.today();
    for objective in &all {
        let (first, last) = (objective.period_first, objective.period_last);
        days.extend(
            [ReadingDay::MiddleOfPeriod, ReadingDay::EndOfPeriod, ReadingDay::Today]
                .map(|day| day.resolve(first, last, today).min(today)),
        );
    }
    days.sort_unstable();
    days.dedup();
    there.objectives = all.into_iter().map(|objective| (objective.id, objective)).collect();
    let wanted: HashSet<_> = there.known_key_results.values().map(|known| known.id).collect();
    there.key_results = key_results::list_of_objectives(tx, &known)
        .await?
        .into_iter()
        .filter(|one| wanted.contains(&one.id))
        .map(|one| (one.id, one))
        .collect();
    let found: Vec<_> = wanted.into_iter().collect();
    there.recorded = existing::recorded(tx, &found, &days).await?;
    there.contributors = existing::contributors(tx, &known).await?.into_iter().collect();
    let subjects: Vec<_> = known.iter().map(|id| id.0).chain(found.iter().map(|id| id.0)).collect();
    there.marks = existing::marks(tx, &subjects).await?;
    there.since = existing::since(tx, &versions(parsed, ids, &there)).await?;
    Ok(there)
}

/// One fact for each objective; its ancestors are counted from it.
async fn tell(tx: &mut OrganizationTx, found: &Found) -> Result<()> {
    for (is_new, fact) in [(true, "objective.created"), (false, "objective.changed")] {
        let facts: Vec<_> =
            found.touched.iter().filter(|(_, new)| *new == is_new).map(|(id, _)| json!({ "objective": id })).collect();
        for part in facts.chunks(AT_ONCE) {
            tx.emit_all(fact, part).await?;
        }
    }
    Ok(())
}

fn outcome(mut plan: Plan, found: Found, names: Option<&Names>, order: &Order) -> Outcome {
    let bad_rows = plan.bad_rows.saturating_add(u32::try_from(found.bad_rows).unwrap_or(u32::MAX));
    plan.errors.extend(found.errors);
    plan.errors.sort_by_key(|error| error.line);
    plan.unlisted_errors += plan.errors.len().saturating_sub(limits::MAX_LISTED_ERRORS);
    plan.errors.truncate(limits::MAX_LISTED_ERRORS);
    let refused = !order.dry_run && !order.skip_bad_rows && bad_rows > 0;
    let mut report = ImportReport::of(&plan);
    if !refused {
        report.objectives = found.objectives;
        report.key_results = found.key_results;
        report.check_ins = found.check_ins;
        report.people = names.map(Names::counts).unwrap_or_default();
        report.names = names.map(Names::new_ones).unwrap_or_default();
        report.unlisted_differences = found.differences.unlisted;
        report.conflicts = found.differences.conflicts;
        report.differences = found.differences.listed;
    }
    Outcome { report, rows: plan.rows, bad_rows: bad_rows.min(plan.rows), refused }
}
