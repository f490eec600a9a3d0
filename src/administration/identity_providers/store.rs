//! SQL of the settings of sign-in services. What is sealed goes in and never out.
use crate::db::OrganizationTx;
use crate::kernel::{ProviderId, Result};

/// A sign-in service as administrators set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub name: String,
    pub issuer: String,
    /// Of Entra ID: the directory.
    pub tenant: Option<String>,
    pub client_id: String,
    pub mfa_value: Option<String>,
    pub groups: Vec<String>,
    pub domains: Vec<String>,
    pub is_active: bool,
}

/// A sign-in service that is kept.
#[derive(Debug)]
pub struct Kept {
    pub id: ProviderId,
    pub settings: Settings,
    /// Whether there is a secret, and its last characters.
    pub secret_end: Option<String>,
    pub version: i32,
    /// How many people have connected it.
    pub people: i64,
}

/// All of them by name; at most 100.
pub async fn list(tx: &mut OrganizationTx) -> Result<Vec<Kept>> {
    find_all(tx, None).await
}

pub async fn find(tx: &mut OrganizationTx, id: ProviderId) -> Result<Option<Kept>> {
    Ok(find_all(tx, Some(id)).await?.pop())
}

async fn find_all(tx: &mut OrganizationTx, id: Option<ProviderId>) -> Result<Vec<Kept>> {
    let rows = sqlx::query!(
        r#"SELECT p.id AS "id: ProviderId", p.name, p.issuer, p.tenant, p.client_id, p.mfa_value, p.groups, p.domains, p.is_active, p.version,
             CASE WHEN p.client_secret IS NOT NULL THEN coalesce(p.secret_end, '') END AS secret_end,
             (SELECT count(*) FROM identities i WHERE i.organization_id = p.organization_id AND i.provider_id = p.id) AS "people!"
           FROM identity_providers p WHERE $1::uuid IS NULL OR p.id = $1 ORDER BY p.name, p.id LIMIT 100"#,
        id.map(|id| id.0)
    )
    .fetch_all(tx.conn())
    .await?;
    let kept = rows.into_iter().map(|row| Kept {
        id: row.id,
        settings: Settings {
            name: row.name,
            issuer: row.issuer,
            tenant: row.tenant,
            client_id: row.client_id,
            mfa_value: row.mfa_value,
            groups: row.groups,
            domains: row.domains,
            is_active: row.is_active,
        },
        secret_end: row.secret_end,
        version: row.version,
        people: row.people,
    });
    Ok(kept.collect())
}

pub async fn insert(tx: &mut OrganizationTx, id: ProviderId, settings: &Settings) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!(
        "INSERT INTO identity_providers (organization_id, id, kind, name, issuer, tenant, client_id, mfa_value, groups, domains, is_active, created_at)
         VALUES ($1, $2, CASE WHEN $5::text IS NULL THEN 'openid' ELSE 'entra' END, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        organization,
        id.0,
        settings.name,
        settings.issuer,
        settings.tenant,
        settings.client_id,
        settings.mfa_value,
        &settings.groups,
        &settings.domains,
        settings.is_active,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Saves over a version; false when somebody has saved another one meanwhile.
pub async fn update(tx: &mut OrganizationTx, id: ProviderId, version: i32, settings: &Settings) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE identity_providers SET name = $3, issuer = $4, tenant = $5, client_id = $6, mfa_value = $7, groups = $8, domains = $9, is_active = $10,
           version = version + 1 WHERE id = $1 AND version = $2",
        id.0,
        version,
        settings.name,
        settings.issuer,
        settings.tenant,
        settings.client_id,
        settings.mfa_value,
        &settings.groups,
        &settings.domains,
        settings.is_active
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_secret(tx: &mut OrganizationTx, id: ProviderId, sealed: &[u8], end: &str) -> Result<()> {
    sqlx::query!("UPDATE identity_providers SET client_secret = $2, secret_end = $3 WHERE id = $1", id.0, sealed, end)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes it away with what people have connected; false when it is gone already.
pub async fn delete(tx: &mut OrganizationTx, id: ProviderId) -> Result<bool> {
    let done = sqlx::query!("DELETE FROM identity_providers WHERE id = $1", id.0).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}
