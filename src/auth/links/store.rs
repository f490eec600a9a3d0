//! SQL of links that belong to a login or to an address.
use chrono::Duration;

use super::Token;
use crate::db::SystemTx;
use crate::kernel::{LoginId, Result};
use crate::mail::Tx;

/// What a link is for, as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A new password.
    Password,
    /// The same, and the right to operate the platform.
    Operator,
    /// A new organization.
    Registration,
}

impl Purpose {
    fn id(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Operator => "operator",
            Self::Registration => "registration",
        }
    }
}

/// Whom a link is for. With neither it opens nothing: the same work for nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct For<'a> {
    pub login: Option<LoginId>,
    pub email: Option<&'a str>,
}

pub async fn insert(tx: &mut impl Tx, token: &Token, purpose: Purpose, whom: For<'_>, lasts: Duration) -> Result<()> {
    let now = tx.now();
    let is_for_nobody = whom.login.is_none() && whom.email.is_none();
    sqlx::query!(
        "INSERT INTO links (hash, purpose, login_id, email, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        token.hash(),
        purpose.id(),
        whom.login.map(|login| login.0),
        whom.email,
        now,
        if is_for_nobody { now } else { now + lasts },
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A login that may get a new password.
pub struct PasswordLink {
    pub login: LoginId,
    pub email: String,
    pub is_operators: bool,
}

/// Whose password a living link changes.
pub async fn find_password(tx: &mut SystemTx, token: &Token) -> Result<Option<PasswordLink>> {
    let now = tx.now();
    Ok(sqlx::query_as!(
        PasswordLink,
        r#"SELECT g.id AS "login: LoginId", g.email, l.purpose = 'operator' AS "is_operators!" FROM links l JOIN logins g ON g.id = l.login_id
           WHERE l.hash = $1 AND l.purpose IN ('password', 'operator') AND l.used_at IS NULL AND l.expires_at > $2"#,
        token.hash(),
        now,
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// The address that a living link of a registration was sent to.
pub async fn find_registration(tx: &mut impl Tx, token: &Token) -> Result<Option<String>> {
    let now = tx.now();
    Ok(sqlx::query_scalar!(
        r#"SELECT email AS "email!" FROM links WHERE hash = $1 AND purpose = 'registration' AND email IS NOT NULL AND used_at IS NULL AND expires_at > $2"#,
        token.hash(),
        now,
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Uses a link up; false when somebody was faster.
pub async fn use_up(tx: &mut impl Tx, token: &Token) -> Result<bool> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE links SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires_at > $2",
        token.hash(),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets no other link change the password of this login.
pub async fn use_up_all(tx: &mut impl Tx, login: LoginId) -> Result<()> {
    let now = tx.now();
    sqlx::query!("UPDATE links SET used_at = $2 WHERE login_id = $1 AND used_at IS NULL", login.0, now)
        .execute(tx.conn())
        .await?;
    Ok(())
}
