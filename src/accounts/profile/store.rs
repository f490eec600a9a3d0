//! SQL of preferences.
use crate::db::OrganizationTx;
use crate::kernel::{AccountId, Locale, Result};
use crate::web::{Appearance, Keys};

pub async fn set_appearance(
    tx: &mut OrganizationTx,
    account: AccountId,
    appearance: &Appearance,
    keys: &Keys,
    locale: Locale,
) -> Result<()> {
    sqlx::query!(
        "UPDATE accounts SET theme = $2, contrast = $3, density = $4, keys = $5, locale = $6, version = version + 1 WHERE id = $1",
        account.0,
        appearance.theme,
        appearance.contrast,
        appearance.density,
        keys.kept(),
        locale.code()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
