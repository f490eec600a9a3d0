//! Brings what older keys have sealed under the newest one, row by row, while everything serves.
use serde_json::json;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::{Purpose, Secrets};
use crate::db::{Audit, Db};
use crate::kernel::{Actor, OrganizationId, Result};

/// A column of sealed secrets. The row that they are sealed for is that of `id`.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub table: &'static str,
    pub column: &'static str,
    pub purpose: Purpose,
    /// Whether its rows belong to organizations; else to logins.
    pub is_of_organizations: bool,
}

/// Reseals all of the columns, and gives how many secrets had an older key. What somebody saves meanwhile stays theirs.
pub async fn reseal(db: &Db, secrets: &Secrets, organizations: &[OrganizationId], columns: &[Column]) -> Result<u64> {
    let mut resealed = 0;
    for &organization in organizations {
        let mut tx = db.write(&Actor::system(organization, chrono_tz::UTC)).await?;
        let mut here = 0;
        for column in columns.iter().filter(|column| column.is_of_organizations) {
            here += reseal_column(tx.conn(), secrets, *column).await?;
        }
        if here > 0 {
            let audit = Audit::of("secret.reseal", "organization", organization.0).detail(json!({ "secrets": here }));
            tx.audit(audit).await?;
            tx.commit().await?;
            resealed += here;
        }
    }
    let mut tx = db.system().await?;
    for column in columns.iter().filter(|column| !column.is_of_organizations) {
        resealed += reseal_column(tx.conn(), secrets, *column).await?;
    }
    tx.commit().await?;
    Ok(resealed)
}

async fn reseal_column(conn: &mut PgConnection, secrets: &Secrets, at: Column) -> Result<u64> {
    let Column { table, column, purpose, .. } = at;
    let kept: Vec<(Uuid, Vec<u8>)> =
        sqlx::query_as(AssertSqlSafe(format!("SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL")))
            .fetch_all(&mut *conn)
            .await?;
    let mut resealed = 0;
    for (id, old) in kept.into_iter().filter(|(_, sealed)| !secrets.is_newest(sealed)) {
        let secret = secrets.unseal(purpose, id, &old)?;
        let new = secrets.seal(purpose, id, secret.expose())?;
        let replace = format!("UPDATE {table} SET {column} = $2 WHERE id = $1 AND {column} = $3");
        resealed +=
            sqlx::query(AssertSqlSafe(replace)).bind(id).bind(new).bind(old).execute(&mut *conn).await?.rows_affected();
    }
    Ok(resealed)
}
