//! Migrations: run as the owner role with `row_security = off`, so that a backfill that row security would hide fails
//! instead of changing nothing.
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};

use super::roles;
use crate::worker::queue;

/// All migrations, compiled into the program.
pub static MIGRATIONS: Migrator = sqlx::migrate!();

/// What went wrong with the schema.
#[derive(Debug)]
pub enum MigrateError {
    Database(sqlx::Error),
    Migration(sqlx::migrate::MigrateError),
    Queue(String),
}

impl std::fmt::Display for MigrateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Database(error) => write!(f, "{error}"),
            Self::Migration(error) => write!(f, "{error}"),
            Self::Queue(error) => write!(f, "job queue: {error}"),
        }
    }
}

impl std::error::Error for MigrateError {}

impl From<sqlx::Error> for MigrateError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// Brings the schema up to date. `options` name a role that may make roles (a superuser), or one that is a member of `okrio_owner`
/// when the roles are there already. Running it again changes nothing.
pub async fn migrate(options: PgConnectOptions) -> Result<(), MigrateError> {
    // a migration may take its time; its whole text in the log says nothing
    let options = options.disable_statement_logging();
    let mut conn = options.connect().await?;
    // Processes that start at once take turns; the lock ends with the connection.
    sqlx::raw_sql("SELECT pg_advisory_lock(7403112)").execute(&mut conn).await?;
    let superuser: bool =
        sqlx::query_scalar("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetch_one(&mut conn).await?;
    if superuser {
        roles::create(&mut conn).await?;
    }
    apply(&mut conn).await?;
    queue::check(&options).await.map_err(|error| MigrateError::Queue(error.to_string()))?;
    let as_worker = queue::pool(options);
    let queue = queue::migrate(&as_worker).await;
    as_worker.close().await;
    queue.map_err(|error| MigrateError::Queue(error.to_string()))?;
    conn.close().await?;
    Ok(())
}

/// The queue makes a schema of its own. Where the owner role does not own the database, an administrator has granted this.
const GRANT_TO_WORKER: &str = "DO $$ BEGIN
  IF NOT has_database_privilege('okrio_worker', current_database(), 'CREATE') THEN
    EXECUTE format('GRANT CREATE ON DATABASE %I TO okrio_worker', current_database());
  END IF;
END $$";

async fn apply(conn: &mut PgConnection) -> Result<(), MigrateError> {
    sqlx::raw_sql("SET ROLE okrio_owner; SET row_security = off; SET lock_timeout = '10s'").execute(&mut *conn).await?;
    MIGRATIONS.run(&mut *conn).await.map_err(MigrateError::Migration)?;
    sqlx::raw_sql(GRANT_TO_WORKER).execute(&mut *conn).await?;
    sqlx::raw_sql("RESET ROLE; RESET row_security; RESET lock_timeout").execute(&mut *conn).await?;
    Ok(())
}
