//! Indexes that are set aside while very many rows are written, and built anew afterwards.
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;

use crate::kernel::Result;

/// How to make one again.
#[derive(Debug)]
pub(super) struct Definition(String);

/// Drops those that promise nothing: not the unique ones.
pub(super) async fn set_aside(conn: &mut PgConnection, tables: &[&str]) -> Result<Vec<Definition>> {
    let tables: Vec<String> = tables.iter().map(|table| (*table).to_owned()).collect();
    let found = sqlx::query!(
        r#"SELECT i.indexrelid::regclass::text AS "name!", pg_get_indexdef(i.indexrelid) AS "definition!" FROM pg_index i
           WHERE i.indrelid = ANY ($1::text[]::regclass[]) AND NOT i.indisunique ORDER BY i.indexrelid"#,
        &tables
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut definitions = Vec::new();
    for index in found {
        sqlx::raw_sql(AssertSqlSafe(format!("DROP INDEX {}", index.name))).execute(&mut *conn).await?;
        definitions.push(Definition(index.definition));
    }
    Ok(definitions)
}

pub(super) async fn put_back(conn: &mut PgConnection, definitions: Vec<Definition>) -> Result<()> {
    if definitions.is_empty() {
        return Ok(());
    }
    sqlx::raw_sql("SET LOCAL maintenance_work_mem = '256MB'").execute(&mut *conn).await?;
    for Definition(definition) in definitions {
        sqlx::raw_sql(AssertSqlSafe(definition)).execute(&mut *conn).await?;
    }
    Ok(())
}
