//! The connections that transactions run on.
//!
//! sqlx's own pool asks the server after each use whether the connection is well, which costs two of the six round trips of a page.
//! Here one that ended its transaction is known to be well, one that did not is rolled back at once, and one that rested is asked.
//!
//! A transaction that only read is ended by whoever uses the connection next, in the same message that begins the next one; when
//! nobody does within a moment, it is ended then. No answer waits for the end of its transaction.
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use deadpool::Runtime;
use deadpool::managed::{
    Manager, Metrics, Object, Pool, PoolConfig, PoolError, QueueMode, RecycleError, RecycleResult, Timeouts,
};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, Executor};

use crate::kernel::{Failure, Result};

/// How long a request waits for a connection, and how long making or asking one may take.
const WAIT: Duration = Duration::from_secs(2);
/// A connection that rested this long is asked before it is used.
const RESTED: Duration = Duration::from_secs(15);
/// How long a transaction that has read everything may wait for the next one before it is ended by itself.
const LINGERS: Duration = Duration::from_millis(20);
/// A connection is replaced after this long, so that what it keeps in memory does not grow for ever.
const OLDEST: Duration = Duration::from_secs(30 * 60);

/// Each statement is planned once for a connection. With row security a plan takes several times as long as what it plans, and no
/// statement here is better off for knowing its values: all go by an index that begins with the organization. That is worth it in
/// small tables too, which would be read from end to end if a page by an index cost as much as on a turning disk.
const PLANS: &str = "SET plan_cache_mode = force_generic_plan; SET random_page_cost = 1.1";

#[derive(Clone)]
pub struct Connections {
    pool: Pool<Opener>,
    lingering: Arc<Mutex<Lingering>>,
}

/// Connections whose transaction has read everything and is not ended yet, the newest last.
#[derive(Default)]
struct Lingering {
    kept: Vec<(Instant, Object<Opener>)>,
    /// Whether a task sees to those that nobody takes.
    is_seen_to: bool,
}

pub struct Opener(PgConnectOptions);

pub struct Kept {
    conn: PgConnection,
    open: Open,
    /// Whether what is asked in the message that begins was prepared on it.
    prepared: Prepared,
}

/// What is open on a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    /// A transaction that only read, and that nobody goes on with.
    Read,
    /// A transaction, or nobody knows.
    Something,
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
        Ok(Kept { conn, open: Open::Nothing, prepared: Prepared::No })
    }

    async fn recycle(&self, kept: &mut Kept, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if kept.open != Open::Nothing || metrics.age() > OLDEST {
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
        Self { pool: builder.build().expect("a runtime is given"), lingering: Arc::default() }
    }

    pub async fn take(&self) -> Result<Connection> {
        let lingering = self.lingering().kept.pop();
        let kept = match lingering {
            Some((_, kept)) => kept,
            None => self.pool.get().await.map_err(|error| match error {
                PoolError::Backend(error) => Failure::from(error),
                other => Failure::unavailable(other),
            })?,
        };
        Ok(Connection(Some(kept)))
    }

    /// Keeps a connection for the next one to end its transaction, unless somebody is waiting for it.
    async fn let_linger(&self, mut connection: Connection) -> Result<()> {
        let is_old = connection.0.as_ref().is_some_and(|kept| Object::metrics(kept).age() > OLDEST);
        if is_old || self.pool.status().waiting > 0 || self.pool.is_closed() {
            return connection.leave("COMMIT").await;
        }
        if let Some(mut kept) = connection.0.take() {
            kept.open = Open::Read;
            let mut lingering = self.lingering();
            lingering.kept.push((Instant::now(), kept));
            if !std::mem::replace(&mut lingering.is_seen_to, true) {
                tokio::spawn(self.clone().see_to_lingering());
            }
        }
        Ok(())
    }

    /// Ends what nobody goes on with, until there is nothing left.
    async fn see_to_lingering(self) {
        loop {
            tokio::time::sleep(LINGERS).await;
            let left: Vec<_> = {
                let mut lingering = self.lingering();
                let young = lingering.kept.iter().position(|(since, _)| since.elapsed() < LINGERS);
                let old = young.unwrap_or(lingering.kept.len());
                let left = lingering.kept.drain(..old).collect();
                lingering.is_seen_to = old > 0 || !lingering.kept.is_empty();
                if !lingering.is_seen_to {
                    return;
                }
                left
            };
            for (_, kept) in left {
                // one that fails is not used again
                let _ = Connection(Some(kept)).leave("COMMIT").await;
            }
        }
    }

    fn lingering(&self) -> MutexGuard<'_, Lingering> {
        self.lingering.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many there are, how many of them rest, and how many there may be.
    pub fn counts(&self) -> (usize, usize, usize) {
        let (status, lingering) = (self.pool.status(), self.lingering().kept.len());
        (status.size, status.available + lingering, status.max_size)
    }

    pub fn close(&self) {
        self.pool.close();
        self.lingering().kept.clear();
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

    /// Begins a transaction with statements of typed values only, in one round trip.
    pub async fn begin(&mut self, statements: String) -> Result<()> {
        let statements = self.ending(statements);
        self.conn().execute(AssertSqlSafe(statements)).await?;
        Ok(())
    }

    /// Like [`Self::begin`], with a prepared question at the end of the statements.
    pub async fn begin_asking(&mut self, prepared: &'static str, statements: String) -> Result<Option<PgRow>> {
        let statements = self.ending(statements);
        let kept = self.kept();
        if kept.prepared != Prepared::Yes {
            kept.prepared = Prepared::Sent;
            kept.conn.execute(prepared).await?;
            kept.prepared = Prepared::Yes;
        }
        Ok(sqlx::raw_sql(AssertSqlSafe(statements)).fetch_optional(&mut kept.conn).await?)
    }

    /// The same statements after the end of what the last one has left.
    fn ending(&mut self, statements: String) -> String {
        match std::mem::replace(&mut self.kept().open, Open::Something) {
            Open::Read => format!("COMMIT; {statements}"),
            Open::Nothing | Open::Something => statements,
        }
    }

    /// Makes the transaction final. One in which a statement failed is an error, whatever became of that failure: to a bare
    /// `COMMIT` the server would answer with a rollback that nobody hears of. Any statement before it is refused there, and
    /// both go in one round trip.
    pub async fn commit(mut self) -> Result<()> {
        self.leave("SELECT 1; COMMIT").await
    }

    /// Ends a transaction that only read, now or with the beginning of the next one: there is nothing to lose.
    pub async fn end(self, connections: &Connections) -> Result<()> {
        connections.let_linger(self).await
    }

    async fn leave(&mut self, statement: &'static str) -> Result<()> {
        self.kept().open = Open::Something;
        self.conn().execute(statement).await?;
        self.kept().open = Open::Nothing;
        Ok(())
    }

    /// Runs one statement by itself. Should it fail, the connection is not used again before it has answered.
    pub async fn alone<T>(
        mut self,
        statement: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T> {
        if self.kept().open == Open::Read {
            self.leave("COMMIT").await?;
        }
        self.kept().open = Open::Something;
        let done = statement(self.conn()).await?;
        self.kept().open = Open::Nothing;
        Ok(done)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let Some(mut kept) = self.0.take().filter(|kept| kept.open != Open::Nothing) else { return };
        // outside of a runtime it is closed instead
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let rolled_back = tokio::time::timeout(WAIT, kept.conn.execute("ROLLBACK")).await;
                if matches!(rolled_back, Ok(Ok(_))) && kept.prepared != Prepared::Sent {
                    kept.open = Open::Nothing;
                }
            });
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}
