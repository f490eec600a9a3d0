//! SQL of saved views; row security shows each account its own and those that are shared.
use super::model::SavedView;
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, PeriodId, Result, ViewId};

/// One's own, then those that others share, each in the order in which they were made.
pub async fn list(tx: &mut OrganizationTx, account: AccountId) -> Result<Vec<SavedView>> {
    Ok(sqlx::query_as!(
        SavedView,
        r#"(SELECT id AS "id!: ViewId", account_id AS "account!: AccountId", name AS "name!", query AS "query!", period_id AS "period: PeriodId",
              is_shared AS "is_shared!", is_default AS "is_default!", version AS "version!"
            FROM saved_views WHERE account_id = $1 ORDER BY id)
           UNION ALL
           (SELECT id, account_id, name, query, period_id, is_shared, is_default, version
            FROM saved_views WHERE is_shared AND account_id <> $1 ORDER BY id LIMIT 50)"#,
        account.0
    )
    .fetch_all(tx.conn())
    .await?)
}

pub async fn find(tx: &mut OrganizationTx, id: ViewId) -> Result<Option<SavedView>> {
    Ok(sqlx::query_as!(
        SavedView,
        r#"SELECT id AS "id: ViewId", account_id AS "account: AccountId", name, query, period_id AS "period: PeriodId", is_shared, is_default, version
           FROM saved_views WHERE id = $1"#,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?)
}

pub async fn count(tx: &mut OrganizationTx, account: AccountId) -> Result<i64> {
    let count = sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM saved_views WHERE account_id = $1"#, account.0);
    Ok(count.fetch_one(tx.conn()).await?)
}

pub async fn insert(tx: &mut OrganizationTx, view: &SavedView) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    sqlx::query!(
        "INSERT INTO saved_views (organization_id, id, account_id, name, query, period_id, is_shared, is_default, version, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        organization,
        view.id.0,
        view.account.0,
        view.name,
        view.query,
        view.period.map(|id| id.0),
        view.is_shared,
        view.is_default,
        view.version,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes what can be edited over the row that still has the version of `view`; whether it had.
pub async fn update(tx: &mut OrganizationTx, view: &SavedView) -> Result<bool> {
    let updated = sqlx::query!(
        "UPDATE saved_views SET name = $3, period_id = $4, is_shared = $5, is_default = $6, version = version + 1 WHERE id = $1 AND version = $2",
        view.id.0,
        view.version,
        view.name,
        view.period.map(|id| id.0),
        view.is_shared,
        view.is_default,
    );
    Ok(updated.execute(tx.conn()).await?.rows_affected() == 1)
}

/// Another view becomes the one that the list begins with.
pub async fn clear_default(tx: &mut OrganizationTx, account: AccountId) -> Result<()> {
    sqlx::query!("UPDATE saved_views SET is_default = false WHERE account_id = $1 AND is_default", account.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub async fn delete(tx: &mut OrganizationTx, id: ViewId) -> Result<()> {
    sqlx::query!("DELETE FROM saved_views WHERE id = $1", id.0).execute(tx.conn()).await?;
    Ok(())
}
