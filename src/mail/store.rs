//! SQL of those who write letters. They cannot read one: a letter may hold somebody's key to the door.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Letter;
use crate::db::{OrganizationTx, SystemTx};
use crate::kernel::{LetterId, Result};

/// A transaction that a letter can be written in.
pub trait Tx: Send {
    fn conn(&mut self) -> &mut PgConnection;
    fn now(&self) -> DateTime<Utc>;
}

impl Tx for SystemTx {
    fn conn(&mut self) -> &mut PgConnection {
        SystemTx::conn(self)
    }

    fn now(&self) -> DateTime<Utc> {
        SystemTx::now(self)
    }
}

impl Tx for OrganizationTx {
    fn conn(&mut self) -> &mut PgConnection {
        OrganizationTx::conn(self)
    }

    fn now(&self) -> DateTime<Utc> {
        OrganizationTx::now(self)
    }
}

/// Writes a letter, which is sent once the transaction has committed. One to nobody counts as sent.
pub async fn send(tx: &mut impl Tx, letter: &Letter) -> Result<LetterId> {
    let (id, now) = (LetterId::new(), tx.now());
    let (text, html) = letter.bodies()?;
    let (recipient, text, html, sent_at) = match &letter.to {
        Some(email) => (email.as_str(), text, html, None),
        None => ("nobody", String::new(), String::new(), Some(now)),
    };
    sqlx::query!(
        "INSERT INTO letters (id, kind, recipient, locale, subject, text, html, created_at, next_at, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)",
        id.0,
        letter.kind,
        recipient,
        letter.locale(),
        letter.subject(),
        text,
        html,
        now,
        sent_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}
