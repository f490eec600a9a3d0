//! SQL of imports and their files.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value;
use sqlx::types::Json;

use super::message::Message;
use super::report::ImportReport;
use crate::db::OrganizationTx;
use crate::kernel::{
    AccountId, Actor, Failure, ImportId, KeyResultId, ObjectiveId, OrganizationRole, PeriodId, Result,
};
use crate::web::Period;

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its columns are being chosen.
    Uploaded,
    /// Waits for the worker.
    Queued,
    Running,
    Done,
    Failed,
}

impl State {
    pub fn code(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    fn parse(code: &str) -> Self {
        [Self::Uploaded, Self::Queued, Self::Running, Self::Done]
            .into_iter()
            .find(|state| state.code() == code)
            .unwrap_or(Self::Failed)
    }

    /// Whether the worker has it.
    pub fn is_at_work(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }
}

/// An import.
#[derive(Debug, Clone)]
pub struct Import {
    pub id: ImportId,
    pub account: AccountId,
    pub account_name: String,
    pub file_name: String,
    pub state: State,
    /// Empty until the columns were chosen.
    pub mapping: Value,
    pub dry_run: bool,
    pub skip_bad_rows: bool,
    pub overwrite: bool,
    pub rows_done: i32,
    pub rows_total: i32,
    pub bad_rows: i32,
    pub report: Option<ImportReport<Message>>,
    pub failure: Option<Message>,
    pub created_at: DateTime<Utc>,
    /// The file is still there: it can be checked and imported again.
    pub has_file: bool,
}

impl Import {
    /// Whether its columns have to be chosen; those of JSON are known.
    pub fn has_columns(&self) -> bool {
        self.mapping.get("format").is_none()
    }
}

struct Stored {
    id: ImportId,
    account_id: AccountId,
    account_name: String,
    file_name: String,
    state: String,
    mapping: Value,
    dry_run: bool,
    skip_bad_rows: bool,
    overwrite: bool,
    rows_done: i32,
    rows_total: i32,
    bad_rows: i32,
    report: Option<Value>,
    failure: Option<Value>,
    created_at: DateTime<Utc>,
    has_file: bool,
}

impl From<Stored> for Import {
    fn from(row: Stored) -> Self {
        Self {
            id: row.id,
            account: row.account_id,
            account_name: row.account_name,
            file_name: row.file_name,
            state: State::parse(&row.state),
            mapping: row.mapping,
            dry_run: row.dry_run,
            skip_bad_rows: row.skip_bad_rows,
            overwrite: row.overwrite,
            rows_done: row.rows_done,
            rows_total: row.rows_total,
            bad_rows: row.bad_rows,
            report: row.report.and_then(|report| serde_json::from_value(report).ok()),
            failure: row.failure.and_then(|failure| serde_json::from_value(failure).ok()),
            created_at: row.created_at,
            has_file: row.has_file,
        }
    }
}

/// One import.
pub async fn find(tx: &mut OrganizationTx, id: ImportId) -> Result<Import> {
    Ok(sqlx::query_as!(
        Stored,
        r#"SELECT i.id AS "id: ImportId", i.account_id AS "account_id: AccountId", a.name AS account_name, i.file_name, i.state, i.mapping, i.dry_run, i.skip_bad_rows, i.overwrite,
             i.rows_done, i.rows_total, i.bad_rows, i.report, i.failure, i.created_at,
             EXISTS (SELECT 1 FROM import_files f WHERE f.organization_id = i.organization_id AND f.import_id = i.id) AS "has_file!"
           FROM imports i JOIN accounts a ON a.organization_id = i.organization_id AND a.id = i.account_id WHERE i.id = $1"#,
        id.0
    )
    .fetch_one(tx.conn())
    .await?
    .into())
}

/// The newest imports.
pub async fn list(tx: &mut OrganizationTx, limit: i64) -> Result<Vec<Import>> {
    let rows = sqlx::query_as!(
        Stored,
        r#"SELECT i.id AS "id: ImportId", i.account_id AS "account_id: AccountId", a.name AS account_name, i.file_name, i.state, i.mapping, i.dry_run, i.skip_bad_rows, i.overwrite,
             i.rows_done, i.rows_total, i.bad_rows, jsonb_set(i.report - 'differences' - 'names', '{errors}', '[]') AS report, i.failure, i.created_at, false AS "has_file!"
           FROM imports i JOIN accounts a ON a.organization_id = i.organization_id AND a.id = i.account_id ORDER BY i.created_at DESC, i.id DESC LIMIT $1"#,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Import::from).collect())
}

/// Keeps an uploaded file. The same id with the same file again is the same import; with another file it is not kept, and false.
pub async fn insert_with_file(tx: &mut OrganizationTx, id: ImportId, file_name: &str, content: &[u8]) -> Result<bool> {
    if !insert(tx, id, file_name, content.len()).await? {
        let same = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM imports i JOIN import_files f ON f.organization_id = i.organization_id AND f.import_id = i.id
               WHERE i.id = $1 AND i.file_name = $2 AND f.content = $3) AS "same!""#,
            id.0,
            file_name,
            content
        )
        .fetch_one(tx.conn())
        .await?;
        return Ok(same);
    }
    let organization = tx.actor().organization.0;
    sqlx::query!(
        "INSERT INTO import_files (organization_id, import_id, content) VALUES ($1, $2, $3)",
        organization,
        id.0,
        content
    )
    .execute(tx.conn())
    .await?;
    Ok(true)
}

/// Notes an import; false when there is one of this id.
pub async fn insert(tx: &mut OrganizationTx, id: ImportId, file_name: &str, size: usize) -> Result<bool> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    let account = tx.actor().account.ok_or_else(Failure::forbidden)?;
    let done = sqlx::query!(
        "INSERT INTO imports (organization_id, id, account_id, file_name, file_size, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        organization,
        id.0,
        account.0,
        file_name,
        i64::try_from(size).unwrap_or(i64::MAX),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn content(tx: &mut OrganizationTx, id: ImportId) -> Result<Vec<u8>> {
    Ok(sqlx::query_scalar!("SELECT content FROM import_files WHERE import_id = $1", id.0).fetch_one(tx.conn()).await?)
}

/// Keeps the chosen columns and options.
pub async fn set_mapping(tx: &mut OrganizationTx, id: ImportId, mapping: &Value) -> Result<()> {
    sqlx::query!("UPDATE imports SET mapping = $2 WHERE id = $1", id.0, mapping).execute(tx.conn()).await?;
    Ok(())
}

/// What the worker is to do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Say what would change.
    Check,
    Import {
        /// Rows that cannot be understood are left out; without it one of them stops it all.
        skips_bad_rows: bool,
        /// What was changed here since the export is replaced by what the file says.
        overwrites: bool,
    },
}

/// Gives it to the worker; false when it is there already, or has been imported.
pub async fn queue(tx: &mut OrganizationTx, id: ImportId, task: Task) -> Result<bool> {
    let account = tx.actor().account.ok_or_else(Failure::forbidden)?;
    let (dry_run, skip_bad_rows, overwrite) = match task {
        Task::Check => (true, false, false),
        Task::Import { skips_bad_rows, overwrites } => (false, skips_bad_rows, overwrites),
    };
    let done = sqlx::query!(
        "UPDATE imports SET state = 'queued', account_id = $2, dry_run = $3, skip_bad_rows = $4, overwrite = $5, rows_done = 0, rows_total = 0, failure = NULL, finished_at = NULL
         WHERE id = $1 AND state NOT IN ('queued', 'running') AND (state <> 'done' OR dry_run)",
        id.0,
        account.0,
        dry_run,
        skip_bad_rows,
        overwrite
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that the worker has begun.
pub async fn begin(tx: &mut OrganizationTx, id: ImportId) -> Result<()> {
    sqlx::query!("UPDATE imports SET state = 'running', rows_done = 0, rows_total = 0 WHERE id = $1", id.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub async fn set_progress(tx: &mut OrganizationTx, id: ImportId, done: u32, total: u32) -> Result<()> {
    let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    sqlx::query!(
        "UPDATE imports SET rows_done = $2, rows_total = $3 WHERE id = $1 AND state = 'running'",
        id.0,
        number(done),
        number(total)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How an import ended.
pub struct End<'a> {
    pub state: State,
    pub report: Option<&'a ImportReport<Message>>,
    pub failure: Option<&'a Message>,
    pub rows: u32,
    pub bad_rows: u32,
}

/// Notes the end. A report that was there stays when there is no newer one.
pub async fn end(tx: &mut OrganizationTx, id: ImportId, end: End<'_>) -> Result<()> {
    let now = tx.now();
    let report = end.report.map(serde_json::to_value).transpose().map_err(Failure::internal)?;
    let failure = end.failure.map(serde_json::to_value).transpose().map_err(Failure::internal)?;
    let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    sqlx::query!(
        "UPDATE imports SET state = $2, report = coalesce($3, report), failure = $4, rows_done = $5, rows_total = $5, bad_rows = $6, finished_at = $7 WHERE id = $1",
        id.0,
        end.state.code(),
        report,
        failure,
        number(end.rows),
        number(end.bad_rows),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Marks what the command line has imported as done.
pub async fn set_imported(tx: &mut OrganizationTx, id: ImportId) -> Result<()> {
    sqlx::query!("UPDATE imports SET dry_run = false WHERE id = $1", id.0).execute(tx.conn()).await?;
    Ok(())
}

/// Whoever asked for an import, with the rights that they have now; none when they may no longer enter.
pub async fn actor(tx: &mut OrganizationTx, account: AccountId) -> Result<Option<Actor>> {
    let row =
        sqlx::query!("SELECT role, is_auditor, is_hr FROM accounts WHERE id = $1 AND state = 'active'", account.0)
            .fetch_optional(tx.conn())
            .await?;
    let (organization, zone) = (tx.actor().organization, tx.actor().zone);
    Ok(row.map(|row| Actor {
        organization,
        account: Some(account),
        role: OrganizationRole::parse(&row.role),
        is_auditor: row.is_auditor,
        is_hr: row.is_hr,
        zone,
        request_id: None,
        once: None,
        tab: None,
    }))
}

/// The account of this address, or the owner without one.
pub async fn find_importer(tx: &mut OrganizationTx, email: Option<&str>) -> Result<Option<AccountId>> {
    Ok(match email {
        Some(email) => {
            sqlx::query_scalar!(r#"SELECT id AS "id: AccountId" FROM accounts WHERE email_norm = lower($1)"#, email)
                .fetch_optional(tx.conn())
                .await?
        }
        None => {
            sqlx::query_scalar!(r#"SELECT id AS "id: AccountId" FROM accounts WHERE role = 'owner'"#)
                .fetch_optional(tx.conn())
                .await?
        }
    })
}

/// The zone of the organization.
pub async fn zone(tx: &mut OrganizationTx) -> Result<chrono_tz::Tz> {
    let zone = sqlx::query_scalar!("SELECT time_zone FROM organizations").fetch_one(tx.conn()).await?;
    Ok(zone.parse().unwrap_or(chrono_tz::UTC))
}

/// What an import named, as long as no later import has named it again.
#[derive(Debug, Default)]
pub struct Imported {
    /// With their titles.
    pub key_results: Vec<(KeyResultId, String)>,
    pub objectives: Vec<ImportedObjective>,
}

#[derive(Debug)]
pub struct ImportedObjective {
    pub id: ObjectiveId,
    pub title: String,
    pub period: PeriodId,
    pub weight: Decimal,
    pub progress: Option<f64>,
}

/// The periods of the organization, newest first, as they are now.
pub async fn periods(tx: &mut OrganizationTx) -> Result<Vec<Period>> {
    let periods: Json<Vec<Period>> =
        sqlx::query_scalar!(r#"SELECT periods AS "periods: Json<Vec<Period>>" FROM organizations"#)
            .fetch_one(tx.conn())
            .await?;
    Ok(periods.0)
}

/// Objectives and key results of an import in their order, at most 20,000 each.
pub async fn list_imported(tx: &mut OrganizationTx, id: ImportId) -> Result<Imported> {
    let rows = sqlx::query!(
        r#"SELECT k.id AS "id: KeyResultId", k.title FROM import_marks m JOIN key_results k ON k.organization_id = m.organization_id AND k.id = m.subject_id
           JOIN objectives o ON o.organization_id = k.organization_id AND o.id = k.objective_id
           WHERE m.import_id = $1 AND k.archived_at IS NULL ORDER BY o.position, o.id, k.position, k.id LIMIT 20000"#,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let objectives = sqlx::query_as!(
        ImportedObjective,
        r#"SELECT o.id AS "id: ObjectiveId", o.title, o.period_id AS "period: PeriodId", o.weight, o.progress
           FROM import_marks m JOIN objectives o ON o.organization_id = m.organization_id AND o.id = m.subject_id
           WHERE m.import_id = $1 AND o.archived_at IS NULL ORDER BY o.position, o.id LIMIT 20000"#,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(Imported { key_results: rows.into_iter().map(|row| (row.id, row.title)).collect(), objectives })
}
