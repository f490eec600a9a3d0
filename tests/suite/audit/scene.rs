//! An organization whose log is sealed when the test says so.
use std::time::{Duration, Instant};

use okrio::audit::seal::Sealer;
use okrio::audit::verify::{Verified, verify};
use okrio::db::{Audit, OrganizationTx};
use serde_json::json;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::worker::world::World;

pub struct Scene {
    pub world: World,
    pub sealer: Sealer,
}

impl Scene {
    pub async fn new() -> Self {
        Self { world: World::new().await, sealer: Sealer::default() }
    }

    pub fn organization(&self) -> Uuid {
        self.world.actor.organization.0
    }

    /// A transaction with so many rows that has not ended.
    pub async fn begun(&self, rows: usize) -> OrganizationTx {
        let mut tx = self.world.db.write(&self.world.actor).await.unwrap();
        for n in 0..rows {
            let audit = Audit::of("objective.edit", "objective", Uuid::now_v7());
            tx.audit(audit.detail(json!({ "n": n, "b": [1.50, null], "a": "«ü»" }))).await.unwrap();
        }
        tx
    }

    pub async fn write(&self, rows: usize) {
        self.begun(rows).await.commit().await.unwrap();
    }

    /// Seals until nothing is left. Transactions of other tests in the same server may hold it up for a moment.
    pub async fn seal_all(&mut self) {
        let began = Instant::now();
        loop {
            while self.sealer.seal(&self.world.worker).await.unwrap().is_more {}
            if self.verify().await.unsealed == 0 {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "rows are not sealed");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn verify(&self) -> Verified {
        let mut conn = self.world.worker.acquire().await.unwrap();
        verify(&mut conn, self.organization(), None).await.unwrap()
    }

    /// As somebody who has the database in their hands.
    pub async fn sql(&self, statements: &str) {
        sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&self.world.all).await.unwrap();
    }

    pub async fn blocks(&self) -> i64 {
        self.world.count("audit_blocks").await
    }
}
