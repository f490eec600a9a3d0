//! Finds what an import may meet: people, periods, workspaces, objectives and key results by their keys.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::key::ImportKey;
use super::said::Said;
use super::values::normalise;
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Failure, KeyResultId, ObjectiveId, PeriodId, Result, WorkspaceId};

/// An account as names of a file may find it.
#[derive(Debug, Clone)]
pub struct KnownAccount {
    pub id: AccountId,
    pub name: String,
    pub email: Option<String>,
    pub import_key: Option<String>,
}

/// Accounts with one of these addresses or keys, or with one of these names, all in lower case, ё as е; or with one of these ids.
pub async fn accounts(tx: &mut OrganizationTx, identities: &[String], ids: &[AccountId]) -> Result<Vec<KnownAccount>> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    Ok(sqlx::query_as!(
        KnownAccount,
        r#"SELECT id AS "id: AccountId", name, email, import_key FROM accounts
           WHERE email_norm = ANY($1) OR import_key = ANY($1) OR translate(lower(name), 'ё', 'е') = ANY($1) OR id = ANY($2) ORDER BY account_no"#,
        identities,
        &ids
    )
    .fetch_all(tx.conn())
    .await?)
}

/// A period of the organization.
#[derive(Debug, Clone)]
pub struct KnownPeriod {
    pub id: PeriodId,
    pub kind: String,
    pub name: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub state: String,
}

pub async fn periods(tx: &mut OrganizationTx) -> Result<Vec<KnownPeriod>> {
    Ok(sqlx::query_as!(
        KnownPeriod,
        r#"SELECT id AS "id: PeriodId", kind, name, starts_on, ends_on, state FROM periods"#
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Workspaces that are not archived, with normalised names; the first is the root.
pub async fn workspaces(tx: &mut OrganizationTx) -> Result<Vec<(WorkspaceId, String)>> {
    let rows = sqlx::query!(r#"SELECT id AS "id: WorkspaceId", name FROM workspaces WHERE archived_at IS NULL ORDER BY parent_id IS NOT NULL, workspace_no"#)
        .fetch_all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, normalise(&row.name))).collect())
}

/// Objectives by key; of a key that names none there is none.
pub async fn objectives(tx: &mut OrganizationTx, keys: &[&ImportKey]) -> Result<HashMap<String, ObjectiveId>> {
    let (texts, ids) = split(keys);
    let rows = sqlx::query!(
        r#"SELECT id AS "id: ObjectiveId", import_key FROM objectives WHERE import_key = ANY($1) UNION SELECT id, import_key FROM objectives WHERE id = ANY($2)"#,
        &texts,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    let (mut found, ids) = (HashMap::new(), ids.into_iter().collect());
    for row in rows {
        if let Some(id) = row.id {
            by_both(&mut found, &ids, id, id.0, row.import_key);
        }
    }
    Ok(found)
}

/// A key result as it is found again: where it is, and what no model holds.
#[derive(Debug, Clone, Copy)]
pub struct KnownKeyResult {
    pub id: KeyResultId,
    pub objective: ObjectiveId,
    pub archived: bool,
}

/// Key results by key.
pub async fn key_results(tx: &mut OrganizationTx, keys: &[&ImportKey]) -> Result<HashMap<String, KnownKeyResult>> {
    let (texts, ids) = split(keys);
    let rows = sqlx::query!(
        r#"SELECT id AS "id!: KeyResultId", objective_id AS "objective!: ObjectiveId", archived_at IS NOT NULL AS "archived!", import_key FROM key_results WHERE import_key = ANY($1)
           UNION SELECT id, objective_id, archived_at IS NOT NULL, import_key FROM key_results WHERE id = ANY($2)"#,
        &texts,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    let (mut found, ids) = (HashMap::new(), ids.into_iter().collect());
    for row in rows {
        by_both(
            &mut found,
            &ids,
            KnownKeyResult { id: row.id, objective: row.objective, archived: row.archived },
            row.id.0,
            row.import_key,
        );
    }
    Ok(found)
}

/// Keys as texts, and as ids those that a file gave.
fn split(keys: &[&ImportKey]) -> (Vec<String>, Vec<Uuid>) {
    let texts = keys.iter().map(|key| place(key)).collect();
    let ids = keys.iter().filter_map(|key| id_of(key)).collect();
    (texts, ids)
}

/// The id that a key names. Derived keys are 32 digits without hyphens, also where an export gives them back.
pub fn id_of(key: &ImportKey) -> Option<Uuid> {
    let text = key.as_str();
    if text.contains('-') { Uuid::parse_str(text).ok() } else { None }
}

fn by_both<T: Clone>(
    found: &mut HashMap<String, T>,
    ids: &HashSet<Uuid>,
    one: T,
    id: Uuid,
    import_key: Option<String>,
) {
    if let Some(key) = import_key {
        found.insert(key, one.clone());
    }
    if ids.contains(&id) {
        found.insert(id.to_string(), one);
    }
}

/// How a key stands in the maps above.
pub fn place(key: &ImportKey) -> String {
    id_of(key).map_or_else(|| key.as_str().to_owned(), |id| id.to_string())
}

/// What files said of these objects.
pub async fn marks(tx: &mut OrganizationTx, subjects: &[Uuid]) -> Result<HashMap<Uuid, Said>> {
    let rows = sqlx::query!("SELECT subject_id, said FROM import_marks WHERE subject_id = ANY($1)", subjects)
        .fetch_all(tx.conn())
        .await?;
    rows.into_iter()
        .map(|row| Ok((row.subject_id, serde_json::from_value(row.said).map_err(Failure::internal)?)))
        .collect()
}

/// What is written of key results besides their rows.
#[derive(Debug, Default)]
pub struct Recorded {
    pub readings: HashMap<KeyResultId, Vec<(NaiveDate, Decimal)>>,
    pub scores: HashMap<(KeyResultId, String), Decimal>,
    pub comments: HashMap<KeyResultId, Vec<String>>,
}

/// Readings on these days, scores and comments of key results.
pub async fn recorded(tx: &mut OrganizationTx, key_results: &[KeyResultId], days: &[NaiveDate]) -> Result<Recorded> {
    let ids: Vec<_> = key_results.iter().map(|id| id.0).collect();
    let mut found = Recorded::default();
    for row in sqlx::query!(
        r#"SELECT key_result_id AS "id: KeyResultId", effective_on, value FROM readings r WHERE key_result_id = ANY($1) AND effective_on = ANY($2)
             AND NOT EXISTS (SELECT 1 FROM withdrawn_readings w WHERE w.organization_id = r.organization_id AND w.reading_id = r.id)"#,
        &ids,
        days
    )
    .fetch_all(tx.conn())
    .await?
    {
        found.readings.entry(row.id).or_default().push((row.effective_on, row.value));
    }
    for row in sqlx::query!(r#"SELECT key_result_id AS "id: KeyResultId", moment, score FROM recorded_scores WHERE key_result_id = ANY($1)"#, &ids).fetch_all(tx.conn()).await? {
        found.scores.insert((row.id, row.moment), row.score);
    }
    for row in sqlx::query!(r#"SELECT key_result_id AS "id: KeyResultId", comment FROM check_ins WHERE key_result_id = ANY($1) AND comment <> ''"#, &ids).fetch_all(tx.conn()).await? {
        found.comments.entry(row.id).or_default().push(row.comment);
    }
    Ok(found)
}

/// What was changed of a field after an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// What it was when it was exported, and what it was before each later change.
    pub was: Vec<Option<String>>,
    /// Who changed it last; none when nobody did.
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

impl Since {
    /// What it was when it was exported.
    pub fn base(&self) -> Option<&str> {
        self.was.first().and_then(Option::as_deref)
    }
}

/// By thing and field, what was changed after these versions. That something was imported is no change of a field.
pub async fn since(tx: &mut OrganizationTx, versions: &[(Uuid, i32)]) -> Result<HashMap<Uuid, HashMap<String, Since>>> {
    let (subjects, versions): (Vec<_>, Vec<_>) = versions.iter().copied().unzip();
    let rows = sqlx::query!(
        r#"SELECT c.subject_id, c.field, c.old, a.name AS "by?", c.at
           FROM unnest($1::uuid[], $2::integer[]) AS x(subject, version)
           JOIN changes c ON c.subject_id = x.subject AND c.version > x.version
           LEFT JOIN accounts a ON a.organization_id = c.organization_id AND a.id = c.account_id
           WHERE c.field <> 'imported' ORDER BY c.id"#,
        &subjects,
        &versions
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found: HashMap<Uuid, HashMap<String, Since>> = HashMap::new();
    for row in rows {
        let since = found.entry(row.subject_id).or_default().entry(row.field).or_insert_with(|| Since {
            was: Vec::new(),
            by: None,
            at: row.at,
        });
        since.was.push(row.old);
        (since.by, since.at) = (row.by, row.at);
    }
    Ok(found)
}

/// Whether objectives count towards the main ones above them.
pub async fn contributing(tx: &mut OrganizationTx, objectives: &[ObjectiveId]) -> Result<HashMap<ObjectiveId, bool>> {
    let ids: Vec<_> = objectives.iter().map(|id| id.0).collect();
    let rows =
        sqlx::query!(r#"SELECT id AS "id: ObjectiveId", parent_contributes FROM objectives WHERE id = ANY($1)"#, &ids)
            .fetch_all(tx.conn())
            .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.parent_contributes)).collect())
}

/// Which further objectives stand above objectives, and whether they count towards them.
pub async fn further_parents(
    tx: &mut OrganizationTx,
    objectives: &[ObjectiveId],
) -> Result<HashMap<(ObjectiveId, ObjectiveId), bool>> {
    let ids: Vec<_> = objectives.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT objective_id AS "objective: ObjectiveId", parent_id AS "parent: ObjectiveId", contributes FROM objective_parents WHERE objective_id = ANY($1)"#,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| ((row.objective, row.parent), row.contributes)).collect())
}

/// Who contributes to objectives already.
pub async fn contributors(
    tx: &mut OrganizationTx,
    objectives: &[ObjectiveId],
) -> Result<Vec<(ObjectiveId, AccountId)>> {
    let ids: Vec<_> = objectives.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT objective_id AS "objective: ObjectiveId", account_id AS "account: AccountId" FROM object_roles WHERE role = 'contributor' AND objective_id = ANY($1)"#,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.objective, row.account)).collect())
}
