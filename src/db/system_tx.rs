//! The transaction before an organization is known. Tables of organizations show it nothing; it reads logins and calls
//! the few functions that cross organizations on purpose.
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};

use crate::kernel::Result;

#[derive(Debug)]
pub struct SystemTx {
    tx: Transaction<'static, Postgres>,
    now: DateTime<Utc>,
}

impl SystemTx {
    pub(super) async fn begin(pool: &PgPool, now: DateTime<Utc>) -> Result<Self> {
        Ok(Self { tx: pool.begin().await?, now })
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    pub async fn commit(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }
}
