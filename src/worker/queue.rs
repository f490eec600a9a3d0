//! The job queue: its tables, its connections, and the running of jobs with retries.
//!
//! The tables belong to the role `okrio_worker`; nobody else may read or write them. A job that fails is tried again
//! after 3, 8, 20 … seconds, up to 25 times; then it stays in the queue with its error.
use std::error::Error;
use std::time::Duration;

use chrono_tz::Tz;
use graphile_worker::{
    Cron, IntoTaskHandlerResult, LocalQueueConfig, RefetchDelayConfig, TaskHandler, WorkerContext, WorkerOptions,
    WorkerRecoveryConfig, WorkerShutdownConfig, WorkerUtils,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgPool};
use tokio::sync::watch;
use tracing::Instrument;
use uuid::Uuid;

use super::GRACE;
use super::cleaning::Clean;
use super::jobs::{Jobs, Work};
use crate::db::Db;
use crate::kernel::{AccountId, Actor, Failure, Result};

pub(super) const SCHEMA: &str = "graphile_worker";

const AS_WORKER: &str = "SET ROLE okrio_worker";

/// Jobs that run at once in one process.
const AT_ONCE: usize = 2;

/// Connections that work as the role `okrio_worker`, whoever they sign in as.
pub fn pool(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(6)
        .acquire_timeout(Duration::from_secs(2))
        .after_connect(|connection, _| {
            Box::pin(async move {
                sqlx::query(AS_WORKER).execute(connection).await?;
                Ok(())
            })
        })
        .connect_lazy_with(options.application_name("okrio worker"))
}

/// Tries once whether these options lead to the role `okrio_worker`.
pub async fn check(options: &PgConnectOptions) -> std::result::Result<(), sqlx::Error> {
    let mut connection = options.connect().await?;
    sqlx::query(AS_WORKER).execute(&mut connection).await?;
    connection.close().await
}

/// Makes or updates the queue's tables. Running it again changes nothing.
pub async fn migrate(pool: &PgPool) -> std::result::Result<(), Box<dyn Error + Send + Sync>> {
    WorkerUtils::new(pool, SCHEMA).migrate().await?;
    sqlx::raw_sql(BACKLOG).execute(pool).await?;
    Ok(())
}

/// Makes the function with which the runtime role learns how much is waiting, and nothing of what it is.
pub const BACKLOG: &str = "
CREATE OR REPLACE FUNCTION graphile_worker.okrio_backlog()
RETURNS TABLE (facts bigint, oldest_fact_seconds double precision, waiting bigint, failing bigint, failed bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT (SELECT count(*) FROM public.outbox),
    (SELECT coalesce(extract(epoch FROM now() - min(at)), 0)::double precision FROM public.outbox),
    count(*) FILTER (WHERE attempts < max_attempts),
    count(*) FILTER (WHERE attempts < max_attempts AND last_error IS NOT NULL),
    count(*) FILTER (WHERE attempts >= max_attempts AND locked_at IS NULL)
  FROM graphile_worker._private_jobs
$$;
REVOKE ALL ON FUNCTION graphile_worker.okrio_backlog() FROM PUBLIC;
GRANT USAGE ON SCHEMA graphile_worker TO okrio_app;
GRANT EXECUTE ON FUNCTION graphile_worker.okrio_backlog() TO okrio_app;
";

/// What has not been done yet.
#[derive(Debug, PartialEq, sqlx::FromRow)]
pub struct Backlog {
    /// Facts that are no jobs yet.
    pub facts: i64,
    /// Age of the oldest of them, in seconds; 0 without any.
    pub oldest_fact_seconds: f64,
    /// Jobs that wait or run.
    pub waiting: i64,
    /// Those of them that failed at least once.
    pub failing: i64,
    /// Jobs that are not tried any more.
    pub failed: i64,
}

/// Asks for the backlog, as the runtime role.
pub async fn backlog(pool: &PgPool) -> std::result::Result<Backlog, sqlx::Error> {
    sqlx::query_as("SELECT facts, oldest_fact_seconds, waiting, failing, failed FROM graphile_worker.okrio_backlog()")
        .fetch_one(pool)
        .await
}

/// Runs jobs until `stop` becomes true, then lets those that run finish within [`GRACE`].
pub(super) async fn run(
    pool: &PgPool,
    db: &Db,
    jobs: &Jobs,
    mut stop: watch::Receiver<bool>,
) -> std::result::Result<(), Box<dyn Error + Send + Sync>> {
    let shutdown = WorkerShutdownConfig::default()
        // the process has one handler for signals; a second one here would keep it from ending
        .listen_os_shutdown_signals(false)
        .grace_period(GRACE)
        .interrupted_job_retry_delay(Duration::from_secs(1))
        .shutdown_signal(async move {
            let _ = stop.wait_for(|stop| *stop).await;
        });
    // jobs of a process that was killed are free again after half a minute
    let recovery = WorkerRecoveryConfig::default()
        .heartbeat_interval(Duration::from_secs(5))
        .sweep_interval(Duration::from_secs(10))
        .sweep_threshold(Duration::from_secs(30))
        .recovery_delay(Duration::from_secs(1));
    // Without a local queue each wake-up runs one job, and the next one waits for the poll. Without the delay it would
    // ask the database again and again while there is nothing to do; a notification of new jobs ends the delay.
    let idle = RefetchDelayConfig::default().with_duration(Duration::from_millis(400)).with_max_abort_threshold(1);
    let local_queue = LocalQueueConfig::default().with_size(20).with_refetch_delay(idle);
    WorkerOptions::default()
        .pg_pool(pool.clone())
        .schema(SCHEMA)
        .concurrency(AT_ONCE)
        .poll_interval(Duration::from_millis(500))
        .local_queue(local_queue)
        .worker_shutdown(shutdown)
        .worker_recovery(recovery)
        .add_extension(Tools { db: db.clone(), jobs: jobs.clone() })
        .define_job::<Task>()
        .define_job::<Clean>()
        .with_cron(Cron::hourly_at::<Clean>(17)?.payload_value(json!({})))
        .init()
        .await?
        .run()
        .await?;
    Ok(())
}

/// What jobs need of the process.
#[derive(Clone, Debug)]
struct Tools {
    db: Db,
    jobs: Jobs,
}

/// A job in the queue: which one, for which organization.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) job: String,
    pub(super) organization: Uuid,
    pub(super) cause: Option<Uuid>,
    pub(super) payload: Value,
}

impl Task {
    pub(super) const NAME: &'static str = <Self as TaskHandler>::IDENTIFIER;

    async fn run_with(self, tools: Tools) -> Result<()> {
        let Some(job) = tools.jobs.named(&self.job) else {
            return Err(Failure::internal(format!("this release has no job {}", self.job)));
        };
        let Some(actor) = actor_of(&tools.db, self.organization).await? else {
            tracing::info!("the organization is gone, the job ends");
            return Ok(());
        };
        (job.run)(Work { db: tools.db, actor, cause: self.cause.map(AccountId), payload: self.payload }).await
    }
}

impl TaskHandler for Task {
    const IDENTIFIER: &'static str = "job";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let name = self.job.clone();
        let span = tracing::info_span!("job", job.name = name, organization.id = %self.organization);
        let done = match context.get_ext::<Tools>() {
            Some(tools) => self.run_with(tools.clone()).instrument(span).await,
            None => Err(Failure::internal("the worker has no tools")),
        };
        let outcome = if done.is_ok() { "done" } else { "failed" };
        metrics::counter!("okrio_jobs_total", "job" => name, "outcome" => outcome).increment(1);
        done.map_err(Reason)
    }
}

/// A failure as the queue keeps it: with its causes.
struct Reason(Failure);

impl std::fmt::Debug for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

/// Background work of the organization, in its zone; none when there is no such organization.
async fn actor_of(db: &Db, organization: Uuid) -> Result<Option<Actor>> {
    let mut tx = db.read(&Actor::system(organization.into(), Tz::UTC)).await?;
    let zone = sqlx::query_scalar!("SELECT time_zone FROM organizations").fetch_optional(tx.conn()).await?;
    tx.commit().await?;
    Ok(zone.map(|zone| Actor::system(organization.into(), zone.parse().unwrap_or(Tz::UTC))))
}
