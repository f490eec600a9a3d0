//! SQL of a login's organizations.
use sqlx::PgConnection;

use crate::db::SystemTx;
use crate::kernel::{AccountId, LoginId, OrganizationId, Result};

/// An account of a login, with its organization.
pub struct AccountRow {
    pub organization_id: OrganizationId,
    pub organization_name: String,
    pub organization_state: String,
    pub account_id: AccountId,
    pub account_state: String,
}

impl AccountRow {
    /// Neither the account nor the organization is closed.
    pub fn may_enter(&self) -> bool {
        self.account_state == "active" && self.organization_state == "active"
    }
}

/// By the name of the organization.
pub async fn list_accounts(tx: &mut SystemTx, login: LoginId) -> Result<Vec<AccountRow>> {
    Ok(sqlx::query_as!(
        AccountRow,
        r#"SELECT organization_id AS "organization_id!", organization_name AS "organization_name!", organization_state AS "organization_state!",
             account_id AS "account_id!", account_state AS "account_state!" FROM app.accounts_of_login($1)"#,
        login.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// The address of a login, as it was typed once.
pub async fn email(conn: &mut PgConnection, login: LoginId) -> Result<String> {
    Ok(sqlx::query_scalar!("SELECT email FROM logins WHERE id = $1", login.0).fetch_one(conn).await?)
}

pub async fn is_operator(tx: &mut SystemTx, login: LoginId) -> Result<bool> {
    Ok(sqlx::query_scalar!("SELECT is_operator FROM logins WHERE id = $1", login.0)
        .fetch_optional(tx.conn())
        .await?
        .unwrap_or_default())
}
