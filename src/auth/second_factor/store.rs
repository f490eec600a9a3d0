//! SQL of authenticator apps and recovery codes. They belong to a login, so each statement names it.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::recovery::Codes;
use crate::kernel::{LoginId, Result};

/// An authenticator app that was set up.
pub struct TotpRow {
    /// Sealed.
    pub secret: Vec<u8>,
    pub recovery_salt: Vec<u8>,
    pub added_at: DateTime<Utc>,
}

pub async fn find(conn: &mut PgConnection, login: LoginId) -> Result<Option<TotpRow>> {
    Ok(sqlx::query_as!(TotpRow, "SELECT secret, recovery_salt, added_at FROM login_totp WHERE id = $1", login.0)
        .fetch_optional(conn)
        .await?)
}

pub async fn is_set_up(conn: &mut PgConnection, login: LoginId) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM login_totp WHERE id = $1) AS "is!""#, login.0)
        .fetch_one(conn)
        .await?)
}

/// Keeps an app with its first code taken; false when there is one already.
pub async fn insert(
    conn: &mut PgConnection,
    login: LoginId,
    secret: &[u8],
    step: i64,
    codes: &Codes,
    now: DateTime<Utc>,
) -> Result<bool> {
    let done = sqlx::query!(
        "INSERT INTO login_totp (id, secret, last_step, recovery_salt, added_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
        login.0,
        secret,
        step,
        codes.salt.as_slice(),
        now
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    insert_codes(conn, login, codes).await?;
    Ok(true)
}

/// Puts new recovery codes in the place of the old ones; false when there is no app.
pub async fn replace_codes(conn: &mut PgConnection, login: LoginId, codes: &Codes) -> Result<bool> {
    let done = sqlx::query!("UPDATE login_totp SET recovery_salt = $2 WHERE id = $1", login.0, codes.salt.as_slice())
        .execute(&mut *conn)
        .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!("DELETE FROM recovery_codes WHERE login_id = $1", login.0).execute(&mut *conn).await?;
    insert_codes(conn, login, codes).await?;
    Ok(true)
}

async fn insert_codes(conn: &mut PgConnection, login: LoginId, codes: &Codes) -> Result<()> {
    sqlx::query!(
        "INSERT INTO recovery_codes (login_id, hash) SELECT $1, hash FROM unnest($2::bytea[]) AS hash",
        login.0,
        &codes.hashes
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes the app and its codes; false when there is none.
pub async fn delete(conn: &mut PgConnection, login: LoginId) -> Result<bool> {
    Ok(sqlx::query!("DELETE FROM login_totp WHERE id = $1", login.0).execute(conn).await?.rows_affected() == 1)
}

/// Takes the code of a step; false when it, or one after it, was taken before.
pub async fn take_step(conn: &mut PgConnection, login: LoginId, step: i64) -> Result<bool> {
    let done = sqlx::query!("UPDATE login_totp SET last_step = $2 WHERE id = $1 AND last_step < $2", login.0, step)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a recovery code; false when there is none of this hash, or it was taken before.
pub async fn take_code(conn: &mut PgConnection, login: LoginId, hash: &[u8], now: DateTime<Utc>) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE recovery_codes SET used_at = $3 WHERE login_id = $1 AND hash = $2 AND used_at IS NULL",
        login.0,
        hash,
        now
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many recovery codes are left.
pub async fn count_codes(conn: &mut PgConnection, login: LoginId) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM recovery_codes WHERE login_id = $1 AND used_at IS NULL"#,
        login.0
    )
    .fetch_one(conn)
    .await?)
}
