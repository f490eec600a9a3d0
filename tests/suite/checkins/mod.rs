//! The check-in of a week, and My work.

mod kinds;
mod my_work;
mod refusals;
mod weekly;

use okrio::kernel::{AccountId, KeyResultId, ObjectiveId};
use rust_decimal::Decimal;
use sqlx::PgPool;

use crate::app::TestApp;
use crate::world::World;

/// Anna's objective with two key results, both due last Friday: «Visits» from 0 to 100, at 50 since 10 November, and
/// «Rating» from 10 to 20, not measured yet. The clock stands on Wednesday, 18 November 2026, half way through the quarter.
struct Scene {
    world: World,
    anna: AccountId,
    objective: ObjectiveId,
    visits: KeyResultId,
    rating: KeyResultId,
}

impl Scene {
    async fn new(app: &TestApp) -> Self {
        let world = World::new(app).await;
        let anna = world.person("anna").await;
        let objective = world.objective("Guests come back", anna).await;
        let visits = world.key_result(objective, "Visits", 0, 100).await;
        let rating = world.key_result(objective, "Rating", 10, 20).await;
        world
            .set(
                "key_results",
                visits.0,
                "value = 50, value_on = '2026-11-10', started = true, confidence = 80, due_on = '2026-11-13'",
            )
            .await;
        world.set("key_results", rating.0, "due_on = '2026-11-13'").await;
        Self { world, anna, objective, visits, rating }
    }
}

/// How many readings and check-ins there are in all: what a refused sheet must not change.
async fn written(app: &TestApp) -> i64 {
    app.ask("SELECT (SELECT count(*) FROM readings) + (SELECT count(*) FROM check_ins) + (SELECT count(*) FROM changes) + (SELECT count(*) FROM outbox)").await
}

async fn value(pool: &PgPool, id: KeyResultId) -> Option<Decimal> {
    sqlx::query_scalar("SELECT value FROM key_results WHERE id = $1").bind(id).fetch_one(pool).await.unwrap()
}
