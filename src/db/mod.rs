//! The way to the data: pools, the two doors for transactions, migrations, roles, the private server.
pub mod audit;
pub mod catalog;
pub mod cluster;
pub mod failure;
pub mod migrate;
pub mod open;
pub mod organization_tx;
pub mod past;
pub mod roles;
pub mod system_tx;

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

pub use audit::{Audit, Change};
pub use organization_tx::OrganizationTx;
pub use past::PastAct;
pub use system_tx::SystemTx;

use crate::kernel::{Actor, Clock, Result};

/// Access to the database as the runtime role, which row security binds.
#[derive(Clone, Debug)]
pub struct Db {
    pool: PgPool,
    clock: Clock,
}

impl Db {
    pub fn new(pool: PgPool, clock: Clock) -> Self {
        Self { pool, clock }
    }

    /// Opens a pool of at most `size` connections as the runtime role.
    pub fn connect_lazily(options: PgConnectOptions, size: u32, clock: Clock) -> Self {
        let pool = PgPoolOptions::new()
            .max_connections(size)
            .min_connections(0)
            .acquire_timeout(Duration::from_secs(2))
            .idle_timeout(Duration::from_secs(300))
            .test_before_acquire(false)
            .connect_lazy_with(options.application_name("okrio"));
        Self { pool, clock }
    }

    /// Begins work that changes something. Whoever began it commits; dropped, it is rolled back.
    pub async fn write(&self, actor: &Actor) -> Result<OrganizationTx> {
        OrganizationTx::begin(&self.pool, actor, self.clock.now(), false).await
    }

    /// Begins work that only reads; the database refuses writes in it.
    pub async fn read(&self, actor: &Actor) -> Result<OrganizationTx> {
        OrganizationTx::begin(&self.pool, actor, self.clock.now(), true).await
    }

    /// Work before an organization is known: sign-in, the session, health. No row of an organization is visible to it.
    pub async fn system(&self) -> Result<SystemTx> {
        SystemTx::begin(&self.pool, self.clock.now()).await
    }

    /// The pool itself, for the session store, the start-up checks and health.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }
}

/// Options from a URL such as `postgres://user:password@host/database` or `postgres:///database?host=/socket/folder&user=name`.
pub fn options_from_url(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
    PgConnectOptions::from_str(url)
}
