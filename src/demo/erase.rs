//! Demos that were set aside do not pile up: the newest of them is kept, those before it are erased.
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

/// Erases all demos that were set aside, but for the newest; says how many. `options` name a superuser: what is written once
/// binds everybody else.
///
/// Only an archived organization whose newest entry of the log is that it was set aside is one. Nobody has changed anything in
/// it, before or since, so that no work of anybody is lost.
pub async fn erase_set_aside(options: PgConnectOptions) -> Result<usize, sqlx::Error> {
    let mut conn = options.connect().await?;
    let mut tx = conn.begin().await?;
    let demos = sqlx::query_scalar!(
        "SELECT o.id FROM organizations o
         WHERE o.state = 'archived' AND o.slug ~ '^demo-\\d{4}-\\d\\d-\\d\\d$'
           AND (SELECT l.action FROM audit_log l WHERE l.organization_id = o.id ORDER BY l.at DESC, l.id DESC LIMIT 1) = 'demo.set_aside'
         ORDER BY o.slug DESC OFFSET 1 FOR UPDATE"
    )
    .fetch_all(&mut *tx)
    .await?;
    if demos.is_empty() {
        return Ok(0);
    }
    // all rows go, so neither their order nor what keeps them in step matters
    sqlx::raw_sql(
        "SET LOCAL session_replication_role = replica; ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only;
         ALTER TABLE audit_blocks DISABLE TRIGGER audit_blocks_append_only",
    )
    .execute(&mut *tx)
    .await?;
    let tables = sqlx::query_scalar!(
        r#"SELECT c.oid::regclass::text AS "table!" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
           WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attname = 'organization_id'"#
    )
    .fetch_all(&mut *tx)
    .await?;
    for table in tables {
        let statement = format!("DELETE FROM {table} WHERE organization_id = ANY($1)");
        sqlx::query(AssertSqlSafe(statement)).bind(&demos).execute(&mut *tx).await?;
    }
    sqlx::query!("DELETE FROM organizations WHERE id = ANY($1)", &demos).execute(&mut *tx).await?;
    sqlx::raw_sql(
        "ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_append_only;
         ALTER TABLE audit_blocks ENABLE ALWAYS TRIGGER audit_blocks_append_only",
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    conn.close().await?;
    Ok(demos.len())
}
