//! SQL of kept mappings.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Kept;
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Failure, MappingId, Result};

struct Row {
    id: MappingId,
    name: String,
    headers: Vec<String>,
    mapping: Value,
    account_id: AccountId,
    kept_at: DateTime<Utc>,
    used_at: DateTime<Utc>,
    version: i32,
}

impl TryFrom<Row> for Kept {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            name: row.name,
            headers: row.headers,
            mapping: serde_json::from_value(row.mapping).map_err(Failure::internal)?,
            account: row.account_id,
            kept_at: row.kept_at,
            used_at: row.used_at,
            version: row.version,
        })
    }
}

/// All of the organization, those used last first.
pub async fn list(tx: &mut OrganizationTx) -> Result<Vec<Kept>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id AS "id: MappingId", name, headers, mapping, account_id AS "account_id: AccountId", kept_at, used_at, version
           FROM import_mappings ORDER BY used_at DESC, id LIMIT 500"#
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Kept::try_from).collect()
}

pub async fn find(tx: &mut OrganizationTx, id: MappingId) -> Result<Kept> {
    sqlx::query_as!(
        Row,
        r#"SELECT id AS "id: MappingId", name, headers, mapping, account_id AS "account_id: AccountId", kept_at, used_at, version
           FROM import_mappings WHERE id = $1"#,
        id.0
    )
    .fetch_one(tx.conn())
    .await?
    .try_into()
}

/// The one of this name, whatever its case.
pub async fn find_by_name(tx: &mut OrganizationTx, name: &str) -> Result<Option<MappingId>> {
    Ok(sqlx::query_scalar!(r#"SELECT id AS "id: MappingId" FROM import_mappings WHERE lower(name) = lower($1)"#, name)
        .fetch_optional(tx.conn())
        .await?)
}

pub async fn insert(tx: &mut OrganizationTx, kept: &Kept) -> Result<()> {
    let organization = tx.actor().organization.0;
    let mapping = serde_json::to_value(&kept.mapping).map_err(Failure::internal)?;
    sqlx::query!(
        "INSERT INTO import_mappings (organization_id, id, name, headers, mapping, account_id, kept_at, used_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organization,
        kept.id.0,
        kept.name,
        &kept.headers,
        mapping,
        kept.account.0,
        kept.kept_at,
        kept.used_at,
        kept.version
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives a name another mapping.
pub async fn update_mapping(tx: &mut OrganizationTx, kept: &Kept) -> Result<()> {
    let mapping = serde_json::to_value(&kept.mapping).map_err(Failure::internal)?;
    sqlx::query!(
        "UPDATE import_mappings SET headers = $2, mapping = $3, account_id = $4, kept_at = $5, used_at = $5, version = version + 1 WHERE id = $1",
        kept.id.0,
        &kept.headers,
        mapping,
        kept.account.0,
        kept.kept_at
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that a file came for it.
pub async fn update_used(tx: &mut OrganizationTx, id: MappingId) -> Result<()> {
    let now = tx.now();
    sqlx::query!("UPDATE import_mappings SET used_at = $2 WHERE id = $1", id.0, now).execute(tx.conn()).await?;
    Ok(())
}

pub async fn update_name(tx: &mut OrganizationTx, id: MappingId, version: i32, name: &str) -> Result<()> {
    let done = sqlx::query!(
        "UPDATE import_mappings SET name = $3, version = version + 1 WHERE id = $1 AND version = $2",
        id.0,
        version,
        name
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 { Err(Failure::stale()) } else { Ok(()) }
}

pub async fn delete(tx: &mut OrganizationTx, id: MappingId) -> Result<()> {
    sqlx::query!("DELETE FROM import_mappings WHERE id = $1", id.0).execute(tx.conn()).await?;
    Ok(())
}
