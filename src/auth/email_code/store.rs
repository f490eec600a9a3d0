//! SQL of codes that were sent.
use chrono::Duration;

use super::code::{self, Code};
use super::{MINUTES, TRIES};
use crate::db::SystemTx;
use crate::kernel::{LoginId, Result};

pub async fn insert(tx: &mut SystemTx, code: &Code, login: Option<LoginId>) -> Result<()> {
    let end = tx.now() + Duration::minutes(MINUTES);
    sqlx::query!(
        "INSERT INTO email_codes (id, code_hash, login_id, expires_at) VALUES ($1, $2, $3, $4)",
        code::id(&code.key),
        code::hash(&code.key, &code.digits),
        login.map(|login| login.0),
        end
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A code that may still be typed.
pub struct Tried {
    pub code_hash: Vec<u8>,
    pub login: Option<LoginId>,
}

/// Counts a try; none when the code is over: too late, tried too often, or taken.
pub async fn count_try(tx: &mut SystemTx, key: &str) -> Result<Option<Tried>> {
    let now = tx.now();
    Ok(sqlx::query_as!(
        Tried,
        r#"UPDATE email_codes SET tries = tries + 1 WHERE id = $1 AND expires_at > $2 AND tries < $3 RETURNING code_hash, login_id AS "login: LoginId""#,
        code::id(key),
        now,
        TRIES
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// It is taken, and with it all others that were sent to this login.
pub async fn delete_all(tx: &mut SystemTx, login: LoginId) -> Result<()> {
    sqlx::query!("DELETE FROM email_codes WHERE login_id = $1", login.0).execute(tx.conn()).await?;
    Ok(())
}
