//! The organization that is measured.
use okrio::auth::local::password;
use okrio::db::cluster::{PrivateCluster, SUPERUSER};
use okrio::db::migrate::migrate;
use sqlx::{ConnectOptions, Connection, PgConnection};
use uuid::Uuid;

use super::Outcome;

/// The database's name in the private cluster.
pub const DATABASE: &str = "okrio";
/// The password of everyone in it.
pub const PASSWORD: &str = "measured twice, cut once";

/// What the measurements need to know.
pub struct Company {
    pub organization: Uuid,
    /// The period that a page shows by itself.
    pub period: Uuid,
    /// Numbers of objectives, of those in the period, of key results, people, workspaces.
    pub counts: (i64, i64, i64, i64, i64),
    /// E-mail and account of people who manage nobody.
    pub employees: Vec<(String, Uuid)>,
    /// Objectives that every employee may see.
    pub objectives: Vec<Uuid>,
}

/// Makes the database, the schema and the rows.
pub async fn build(cluster: &PrivateCluster, objectives: u32, employees: i64) -> Outcome<Company> {
    let mut admin = cluster.connect_options("postgres", SUPERUSER).connect().await?;
    sqlx::raw_sql("CREATE DATABASE okrio").execute(&mut admin).await?;
    admin.close().await?;
    migrate(cluster.connect_options(DATABASE, SUPERUSER)).await?;
    let mut conn = cluster.connect_options(DATABASE, SUPERUSER).connect().await?;
    let hash = password::hash(PASSWORD.to_owned()).await.map_err(|failure| failure.to_string())?;
    sqlx::query("SELECT set_config('bench.objectives', $1, false), set_config('bench.password_hash', $2, false)")
        .bind(objectives.to_string())
        .bind(hash)
        .execute(&mut conn)
        .await?;
    sqlx::raw_sql(include_str!("company.sql")).execute(&mut conn).await?;
    for upkeep in ["VACUUM FULL objectives", "VACUUM ANALYZE", "CHECKPOINT"] {
        sqlx::raw_sql(upkeep).execute(&mut conn).await?;
    }
    let company = read(&mut conn, employees).await?;
    conn.close().await?;
    Ok(company)
}

async fn read(conn: &mut PgConnection, employees: i64) -> Outcome<Company> {
    let (organization, period) =
        sqlx::query_as("SELECT organization_id, id FROM periods WHERE state = 'active'").fetch_one(&mut *conn).await?;
    let counts = sqlx::query_as(
        "SELECT (SELECT count(*) FROM objectives), (SELECT count(*) FROM objectives WHERE period_id = $1), (SELECT count(*) FROM key_results), (SELECT count(*) FROM accounts), (SELECT count(*) FROM workspaces)",
    )
    .bind(period)
    .fetch_one(&mut *conn)
    .await?;
    let employees = sqlx::query_as("SELECT email, id FROM accounts a WHERE NOT EXISTS (SELECT FROM org_relations r WHERE r.manager_id = a.id) ORDER BY account_no DESC LIMIT $1")
        .bind(employees)
        .fetch_all(&mut *conn)
        .await?;
    let objectives = sqlx::query_scalar("SELECT id FROM objectives WHERE period_id = $1 AND visibility = 'organization' ORDER BY md5(id::text) LIMIT 50").bind(period).fetch_all(conn).await?;
    Ok(Company { organization, period, counts, employees, objectives })
}
