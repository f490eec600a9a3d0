//! The closures of the org chart and the workspace tree are what a walk would find, after any moves; and no loop is ever built,
//! also when two people move at once.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, PgConnection};
use uuid::Uuid;

use crate::database::TestDatabase;
use crate::okr::twin::world::World;

async fn world() -> (TestDatabase, World, PgConnection) {
    let database = TestDatabase::new().await;
    let world = World::generate(3, 14, 4);
    let mut admin = database.connect_options("okrio_cluster").connect().await.unwrap();
    admin.execute(AssertSqlSafe(world.sql())).await.unwrap();
    admin.execute(AssertSqlSafe(World::generate(4, 4, 2).sql())).await.unwrap();
    (database, world, admin)
}

const WORKSPACES_DIFFER: &str = "
WITH RECURSIVE walk AS (
  SELECT organization_id, id AS top, id AS at, 0 AS depth FROM workspaces
  UNION ALL SELECT w.organization_id, walk.top, w.id, walk.depth + 1 FROM walk JOIN workspaces w ON w.parent_id = walk.at)
SELECT count(*) FROM (SELECT organization_id, ancestor_id, descendant_id, depth::int FROM workspace_closure) c
  FULL JOIN walk ON (c.organization_id, c.ancestor_id, c.descendant_id, c.depth) = (walk.organization_id, walk.top, walk.at, walk.depth)
  WHERE c.depth IS NULL OR walk.depth IS NULL";

const ACCOUNTS_DIFFER: &str = "
WITH RECURSIVE lines AS (SELECT organization_id, manager_id, report_id FROM org_relations WHERE kind = 'solid'), walk AS (
  SELECT organization_id, manager_id AS top, report_id AS at, 1 AS depth FROM lines
  UNION ALL SELECT l.organization_id, walk.top, l.report_id, walk.depth + 1 FROM walk JOIN lines l ON l.manager_id = walk.at)
SELECT count(*) FROM (SELECT organization_id, ancestor_id, descendant_id, depth::int FROM account_closure) c
  FULL JOIN walk ON (c.organization_id, c.ancestor_id, c.descendant_id, c.depth) = (walk.organization_id, walk.top, walk.at, walk.depth)
  WHERE c.depth IS NULL OR walk.depth IS NULL";

/// Tries a move; a loop is refused by name, anything else fails the test. True when it was made.
async fn moved(conn: &mut PgConnection, statement: String, refusal: &str) -> bool {
    match conn.execute(AssertSqlSafe(statement)).await {
        Ok(done) => done.rows_affected() == 1,
        Err(error) => {
            assert_eq!(error.as_database_error().and_then(|error| error.constraint()), Some(refusal), "{error}");
            false
        }
    }
}

async fn differing(conn: &mut PgConnection, question: &'static str) -> i64 {
    sqlx::query_scalar(question).fetch_one(conn).await.unwrap()
}

#[tokio::test]
async fn closures_follow_every_move() {
    let (_database, world, mut conn) = world().await;
    let rng = &mut StdRng::seed_from_u64(5);
    let (mut moves, mut refusals) = (0, 0);
    for _ in 0..150 {
        let child = world.workspaces[rng.random_range(0..world.workspaces.len())].0;
        let parent = if rng.random_bool(0.1) {
            "NULL".to_owned()
        } else {
            format!("'{}'", world.workspaces[rng.random_range(0..world.workspaces.len())].0)
        };
        let made = moved(
            &mut conn,
            format!("UPDATE workspaces SET parent_id = {parent} WHERE id = '{child}'"),
            "workspaces_no_cycle",
        )
        .await;
        if made {
            moves += 1
        } else {
            refusals += 1
        }
        assert_eq!(differing(&mut conn, WORKSPACES_DIFFER).await, 0);
    }
    for _ in 0..250 {
        let report = world.accounts[rng.random_range(0..world.accounts.len())].id;
        let manager = world.accounts[rng.random_range(0..world.accounts.len())].id;
        if report == manager {
            continue;
        }
        let statement = match rng.random_range(0..5) {
            0 => format!("DELETE FROM org_relations WHERE report_id = '{report}' AND kind = 'solid'"),
            1 => format!("UPDATE org_relations SET kind = CASE kind WHEN 'solid' THEN 'dotted' ELSE 'solid' END
                WHERE (organization_id, manager_id, report_id, kind) IN (SELECT organization_id, manager_id, report_id, kind FROM org_relations r WHERE report_id = '{report}'
                  AND NOT EXISTS (SELECT 1 FROM org_relations o WHERE o.report_id = r.report_id AND (o.kind = 'solid') <> (r.kind = 'solid')) LIMIT 1)"),
            _ => format!(
                "INSERT INTO org_relations (organization_id, manager_id, report_id, kind) VALUES ('{}', '{manager}', '{report}', 'solid')
                 ON CONFLICT (organization_id, report_id) WHERE kind = 'solid' DO UPDATE SET manager_id = EXCLUDED.manager_id",
                world.organization
            ),
        };
        let made = moved(&mut conn, statement, "org_relations_no_cycle").await;
        if made {
            moves += 1
        } else {
            refusals += 1
        }
        assert_eq!(differing(&mut conn, ACCOUNTS_DIFFER).await, 0);
    }
    assert!(moves > 100 && refusals > 50, "{moves} moves and {refusals} refusals prove little");
}

/// One transaction makes `first` and waits; another tries `second`, which has to wait for it and then be refused.
async fn only_one_of(database: &TestDatabase, first: String, second: String, refusal: &'static str) {
    let mut one = database.connect_options("okrio_cluster").connect().await.unwrap();
    let mut other = database.connect_options("okrio_cluster").connect().await.unwrap();
    one.execute("BEGIN").await.unwrap();
    assert!(moved(&mut one, first, refusal).await);
    let waiting = tokio::spawn(async move { moved(&mut other, second, refusal).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!waiting.is_finished(), "the second did not wait for the first");
    one.execute("COMMIT").await.unwrap();
    assert!(!waiting.await.unwrap(), "both were made: a loop");
}

#[tokio::test]
async fn two_moves_at_once_build_no_loop() {
    let (database, world, mut conn) = world().await;
    conn.execute("DELETE FROM org_relations; UPDATE workspaces SET parent_id = NULL; DELETE FROM objective_parents")
        .await
        .unwrap();
    let (a, b) = (world.workspaces[1].0, world.workspaces[2].0);
    let below =
        |child: Uuid, parent: Uuid| format!("UPDATE workspaces SET parent_id = '{parent}' WHERE id = '{child}'");
    only_one_of(&database, below(a, b), below(b, a), "workspaces_no_cycle").await;

    let (a, b) = (world.accounts[1].id, world.accounts[2].id);
    let reports = |report: Uuid, manager: Uuid| {
        format!(
            "INSERT INTO org_relations (organization_id, manager_id, report_id, kind) VALUES ('{}', '{manager}', '{report}', 'solid')",
            world.organization
        )
    };
    only_one_of(&database, reports(a, b), reports(b, a), "org_relations_no_cycle").await;

    let (a, b, c) = (world.objectives[1].id, world.objectives[2].id, world.objectives[3].id);
    let below =
        |child: Uuid, parent: Uuid| format!("UPDATE objectives SET parent_id = '{parent}' WHERE id = '{child}'");
    only_one_of(&database, below(a, b), below(b, a), "objectives_no_cycle").await;
    // over a secondary parent too: a is below b, so b may not come below c once c is below a
    let also = |child: Uuid, parent: Uuid| {
        format!(
            "INSERT INTO objective_parents (organization_id, objective_id, parent_id) VALUES ('{}', '{child}', '{parent}')",
            world.organization
        )
    };
    only_one_of(&database, also(c, a), also(b, c), "objectives_no_cycle").await;

    assert_eq!(differing(&mut conn, WORKSPACES_DIFFER).await + differing(&mut conn, ACCOUNTS_DIFFER).await, 0);
}
