//! SQL of sign-in policies and of the sessions that they end.
use super::{Policy, Way};
use crate::db::OrganizationTx;
use crate::kernel::{OrganizationId, Result, SessionId};

/// The policy of the organization. It does not change until the transaction ends.
pub async fn find_for_entering(tx: &mut OrganizationTx) -> Result<Policy> {
    let organization = tx.actor().organization.0;
    sqlx::query!(
        "SELECT pg_advisory_xact_lock_shared(hashtextextended('sign-in policy ' || $1::uuid, 0))",
        organization
    )
    .execute(tx.conn())
    .await?;
    find(tx).await
}

/// The same, for setting another one: nobody enters until that is done.
pub async fn find_for_setting(tx: &mut OrganizationTx) -> Result<Policy> {
    let organization = tx.actor().organization.0;
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('sign-in policy ' || $1::uuid, 0))", organization)
        .execute(tx.conn())
        .await?;
    find(tx).await
}

pub async fn find(tx: &mut OrganizationTx) -> Result<Policy> {
    let organization = tx.actor().organization;
    let row = sqlx::query!("SELECT organization_id, ways, second_factor, version FROM sign_in_policies")
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map_or_else(
        || Policy::of_new(organization),
        |row| Policy {
            organization: OrganizationId(row.organization_id),
            ways: row.ways.iter().filter_map(|word| Way::parse(word)).collect(),
            second_factor: row.second_factor,
            version: row.version,
        },
    ))
}

/// Replaces the policy; its version grows by one.
pub async fn set(tx: &mut OrganizationTx, policy: &Policy) -> Result<()> {
    let organization = tx.actor().organization.0;
    let ways: Vec<_> = policy.ways.iter().map(|way| way.word().to_owned()).collect();
    sqlx::query!(
        "INSERT INTO sign_in_policies AS p (organization_id, ways, second_factor, version) VALUES ($1, $2, $3, 2)
         ON CONFLICT (organization_id) DO UPDATE SET ways = EXCLUDED.ways, second_factor = EXCLUDED.second_factor, version = p.version + 1",
        organization,
        &ways,
        policy.second_factor,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends the sessions that would not begin under this policy, but for one, and gives their number.
pub async fn end_others(tx: &mut OrganizationTx, policy: &Policy, keep: SessionId) -> Result<u64> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE account_sessions SET ended_at = $1 WHERE ended_at IS NULL AND expires_at > $1 AND id <> $2
           AND NOT (methods && $3::text[] AND ($4 OR methods && $5::text[]))",
        now,
        keep.0,
        &policy.first_words(),
        !policy.second_factor,
        &policy.second_words(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
