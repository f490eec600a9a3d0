//! Work after the request: facts of committed transactions become jobs, and jobs run with retries.
//!
//! Modules say in a [`Jobs`] which fact leads to which job; this module knows none of them. The [`relay`] moves facts
//! from the outbox to the [`queue`], both in the database, so nothing is lost when a process dies. What they are about is told to the
//! processes that serve, by [`notices`]. Beside that it seals the audit log.
pub mod cleaning;
pub mod jobs;
pub mod notices;
pub mod queue;
pub mod relay;

use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::audit::seal::Sealer;
use crate::db::Db;

pub use jobs::{Job, Jobs, Running, Work};
pub use notices::Notices;

/// How long jobs that run may take to finish when the process is told to stop; what is longer runs again later.
pub const GRACE: Duration = Duration::from_secs(8);

/// After the database was away.
const PAUSE: Duration = Duration::from_secs(1);

/// Between two looks for rows of the audit log that are not sealed yet.
const SEALING: Duration = Duration::from_secs(1);

/// Relays facts, runs jobs and seals the audit log until `stop` becomes true. A database that goes away is waited for.
/// `pool` is one of [`queue::pool`]; jobs work through `db`.
pub async fn work(pool: PgPool, db: Db, jobs: Jobs, notices: Notices, stop: watch::Receiver<bool>) {
    tokio::join!(
        relay_on(&pool, &jobs, &notices, stop.clone()),
        seal_on(&pool, stop.clone()),
        run_on(&pool, &db, &jobs, stop)
    );
    pool.close().await;
}

async fn relay_on(pool: &PgPool, jobs: &Jobs, notices: &Notices, mut stop: watch::Receiver<bool>) {
    tokio::select! {
        () = relay::relay(pool, jobs, notices, PAUSE) => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}

async fn seal_on(pool: &PgPool, mut stop: watch::Receiver<bool>) {
    tokio::select! {
        () = seal(pool) => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}

/// Seals for ever.
async fn seal(pool: &PgPool) {
    let mut sealer = Sealer::default();
    loop {
        match sealer.seal(pool).await {
            Ok(sealed) if sealed.is_more => {}
            Ok(_) => sleep(SEALING).await,
            Err(error) => {
                tracing::warn!(%error, "the audit log could not be sealed");
                sleep(PAUSE).await;
            }
        }
    }
}

async fn run_on(pool: &PgPool, db: &Db, jobs: &Jobs, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = queue::run(pool, db, jobs, stop.clone()).await {
            tracing::warn!(%error, "the job queue was interrupted");
            tokio::select! {
                () = sleep(PAUSE) => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        }
    }
}
