//! The organization that is measured.
use chrono::Utc;
use okrio::auth::local::password;
use okrio::db::cluster::{PrivateCluster, SUPERUSER};
use okrio::db::migrate::migrate;
use okrio::demo::size::{Made, Size, make};
use okrio::kernel::Locale;
use sqlx::{ConnectOptions, Connection, PgConnection};
use uuid::Uuid;

use super::Outcome;

/// The database's name in the private cluster.
pub const DATABASE: &str = "okrio";
/// The password of everyone in it.
pub const PASSWORD: &str = "measured twice, cut once";
/// A role that reads everything, as if each statement had been written with the rules in it; plans as the application keeps them.
const BYPASSING: &str = "CREATE ROLE okrio_bench LOGIN BYPASSRLS;
    ALTER ROLE okrio_bench SET plan_cache_mode = force_generic_plan;
    ALTER ROLE okrio_bench SET random_page_cost = 1.1;
    ALTER ROLE okrio_app SET plan_cache_mode = force_generic_plan;
    ALTER ROLE okrio_app SET random_page_cost = 1.1;
    GRANT USAGE ON SCHEMA public, app TO okrio_bench;
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO okrio_bench";

/// What the measurements need to know.
pub struct Company {
    pub organization: Uuid,
    /// The period that a page shows by itself.
    pub period: Uuid,
    /// Numbers of objectives, of those in the period, of key results, people, workspaces.
    pub counts: (i64, i64, i64, i64, i64),
    /// E-mail and account of people who manage nobody.
    pub employees: Vec<(String, Uuid)>,
    /// Somebody with hardly any reports, somebody below whom an eighth of the company is, and whoever leads it.
    pub leads: [(&'static str, Uuid); 3],
    /// Objectives that every employee may see.
    pub objectives: Vec<Uuid>,
    /// Names of projects: rare words, each of a few titles.
    pub rare: Vec<String>,
}

/// Makes the database, the schema and the rows.
pub async fn build(cluster: &PrivateCluster, objectives: u32, employees: i64) -> Outcome<Company> {
    let mut admin = cluster.connect_options("postgres", SUPERUSER).connect().await?;
    sqlx::raw_sql("CREATE DATABASE okrio").execute(&mut admin).await?;
    admin.close().await?;
    let options = cluster.connect_options(DATABASE, SUPERUSER);
    migrate(options.clone()).await?;
    let hash = password::hash(PASSWORD.to_owned()).await.map_err(|failure| failure.to_string())?;
    let size = Size { organizations: 1, people: (objectives / 20).max(250), objectives };
    let made = make(options.clone(), size, Locale::En, &hash, Utc::now(), |_, _| ()).await?;
    let mut conn = options.connect().await?;
    for upkeep in [BYPASSING, "VACUUM ANALYZE", "CHECKPOINT"] {
        sqlx::raw_sql(upkeep).execute(&mut conn).await?;
    }
    let company = read(&mut conn, made.first().ok_or("nothing was made")?, size, employees).await?;
    conn.close().await?;
    Ok(company)
}

async fn read(conn: &mut PgConnection, made: &Made, size: Size, employees: i64) -> Outcome<Company> {
    let period = sqlx::query_scalar("SELECT id FROM periods WHERE state = 'active' AND kind = 'quarter'")
        .fetch_one(&mut *conn)
        .await?;
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
    let mut leads = [("manager", (size.people - 2) / 8), ("vice president", 1), ("chief executive", 0)]
        .map(|(name, person)| (name, person, Uuid::nil()));
    for (_, person, id) in &mut leads {
        let found = sqlx::query_scalar("SELECT id FROM accounts WHERE email = $1").bind(made.address(*person));
        *id = found.fetch_one(&mut *conn).await?;
    }
    let objectives = sqlx::query_scalar("SELECT id FROM objectives WHERE period_id = $1 AND visibility = 'organization' ORDER BY md5(id::text) LIMIT 50")
        .bind(period)
        .fetch_all(&mut *conn)
        .await?;
    let rare = sqlx::query_scalar("SELECT lower(name) FROM (SELECT DISTINCT split_part(title, ': project ', 2) AS name FROM objectives) x WHERE name <> '' ORDER BY md5(name) LIMIT 220")
        .fetch_all(conn)
        .await?;
    let leads = leads.map(|(name, _, id)| (name, id));
    Ok(Company { organization: made.id.0, period, counts, employees, leads, objectives, rare })
}
