//! `okrio worker`: runs jobs until it is told to stop.
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Outcome, stop};
use crate::app;
use crate::config::Config;
use crate::db::Db;
use crate::db::open::{Database, data_dir};
use crate::kernel::Clock;
use crate::mail::{carrier, folder, post::Post};
use crate::worker::{GRACE, Notices, queue, work};

pub(super) async fn worker(config: Config) -> Outcome {
    let stop = stop::signal();
    let database = Database::open(&config).await?;
    let pool = pool(&database).await?;
    tracing::info!("working");
    let notices = notices(&config)?;
    let mail = mail(&config, &database, stop.clone())?;
    end(start(pool, database.db(Clock::system()), notices, mail, stop.clone()), stop).await;
    Ok(())
}

/// The queue's connections, tried once so that a wrong role is told at the start.
pub(super) async fn pool(database: &Database) -> Result<PgPool, String> {
    queue::check(&database.worker).await.map_err(|error| {
        format!("the worker cannot act as okrio_worker: {error}. DATABASE_URL_DIRECT has to name a role that may, such as one with: GRANT okrio_owner, okrio_worker TO that_role")
    })?;
    Ok(queue::pool(database.worker.clone()))
}

/// The way by which open pages hear of changes.
pub(super) fn notices(config: &Config) -> Result<Notices, String> {
    let redis = config.redis_url.as_ref().map(|url| url.expose());
    Notices::through(redis).map_err(|error| format!("REDIS_URL: {error}"))
}

/// Carries letters, on connections of its own; nothing to do where mail is off.
pub(super) fn mail(
    config: &Config,
    database: &Database,
    stop: watch::Receiver<bool>,
) -> Result<impl Future<Output = ()> + Send + 'static + use<>, String> {
    let post = Post::of(config, folder::of(&data_dir(config))).map_err(|error| format!("SMTP_HOST: {error}"))?;
    let pool = queue::pool(database.worker.clone());
    Ok(async move {
        if let Some(post) = post {
            carrier::carry(pool, post, Clock::system(), stop).await;
        }
    })
}

pub(super) fn start(
    pool: PgPool,
    db: Db,
    notices: Notices,
    mail: impl Future<Output = ()> + Send + 'static,
    stop: watch::Receiver<bool>,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        tokio::join!(work(pool, db, app::jobs(), notices, stop), mail);
    })
}

/// Waits for the signal, and then for the jobs that run.
pub(super) async fn end(mut working: JoinHandle<()>, mut stop: watch::Receiver<bool>) {
    let late = async {
        let _ = stop.wait_for(|stop| *stop).await;
        tokio::time::sleep(GRACE + std::time::Duration::from_secs(2)).await;
    };
    tokio::select! {
        ended = &mut working => if let Err(error) = ended { tracing::error!(%error, "the worker ended") },
        () = late => working.abort(),
    }
}
