//! Which key results take values is kept on their rows, and follows everything that it depends on.
use crate::app::TestApp;
use crate::world::World;

#[tokio::test]
async fn it_follows_stage_halt_archive_and_period_and_the_navigation_counts_by_it() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let objective = world.objective("Grow", anna).await;
    let key_result = world.key_result(objective, "Visits", 100, 200).await;
    world.set("key_results", key_result.0, "due_on = '2020-01-01'").await;
    let client = app.sign_in("anna@acme.example").await;
    let (objectives, key_results, periods) =
        (("objectives", objective.0), ("key_results", key_result.0), ("periods", world.quarter.0));
    for ((table, id), change, back) in [
        (objectives, "stage = 'draft'", "stage = 'active'"),
        (objectives, "stage = 'closed'", "stage = 'active'"),
        (objectives, "halted = 'postponed'", "halted = NULL"),
        (objectives, "archived_at = now()", "archived_at = NULL"),
        (key_results, "archived_at = now()", "archived_at = NULL"),
        (periods, "state = 'closed'", "state = 'active'"),
        // nobody writes the column past the rule
        (key_results, "is_measured = false, archived_at = now()", "is_measured = true, archived_at = NULL"),
    ] {
        for (assignment, due) in [(change, false), (back, true)] {
            world.set(table, id, assignment).await;
            assert_eq!(app.ask::<bool>("SELECT is_measured FROM key_results").await, due, "{assignment}");
            let page = client.get("/account/appearance").await;
            assert_eq!(page.has("nav a[href=\"/check-in\"] b:not([hidden])"), due, "{assignment}");
        }
    }
    world.set("key_results", key_result.0, "is_measured = false").await;
    assert!(app.ask::<bool>("SELECT is_measured FROM key_results").await);
    // up to the last day of the period, wherever that moves to
    for (assignment, due) in [("ends_on = '2026-11-17'", false), ("ends_on = '2026-11-18'", true)] {
        world.set("periods", world.quarter.0, assignment).await;
        let page = client.get("/account/appearance").await;
        assert_eq!(page.has("nav a[href=\"/check-in\"] b:not([hidden])"), due, "{assignment}");
    }
}
