//! SQL of what is chosen.
use std::collections::HashMap;

use uuid::Uuid;

use crate::db::OrganizationTx;
use crate::kernel::Result;

/// An objective that the actor sees.
#[derive(Debug)]
pub struct Seen {
    pub id: Uuid,
    pub title: String,
    pub is_archived: bool,
}

/// The versions of these objectives.
pub async fn versions(tx: &mut OrganizationTx, ids: &[Uuid]) -> Result<HashMap<Uuid, i32>> {
    let rows = sqlx::query!("SELECT id, version FROM objectives WHERE id = ANY($1)", ids).fetch_all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.version)).collect())
}

pub async fn list(tx: &mut OrganizationTx, ids: &[Uuid]) -> Result<Vec<Seen>> {
    Ok(sqlx::query_as!(
        Seen,
        r#"SELECT id, title, archived_at IS NOT NULL AS "is_archived!" FROM objectives WHERE id = ANY($1)"#,
        ids
    )
    .fetch_all(tx.conn())
    .await?)
}
