//! SQL of a login's ways to prove itself.
use chrono::{DateTime, Utc};

use crate::db::SystemTx;
use crate::kernel::{LoginId, Result};

pub struct PasswordRow {
    pub is_set: bool,
    pub changed_at: Option<DateTime<Utc>>,
}

pub async fn find_password(tx: &mut SystemTx, login: LoginId) -> Result<PasswordRow> {
    Ok(sqlx::query_as!(
        PasswordRow,
        r#"SELECT password_hash IS NOT NULL AS "is_set!", password_changed_at AS changed_at FROM logins WHERE id = $1"#,
        login.0
    )
    .fetch_one(tx.conn())
    .await?)
}
