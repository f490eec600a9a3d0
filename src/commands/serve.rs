//! `okrio serve`: answers until it is told to stop, then finishes what it began.
use std::future::IntoFuture;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::sleep;

use super::{Outcome, operator, stop};
use crate::app;
use crate::auth::sessions::redis::RedisSessions;
use crate::auth::sessions::store::{AnyStore, PostgresStore};
use crate::config::Config;
use crate::db::Db;
use crate::db::open::{Database, data_dir};
use crate::db::roles;
use crate::kernel::Clock;
use crate::live::Live;
use crate::secrets::Secrets;
use crate::web::assets::Assets;
use crate::web::state::Answers;
use crate::web::{AppState, Services};
use crate::worker::notices::Source;

/// How long requests that run when the process is told to stop may take.
const GRACE: Duration = Duration::from_secs(10);

pub(super) async fn serve(config: Config) -> Outcome {
    let stop = stop::signal();
    let listener = listen(&config).await?;
    let database = Database::open(&config).await?;
    let source = source(&config, &database);
    let server = Server::prepare(config, database.db(Clock::system()), source, false)?;
    server.check().await?;
    operator::at_start(&server.state.db, &server.state.config).await;
    tracing::info!(url.full = %server.state.config.public_url, "serving");
    server.answer(listener, stop).await
}

/// Where changes are heard of.
pub(super) fn source(config: &Config, database: &Database) -> Source {
    match &config.redis_url {
        Some(url) => Source::Redis(url.expose().to_owned()),
        None => Source::Postgres(Box::new(database.worker.clone())),
    }
}

/// Takes the address, before anything that takes longer.
pub(super) async fn listen(config: &Config) -> Result<TcpListener, String> {
    let address = config.listen;
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => format!(
            "another program already listens on {address}. Stop it, or choose another address: OKRIO_LISTEN={}:{}",
            address.ip(),
            address.port().saturating_add(1)
        ),
        _ => format!("cannot listen on {address} (OKRIO_LISTEN): {error}"),
    })
}

/// All that is needed to answer.
pub(super) struct Server {
    state: AppState,
    sessions: AnyStore,
    live: Live,
    source: Source,
}

impl Server {
    pub(super) fn prepare(config: Config, db: Db, source: Source, works_here: bool) -> Result<Self, std::io::Error> {
        let assets =
            Assets::prepare(&data_dir(&config)).or_else(|_| Assets::prepare(&std::env::temp_dir().join("okrio")))?;
        let redis = config
            .redis_url
            .as_ref()
            .map(|url| RedisSessions::connect(url.expose()))
            .transpose()
            .map_err(|error| std::io::Error::other(format!("REDIS_URL: {error}")))?;
        let sessions = match &redis {
            Some(redis) => AnyStore::Redis(redis.clone()),
            None => AnyStore::Postgres(PostgresStore::new(db.pool().clone())),
        };
        let secrets = Secrets::open(&config)?;
        let state = AppState::from(Services {
            db,
            secrets,
            config: Arc::new(config),
            assets: Arc::new(assets),
            redis: redis.map(|redis| Arc::new(redis) as Arc<dyn Answers>),
            works_here,
        });
        Ok(Self { state, sessions, live: Live::default(), source })
    }

    /// Refuses when row security would not hold.
    pub(super) async fn check(&self) -> Outcome {
        let unsafe_because = roles::check(self.state.db.pool()).await?;
        unsafe_because.first().map_or(Ok(()), |reason| Err(reason.to_string().into()))
    }

    /// Where sessions are kept, for the operator.
    pub(super) fn session_store(&self) -> &'static str {
        match self.sessions {
            AnyStore::Postgres(_) => "PostgreSQL",
            AnyStore::Redis(_) => "Redis",
        }
    }

    /// Answers until `stop` becomes true; then takes no more connections, and gives requests that run 10 seconds.
    pub(super) async fn answer(self, listener: TcpListener, mut stop: watch::Receiver<bool>) -> Outcome {
        let db = self.state.db.clone();
        let live = self.live.clone();
        let listening = tokio::spawn(live.clone().run(db.clone(), self.source));
        let service =
            app::service(self.state, self.sessions, self.live).into_make_service_with_connect_info::<SocketAddr>();
        let mut told = stop.clone();
        let server = axum::serve(listener, service).with_graceful_shutdown(async move {
            let _ = told.wait_for(|stop| *stop).await;
            // open pages come back by themselves, and shall not hold up the end
            live.close();
        });
        let late = async {
            let _ = stop.wait_for(|stop| *stop).await;
            sleep(GRACE).await;
        };
        tokio::select! {
            done = server.into_future() => done?,
            () = late => tracing::warn!("requests were cut off: they took more than {} seconds", GRACE.as_secs()),
        }
        listening.abort();
        // a connection that never comes back must not keep the process
        let _ = tokio::time::timeout(Duration::from_secs(1), db.close()).await;
        Ok(())
    }
}
