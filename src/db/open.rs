//! Opens what the configuration names, or the private server when it names nothing.
use std::path::{Path, PathBuf};

use sqlx::postgres::PgConnectOptions;

use super::cluster::{self, ClusterError, PrivateCluster, Purpose};
use super::{Db, options_from_url};
use crate::config::Config;
use crate::kernel::Clock;

/// Where the data is. Keeps a private server running while it lives.
pub struct Database {
    /// As the runtime role.
    pub app: PgConnectOptions,
    /// For migrations.
    pub owner: PgConnectOptions,
    /// For the relay and the queue.
    pub worker: PgConnectOptions,
    pool_size: u32,
    pub private: Option<PrivateCluster>,
}

/// Why there is no database.
#[derive(Debug)]
pub enum OpenError {
    Cluster(ClusterError),
    Database(sqlx::Error),
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cluster(error) => write!(f, "{error}"),
            Self::Database(error) => write!(f, "the database cannot be reached: {error}"),
        }
    }
}

impl std::error::Error for OpenError {}

/// The folder for everything that the program keeps, reachable for the user that PostgreSQL runs as.
pub fn data_dir(config: &Config) -> PathBuf {
    cluster::reachable_or(&config.data_dir, Path::new("/var/lib/okrio"))
}

impl Database {
    pub async fn open(config: &Config) -> Result<Self, OpenError> {
        if let Some(url) = &config.database.url {
            let app = options_from_url(url.expose()).map_err(OpenError::Database)?;
            let owner = match &config.database.direct_url {
                Some(direct) => options_from_url(direct.expose()).map_err(OpenError::Database)?,
                None => app.clone(),
            };
            let worker = owner.clone();
            return Ok(Self { app, owner, worker, pool_size: config.database.pool_size, private: None });
        }
        let private = PrivateCluster::start(&data_dir(config), Purpose::Serve).await.map_err(OpenError::Cluster)?;
        create_database(&private).await.map_err(OpenError::Database)?;
        let options = |user: &str| private.connect_options("okrio", user);
        Ok(Self {
            app: options("okrio_app"),
            owner: options(cluster::SUPERUSER),
            worker: options("okrio_worker"),
            pool_size: config.database.pool_size,
            private: Some(private),
        })
    }

    /// The runtime pool.
    pub fn db(&self, clock: Clock) -> Db {
        Db::connect_lazily(self.app.clone(), self.pool_size, clock)
    }
}

async fn create_database(private: &PrivateCluster) -> Result<(), sqlx::Error> {
    use sqlx::{ConnectOptions, Connection};
    let mut admin = private.connect_options("postgres", cluster::SUPERUSER).connect().await?;
    let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = 'okrio')")
        .fetch_one(&mut admin)
        .await?;
    if !exists
        && let Err(error) = sqlx::raw_sql("CREATE DATABASE okrio").execute(&mut admin).await
        // another process was faster
        && error.as_database_error().and_then(sqlx::error::DatabaseError::code).as_deref() != Some("42P04")
    {
        return Err(error);
    }
    admin.close().await
}
