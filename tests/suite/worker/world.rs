//! An organization whose facts are counted: the job `count` leaves an audit row for each run.
use chrono_tz::Tz;
use okrio::db::{Audit, Db};
use okrio::kernel::{Actor, Clock, Failure, OrganizationId, Result};
use okrio::worker::{Job, Jobs, Work, queue};
use serde_json::json;
use sqlx::AssertSqlSafe;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use uuid::Uuid;

use crate::database::TestDatabase;

pub struct World {
    pub db: Db,
    /// As the worker role.
    pub worker: PgPool,
    /// As a superuser, to look at everything.
    pub all: PgPool,
    pub actor: Actor,
    pub database: Option<TestDatabase>,
}

impl World {
    pub async fn new() -> Self {
        let database = TestDatabase::new().await;
        let options = |user: &str| database.connect_options(user);
        let world = Self::on(options("okrio_app"), options("okrio_worker"), options("okrio_cluster")).await;
        Self { database: Some(database), ..world }
    }

    pub async fn on(app: PgConnectOptions, worker: PgConnectOptions, all: PgConnectOptions) -> Self {
        let db = Db::connect_lazily(app, 5, Clock::system());
        let actor = Actor::system(OrganizationId::new(), Tz::UTC);
        let mut tx = db.write(&actor).await.unwrap();
        sqlx::query("INSERT INTO organizations (id, slug, name, time_zone) VALUES ($1, 'counted', 'Counted', 'Asia/Yekaterinburg')")
            .bind(actor.organization.0)
            .execute(tx.conn())
            .await
            .unwrap();
        tx.needs_no_audit();
        tx.commit().await.unwrap();
        let all = PgPoolOptions::new().max_connections(3).connect_lazy_with(all);
        Self { db, worker: queue::pool(worker), all, actor, database: None }
    }

    /// A committed fact about `about`.
    pub async fn fact(&self, fact: &'static str, about: Uuid) -> Result<()> {
        let mut tx = self.db.write(&self.actor).await?;
        tx.audit(Audit::of("thing.change", "thing", about)).await?;
        tx.emit(fact, json!({ "thing": about })).await?;
        tx.commit().await
    }

    pub async fn count(&self, what: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {what}"))).fetch_one(&self.all).await.unwrap()
    }

    pub async fn facts(&self) -> i64 {
        self.count("outbox").await
    }

    pub async fn jobs(&self) -> i64 {
        self.count("graphile_worker._private_jobs").await
    }

    /// Runs of the job `count`.
    pub async fn runs(&self) -> i64 {
        self.count("audit_log WHERE action = 'thing.count'").await
    }
}

/// `thing.changed` is counted; `thing.broken` fails, and counts itself with each try.
pub fn jobs() -> Jobs {
    Jobs::new()
        .on(&["thing.changed"], Job { name: "thing.count", about: "thing", run: |work| Box::pin(count(work)) })
        .on(&["thing.broken"], Job { name: "thing.break", about: "thing", run: |work| Box::pin(fail(work)) })
        .on(&["thing.slow"], Job { name: "thing.wait", about: "thing", run: |work| Box::pin(count_slowly(work)) })
}

async fn count(work: Work) -> Result<()> {
    let about = work.id::<Uuid>("thing")?;
    let mut tx = work.db.write(&work.actor).await?;
    tx.audit(Audit::of("thing.count", "thing", about).detail(json!({ "zone": work.actor.zone.name() }))).await?;
    tx.commit().await
}

async fn fail(work: Work) -> Result<()> {
    count(work).await?;
    Err(Failure::internal("out of luck"))
}

/// Says that it has begun, long before it is done.
async fn count_slowly(work: Work) -> Result<()> {
    let mut tx = work.db.write(&work.actor).await?;
    tx.audit(Audit::of("thing.begin", "thing", work.id::<Uuid>("thing")?)).await?;
    tx.commit().await?;
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    count(work).await
}
