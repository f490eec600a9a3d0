//! SQL of ownership and its offers.
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Result};

/// An offer that nobody has answered, and that still holds.
#[derive(Debug, Clone)]
pub struct Offer {
    pub id: Uuid,
    pub from: AccountId,
    pub from_name: String,
    pub to: AccountId,
    pub to_name: String,
    pub expires_at: DateTime<Utc>,
}

/// The open offer, as far as the actor has to do with it.
pub async fn find_open(tx: &mut OrganizationTx) -> Result<Option<Offer>> {
    let now = tx.now();
    Ok(sqlx::query_as!(
        Offer,
        r#"SELECT o.id, o.from_id AS "from: AccountId", f.name AS from_name, o.to_id AS "to: AccountId", t.name AS to_name, o.expires_at
           FROM ownership_offers o
             JOIN accounts f ON f.organization_id = o.organization_id AND f.id = o.from_id
             JOIN accounts t ON t.organization_id = o.organization_id AND t.id = o.to_id
           WHERE o.decision IS NULL AND o.expires_at > $1"#,
        now
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// The owner and their name.
pub async fn find_owner(tx: &mut OrganizationTx) -> Result<Option<(AccountId, String)>> {
    let row = sqlx::query!(r#"SELECT id AS "id: AccountId", name FROM accounts WHERE role = 'owner'"#)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| (row.id, row.name)))
}

pub async fn insert(tx: &mut OrganizationTx, id: Uuid, to: AccountId, expires_at: DateTime<Utc>) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    let from = tx.actor().account.map(|account| account.0);
    sqlx::query!(
        "INSERT INTO ownership_offers (organization_id, id, from_id, to_id, offered_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        organization,
        id,
        from,
        to.0,
        now,
        expires_at
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends what nobody has answered, expired or not, whichever it is unless one is named; gives the offer that was ended.
pub async fn cancel(tx: &mut OrganizationTx, named: Option<Uuid>) -> Result<Option<Uuid>> {
    let now = tx.now();
    Ok(sqlx::query_scalar!(
        "UPDATE ownership_offers SET decision = 'cancelled', decided_at = $1 WHERE decision IS NULL AND id = coalesce($2, id) RETURNING id",
        now,
        named
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Whether it was open and theirs to decline.
pub async fn decline(tx: &mut OrganizationTx, id: Uuid) -> Result<bool> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE ownership_offers SET decision = 'declined', decided_at = $2 WHERE id = $1 AND decision IS NULL",
        id,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether it was open and theirs to take over; both accounts have changed then.
pub async fn take_over(tx: &mut OrganizationTx, id: Uuid) -> Result<bool> {
    let now = tx.now();
    Ok(sqlx::query_scalar!(r#"SELECT app.take_over($1, $2) AS "taken!""#, id, now).fetch_one(tx.conn()).await?)
}

/// Whether there is or was such an offer, as far as the actor may know.
pub async fn is_known(tx: &mut OrganizationTx, id: Uuid) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"SELECT EXISTS (SELECT 1 FROM ownership_offers WHERE id = $1) AS "known!""#, id)
        .fetch_one(tx.conn())
        .await?)
}
