//! SQL of logins whose password is lost.
use chrono::{DateTime, Utc};

use crate::db::{OrganizationTx, SystemTx};
use crate::kernel::{AccountId, Locale, LoginId, Result};

/// Credentials, and where letters about them go.
pub struct LoginRow {
    pub id: LoginId,
    pub email: String,
}

pub async fn find(tx: &mut SystemTx, email: &str) -> Result<Option<LoginRow>> {
    Ok(sqlx::query_as!(LoginRow, r#"SELECT id AS "id: LoginId", email FROM logins WHERE email_norm = $1"#, email)
        .fetch_optional(tx.conn())
        .await?)
}

/// The login of an account of this organization, and the language that letters to it are in.
pub async fn find_of_account(tx: &mut OrganizationTx, account: AccountId) -> Result<Option<(LoginRow, Locale)>> {
    let row = sqlx::query!(
        r#"SELECT l.id AS "id: LoginId", l.email, coalesce(a.locale, o.locale) AS "locale!" FROM accounts a
           JOIN logins l ON l.id = a.login_id JOIN organizations o ON o.id = a.organization_id WHERE a.id = $1"#,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (LoginRow { id: row.id, email: row.email }, Locale::parse(&row.locale).unwrap_or_default())))
}

/// Sets the password and ends every session of the login, in all its organizations.
pub async fn set_password(tx: &mut SystemTx, login: LoginId, hash: &str, makes_operator: bool) -> Result<()> {
    let now: DateTime<Utc> = tx.now();
    sqlx::query!(
        "UPDATE logins SET password_hash = $2, password_changed_at = $3, is_operator = is_operator OR $4 WHERE id = $1",
        login.0,
        hash,
        now,
        makes_operator
    )
    .execute(tx.conn())
    .await?;
    sqlx::query_scalar!("SELECT app.end_sessions_of_login($1, $2, $3)", login.0, uuid::Uuid::nil(), now)
        .fetch_one(tx.conn())
        .await?;
    Ok(())
}
