//! Organizations of a size: whole, with all that triggers and the maths would have kept, and open to everybody in them.
use axum::http::StatusCode;
use okrio::auth::local::password;
use okrio::demo::size::{Made, Size, make};
use okrio::kernel::{Actor, Locale, ObjectiveId};
use okrio::okr::recompute;
use sqlx::{AssertSqlSafe, Row};

use super::Demo;
use crate::app::TestApp;

const SIZE: Size = Size { organizations: 2, people: 90, objectives: 70 };
const TODAY: &str = "2026-11-18";

impl Demo {
    async fn sized(locale: Locale) -> (Self, Vec<Made>) {
        let demo = Self::empty(TODAY).await;
        let options = demo.database.connect_options("okrio_cluster");
        let mut told = Vec::new();
        let now = demo.db.clock().now();
        let made = make(options, SIZE, locale, "no hash", now, |slug, done| told.push(format!("{slug} {done}"))).await;
        assert_eq!(told, ["size-1 70", "size-2 70"]);
        (demo, made.unwrap())
    }
}

#[tokio::test]
async fn references_closures_roles_and_dates_are_what_triggers_would_keep() {
    let (mut demo, _) = Demo::sized(Locale::En).await;
    let constraints = sqlx::query(
        "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace",
    )
    .fetch_all(&mut demo.admin)
    .await
    .unwrap();
    assert!(constraints.len() > 30);
    for constraint in constraints {
        let (table, name, definition): (String, String, String) =
            (constraint.get(0), constraint.get(1), constraint.get(2));
        let again = format!(
            "ALTER TABLE {table} DROP CONSTRAINT {name}; ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
        );
        sqlx::raw_sql(AssertSqlSafe(again)).execute(&mut demo.admin).await.unwrap();
    }
    for (what, kept, should) in [
        (
            "workspace_closure",
            "SELECT ancestor_id, descendant_id, depth::integer FROM workspace_closure",
            "WITH RECURSIVE up AS (SELECT id AS ancestor, id AS descendant, 0 AS depth FROM workspaces
               UNION ALL SELECT w.parent_id, up.descendant, up.depth + 1 FROM up JOIN workspaces w ON w.id = up.ancestor WHERE w.parent_id IS NOT NULL)
             SELECT ancestor, descendant, depth FROM up",
        ),
        (
            "account_closure",
            "SELECT ancestor_id, descendant_id, depth::integer FROM account_closure",
            "WITH RECURSIVE up AS (SELECT manager_id AS ancestor, report_id AS descendant, 1 AS depth FROM org_relations
               UNION ALL SELECT r.manager_id, up.descendant, up.depth + 1 FROM up JOIN org_relations r ON r.report_id = up.ancestor)
             SELECT ancestor, descendant, depth FROM up",
        ),
        (
            "object_roles",
            "SELECT objective_id, account_id, role FROM object_roles",
            "SELECT DISTINCT objective_id, owner_id, 'key_result_owner' FROM key_results",
        ),
        (
            "role_holders",
            "SELECT id, role_holders FROM objectives",
            "SELECT objective_id, array_agg(DISTINCT account_id ORDER BY account_id) FROM object_roles GROUP BY 1",
        ),
        (
            "is_measured",
            "SELECT id, is_measured, due_until FROM key_results",
            "SELECT k.id, o.stage = 'active' AND p.state <> 'closed', CASE WHEN o.stage = 'active' AND p.state <> 'closed' THEN p.ends_on END
             FROM key_results k JOIN objectives o ON o.id = k.objective_id JOIN periods p ON p.id = o.period_id",
        ),
        (
            "next numbers",
            "SELECT id, next_account_no, next_workspace_no FROM organizations",
            "SELECT organization_id, max(account_no) + 1, (SELECT max(workspace_no) + 1 FROM workspaces w WHERE w.organization_id = a.organization_id) FROM accounts a GROUP BY 1",
        ),
        (
            "the newest value is that of the reading",
            "SELECT id, value, value_on FROM key_results WHERE is_measured",
            "SELECT key_result_id, value, effective_on FROM readings",
        ),
    ] {
        for (one, other) in [(kept, should), (should, kept)] {
            let differing = format!("SELECT count(*) FROM (({one}) EXCEPT ({other})) x");
            let count: i64 = sqlx::query_scalar(AssertSqlSafe(differing)).fetch_one(&mut demo.admin).await.unwrap();
            assert_eq!(count, 0, "{what}");
        }
        let any = format!("SELECT count(*) FROM ({kept}) x");
        assert!(sqlx::query_scalar::<_, i64>(AssertSqlSafe(any)).fetch_one(&mut demo.admin).await.unwrap() > 0, "{what}");
    }
}

#[tokio::test]
async fn the_figures_are_those_that_counting_anew_gives() {
    let (mut demo, made) = Demo::sized(Locale::Ru).await;
    let before = demo.rows("IS NOT DISTINCT FROM of").await;
    for one in made {
        let mut tx = demo.db.write(&Actor::system(one.id, chrono_tz::Europe::Moscow)).await.unwrap();
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar("SELECT id FROM objectives").fetch_all(tx.conn()).await.unwrap();
        assert_eq!(ids.len(), 70);
        let ids: Vec<_> = ids.into_iter().map(ObjectiveId).collect();
        recompute::objectives(&mut tx, &ids).await.unwrap();
        tx.needs_no_audit();
        tx.commit().await.unwrap();
    }
    assert_eq!(demo.rows("IS NOT DISTINCT FROM of").await, before);
    let kinds = demo.words("SELECT DISTINCT status FROM (SELECT unnest(statuses) AS status FROM objectives) x").await;
    assert!(kinds.len() > 4, "{kinds:?}");
}

#[tokio::test]
async fn people_sign_in_and_see_their_company_and_no_other() {
    let app = TestApp::new().await;
    let options = app.database.connect_options("okrio_cluster");
    let hash = password::hash("correct horse battery".to_owned()).await.unwrap();
    // enough for indexes to be set aside and built anew
    let size = Size { organizations: 2, people: 40, objectives: 2_500 };
    let indexes = "SELECT count(*) FROM pg_indexes WHERE schemaname = 'public'";
    let before: i64 = app.ask(indexes).await;
    let made = make(options, size, Locale::En, &hash, app.clock.now(), |_, _| ()).await.unwrap();
    assert_eq!(app.ask::<i64>(indexes).await, before);

    let [one, _] = made.as_slice() else { panic!("two were asked for") };
    let client = app.client();
    let form = [("email", &*one.address(39)), ("password", "correct horse battery")];
    let answer = client.post("/sign-in/local", &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let list = client.get("/objectives").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.body.contains("Company of size 1") && !list.body.contains("Company of size 2"));
    assert_eq!(list.body.matches("data-testid=\"objective-row\"").count(), 50);
}
