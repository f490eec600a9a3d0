//! `okrio serve`: answers until it is told to stop, then finishes what it began.
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::Outcome;
use crate::auth::sessions::store::{AnyStore, PostgresStore};
use crate::config::Config;
use crate::db::open::{Database, data_dir};
use crate::db::roles;
use crate::kernel::Clock;
use crate::web::AppState;
use crate::web::assets::Assets;
use crate::app;

pub(super) async fn serve(config: Config) -> Outcome {
    let database = Database::open(&config).await?;
    with(config, database).await
}

/// Serves on a database that is open. Refuses when row security would not hold.
pub(super) async fn with(config: Config, database: Database) -> Outcome {
    let db = database.db(Clock::system());
    let unsafe_because = roles::check(db.pool()).await?;
    if let Some(reason) = unsafe_because.first() {
        return Err(reason.to_string().into());
    }
    let assets = Assets::prepare(&data_dir(&config)).or_else(|_| Assets::prepare(&std::env::temp_dir().join("okrio")))?;
    let sessions = AnyStore::Postgres(PostgresStore::new(db.pool().clone()));
    let listener = TcpListener::bind(config.listen).await.map_err(|error| format!("cannot listen on {}: {error}", config.listen))?;
    tracing::info!(address = %config.public_url, "serving");
    let state = AppState { db, config: Arc::new(config), assets: Arc::new(assets), redis: None };
    let service = app::service(state, sessions).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stopped()).await?;
    Ok(())
}

/// Waits for the signal to stop.
pub(crate) async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}
