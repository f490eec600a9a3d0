//! The way to the data: pools, the two doors for transactions, migrations, roles, the private server.
pub mod audit;
pub mod catalog;
pub mod cluster;
pub mod connections;
pub mod failure;
pub mod migrate;
pub mod open;
pub mod opened;
pub mod organization_tx;
pub mod past;
pub mod pattern;
pub mod position;
pub mod roles;
pub mod system_tx;

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions, PgRow};

pub use audit::{Audit, Change, Look};
use connections::Connections;
pub use organization_tx::{Begun, OrganizationTx, Question};
pub use past::PastAct;
pub use position::Position;
pub use system_tx::SystemTx;

use crate::kernel::{Actor, Clock, Result};

/// Connections of the pool beside those of transactions.
const BESIDE: u32 = 2;

/// Access to the database as the runtime role, which row security binds.
#[derive(Clone, Debug)]
pub struct Db {
    connections: Connections,
    pool: PgPool,
    clock: Clock,
}

impl Db {
    /// At most `size` transactions at a time, as the role of the options. Connects when it is first needed.
    pub fn connect_lazily(options: PgConnectOptions, size: u32, clock: Clock) -> Self {
        let options = options.application_name("okrio");
        let pool = PgPoolOptions::new()
            .max_connections(BESIDE)
            .min_connections(0)
            .acquire_timeout(Duration::from_secs(2))
            .idle_timeout(Duration::from_secs(300))
            .test_before_acquire(false)
            .connect_lazy_with(options.clone());
        Self { connections: Connections::new(options, size), pool, clock }
    }

    /// Begins work that changes something. Whoever began it commits; dropped, it is rolled back.
    pub async fn write(&self, actor: &Actor) -> Result<OrganizationTx> {
        opened::give_back().await;
        OrganizationTx::begin(&self.connections, actor, self.clock.now(), false).await
    }

    /// Begins work that only reads; the database refuses writes in it. Goes on with what the request has [`opened`], if it has.
    pub async fn read(&self, actor: &Actor) -> Result<OrganizationTx> {
        if let Some(tx) = opened::take(actor) {
            return Ok(tx);
        }
        opened::give_back().await;
        OrganizationTx::begin(&self.connections, actor, self.clock.now(), true).await
    }

    /// Begins work that only reads for an account whose rights are asked for with it, and gives the answer: none when it has none.
    pub async fn read_asking(&self, question: &Question) -> Result<(Begun, Option<PgRow>)> {
        Begun::asking(&self.connections, question, self.clock.now()).await
    }

    /// Work before an organization is known: sign-in, the session, health. No row of an organization is visible to it.
    pub async fn system(&self) -> Result<SystemTx> {
        opened::give_back().await;
        SystemTx::begin(&self.connections, self.clock.now()).await
    }

    /// One statement by itself, for what is read before any transaction.
    pub async fn alone<T>(
        &self,
        statement: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T> {
        opened::give_back().await;
        self.connections.take().await?.alone(statement).await
    }

    /// The connections of transactions: how many there are, how many of them rest, and how many there may be.
    pub fn connection_counts(&self) -> (usize, usize, usize) {
        self.connections.counts()
    }

    /// Makes no more connections and ends those that rest.
    pub async fn close(&self) {
        self.connections.close();
        self.pool.close().await;
    }

    /// A pool beside it, for the session store, the start-up checks and health.
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
