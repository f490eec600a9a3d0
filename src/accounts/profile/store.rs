//! SQL of preferences.
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Locale, Result};

pub async fn set_appearance(tx: &mut OrganizationTx, account: AccountId, theme: &str, locale: Locale) -> Result<()> {
    sqlx::query!(
        "UPDATE accounts SET theme = $2, locale = $3, version = version + 1 WHERE id = $1",
        account.0,
        theme,
        locale.code()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
