//! The four database roles, and the check that the runtime role cannot step around row security.
//!
//! `okrio_owner` (no login) owns the tables and is itself bound by row security; `okrio_security` (no login, bypasses row
//! security) owns the helper functions only; `okrio_app` is the runtime; `okrio_worker` takes facts and runs the queue.
use sqlx::{AssertSqlSafe, PgConnection, PgPool};

/// What an administrator runs once on a server of their own, as a superuser.
pub const CREATE_ROLES: &str = "\
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'okrio_owner') THEN CREATE ROLE okrio_owner NOLOGIN; END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'okrio_security') THEN CREATE ROLE okrio_security NOLOGIN BYPASSRLS; END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'okrio_app') THEN CREATE ROLE okrio_app LOGIN NOSUPERUSER NOBYPASSRLS; END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'okrio_worker') THEN CREATE ROLE okrio_worker LOGIN NOSUPERUSER NOBYPASSRLS; END IF;
END $$;
GRANT okrio_security TO okrio_owner;
";

/// Makes the roles and hands the database over to its owner role. Needs a superuser; running it again changes nothing.
pub async fn create(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    // Two processes that start at once must not both create a role.
    sqlx::raw_sql("SELECT pg_advisory_lock(7403111)").execute(&mut *conn).await?;
    let made = create_unlocked(conn).await;
    sqlx::raw_sql("SELECT pg_advisory_unlock(7403111)").execute(&mut *conn).await?;
    made
}

async fn create_unlocked(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(CREATE_ROLES).execute(&mut *conn).await?;
    let database: String = sqlx::query_scalar("SELECT quote_ident(current_database())").fetch_one(&mut *conn).await?;
    let grant = format!(
        "ALTER DATABASE {database} OWNER TO okrio_owner; ALTER SCHEMA public OWNER TO okrio_owner; REVOKE CREATE ON SCHEMA public FROM PUBLIC;
         GRANT CREATE ON DATABASE {database} TO okrio_worker; REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC"
    );
    sqlx::raw_sql(AssertSqlSafe(grant)).execute(&mut *conn).await?;
    Ok(())
}

/// Why the runtime role may not serve.
#[derive(Debug, PartialEq, Eq)]
pub enum Unsafe {
    /// It is a superuser or bypasses row security.
    Bypasses { role: String },
    /// It owns tables, so it could switch row security off.
    OwnsTables { role: String },
    /// A table of organizations without row security, force or policy.
    Unprotected { table: String },
    /// Migrations have not been run.
    NoSchema,
}

impl std::fmt::Display for Unsafe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bypasses { role } => write!(
                f,
                "the runtime role {role} could step around row security. Make the right one as a superuser, and name it in DATABASE_URL:\n{CREATE_ROLES}ALTER ROLE okrio_app PASSWORD '…';"
            ),
            Self::OwnsTables { role } => {
                write!(f, "the runtime role {role} owns tables and could switch row security off; use okrio_app")
            }
            Self::Unprotected { table } => {
                write!(f, "table {table} holds rows of organizations but has no forced row security with a policy")
            }
            Self::NoSchema => write!(f, "the database has no schema yet: run `okrio migrate`"),
        }
    }
}

/// Everything that makes it unsafe to serve with this pool; empty when it is safe.
pub async fn check(pool: &PgPool) -> Result<Vec<Unsafe>, sqlx::Error> {
    let mut found = Vec::new();
    // membership counts: a role that can become one that bypasses row security is no better
    let (role, bypasses): (String, bool) = sqlx::query_as(
        "SELECT current_user::text, EXISTS (SELECT 1 FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND pg_has_role(current_user, oid, 'MEMBER'))",
    )
    .fetch_one(pool)
    .await?;
    if bypasses {
        found.push(Unsafe::Bypasses { role: role.clone() });
    }
    let owns: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_has_role(current_user, relowner, 'MEMBER'))")
        .fetch_one(pool)
        .await?;
    if owns && !bypasses {
        found.push(Unsafe::OwnsTables { role });
    }
    let tables: Vec<(String, bool)> = sqlx::query_as(
        "SELECT c.relname::text, c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)
         FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
           AND (c.relname = 'organizations' OR EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped))
         ORDER BY c.relname",
    )
    .fetch_all(pool)
    .await?;
    if tables.is_empty() {
        found.push(Unsafe::NoSchema);
    }
    found
        .extend(tables.into_iter().filter(|(_, protected)| !protected).map(|(table, _)| Unsafe::Unprotected { table }));
    Ok(found)
}
