//! The transaction before an organization is known. Tables of organizations show it nothing; it reads logins and calls
//! the few functions that cross organizations on purpose.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::connections::{Connection, Connections};
use crate::kernel::Result;

#[derive(Debug)]
pub struct SystemTx {
    connection: Connection,
    now: DateTime<Utc>,
}

impl SystemTx {
    pub(super) async fn begin(connections: &Connections, now: DateTime<Utc>) -> Result<Self> {
        let mut connection = connections.take().await?;
        connection.begin("BEGIN".to_owned()).await?;
        Ok(Self { connection, now })
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub fn conn(&mut self) -> &mut PgConnection {
        self.connection.conn()
    }

    pub async fn commit(self) -> Result<()> {
        self.connection.commit().await
    }
}
