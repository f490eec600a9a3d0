//! SQL of one's own keys.
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Result};
use crate::web::Keys;

pub async fn set_keys(tx: &mut OrganizationTx, account: AccountId, keys: &Keys) -> Result<()> {
    sqlx::query!("UPDATE accounts SET keys = $2, version = version + 1 WHERE id = $1", account.0, keys.kept())
        .execute(tx.conn())
        .await?;
    Ok(())
}
