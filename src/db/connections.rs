//! The connections that transactions run on.
//!
//! sqlx's own pool asks the server after each use whether the connection is well, which costs two of the six round trips of a page.
//! Here one that ended its transaction is known to be well, one that did not is rolled back at once, and one that rested is asked.
use std::fmt;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{
    Manager, Metrics, Object, Pool, PoolConfig, PoolError, QueueMode, RecycleError, RecycleResult, Timeouts,
};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{ConnectOptions, Connection as _, Executor, SqlSafeStr};

use crate::kernel::{Failure, Result};

/// How long a request waits for a connection, and how long making or asking one may take.
const WAIT: Duration = Duration::from_secs(2);
/// A connection that rested this long is asked before it is used.
const RESTED: Duration = Duration::from_secs(15);
/// A connection is replaced after this long, so that what it keeps in memory does not grow for ever.
const OLDEST: Duration = Duration::from_secs(30 * 60);

/// Each statement is planned once for a connection. With row security a plan takes several times as long as what it plans, and no
/// statement here is better off for knowing its values: all go by an index that begins with the organization. That is worth it in
/// small tables too, which would be read from end to end if a page by an index cost as much as on a turning disk.
const PLANS: &str = "SET plan_cache_mode = force_generic_plan; SET random_page_cost = 1.1";

#[derive(Clone)]
pub struct Connections(Pool<Opener>);

pub struct Opener(PgConnectOptions);

pub struct Kept {
    conn: PgConnection,
    /// Nothing is open on it.
    is_clean: bool,
    /// Whether what is asked in the message that begins was prepared on it.
    prepared: Prepared,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Prepared {
    No,
    /// It was sent and not heard of: nobody knows, and the connection is not used again.
    Sent,
    Yes,
}

impl Manager for Opener {
    type Type = Kept;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Kept, sqlx::Error> {
        let mut conn = self.0.connect().await?;
        conn.execute(PLANS).await?;
        Ok(Kept { conn, is_clean: true, prepared: Prepared::No })
    }

    async fn recycle(&self, kept: &mut Kept, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if !kept.is_clean || metrics.age() > OLDEST {
            return Err(RecycleError::message("not to be used again"));
        }
        if metrics.last_used() > RESTED {
            kept.conn.ping().await?;
        }
        Ok(())
    }
}

impl Connections {
    /// At most `size` connections, none of which is made before it is needed.
    pub fn new(options: PgConnectOptions, size: u32) -> Self {
        let config = PoolConfig {
            max_size: usize::try_from(size).unwrap_or(1),
            timeouts: Timeouts { wait: Some(WAIT), create: Some(WAIT), recycle: Some(WAIT) },
            queue_mode: QueueMode::Lifo,
        };
        let builder = Pool::builder(Opener(options)).config(config).runtime(Runtime::Tokio1);
        #[expect(clippy::expect_used, reason = "fails only for timeouts without a runtime")]
        Self(builder.build().expect("a runtime is given"))
    }

    pub async fn take(&self) -> Result<Connection> {
        let kept = self.0.get().await.map_err(|error| match error {
            PoolError::Backend(error) => Failure::from(error),
            other => Failure::unavailable(other),
        })?;
        Ok(Connection(Some(kept)))
    }

    /// How many there are, how many of them rest, and how many there may be.
    pub fn counts(&self) -> (usize, usize, usize) {
        let status = self.0.status();
        (status.size, status.available, status.max_size)
    }

    pub fn close(&self) {
        self.0.close();
    }
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connections{:?}", self.counts())
    }
}

/// A connection in use. It goes back when it is dropped; what was left open on it is rolled back first.
pub struct Connection(Option<Object<Opener>>);

impl Connection {
    #[expect(clippy::expect_used, reason = "it is only taken out when dropped")]
    fn kept(&mut self) -> &mut Kept {
        self.0.as_mut().expect("in use")
    }

    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.kept().conn
    }

    /// Begins a transaction with a statement that does so, in one round trip.
    pub async fn begin(&mut self, statement: impl SqlSafeStr + Send) -> Result<()> {
        self.kept().is_clean = false;
        self.conn().execute(statement.into_sql_str()).await?;
        Ok(())
    }

    /// Like [`Self::begin`], with a prepared question at the end of the statement.
    pub async fn begin_asking(
        &mut self,
        prepared: &'static str,
        statement: impl SqlSafeStr + Send,
    ) -> Result<Option<PgRow>> {
        let kept = self.kept();
        kept.is_clean = false;
        if kept.prepared != Prepared::Yes {
            kept.prepared = Prepared::Sent;
            kept.conn.execute(prepared).await?;
            kept.prepared = Prepared::Yes;
        }
        Ok(sqlx::raw_sql(statement).fetch_optional(&mut kept.conn).await?)
    }

    /// Makes the transaction final. One in which a statement failed is an error, whatever became of that failure: to a bare
    /// `COMMIT` the server would answer with a rollback that nobody hears of. Any statement before it is refused there, and
    /// both go in one round trip.
    pub async fn commit(self) -> Result<()> {
        self.leave("SELECT 1; COMMIT").await
    }

    /// Ends a transaction that only read: there is nothing to lose. The answer is waited for all the same, because only then is
    /// it sure that the next one on this connection does not go on in the context of this one.
    pub async fn end(self) -> Result<()> {
        self.leave("COMMIT").await
    }

    async fn leave(mut self, statement: &'static str) -> Result<()> {
        self.conn().execute(statement).await?;
        self.kept().is_clean = true;
        Ok(())
    }

    /// Runs one statement by itself. Should it fail, the connection is not used again before it has answered.
    pub async fn alone<T>(
        mut self,
        statement: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T> {
        self.kept().is_clean = false;
        let done = statement(self.conn()).await?;
        self.kept().is_clean = true;
        Ok(done)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let Some(mut kept) = self.0.take().filter(|kept| !kept.is_clean) else { return };
        // outside of a runtime it is closed instead
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let rolled_back = tokio::time::timeout(WAIT, kept.conn.execute("ROLLBACK")).await;
                kept.is_clean = matches!(rolled_back, Ok(Ok(_))) && kept.prepared != Prepared::Sent;
            });
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}
