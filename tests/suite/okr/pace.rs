//! What is expected of an objective, and when: nothing of a draft, nothing of what has ended; and when it was last updated.
use chrono::{TimeZone, Utc};
use okrio::db::Audit;
use okrio::kernel::ObjectiveId;

use crate::app::TestApp;
use crate::support::answer::Answer;
use crate::world::World;

/// Anna's «Grow» with «Visits» from 0 to 100, at 40 since 10 November.
async fn scene() -> (TestApp, World, ObjectiveId) {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let objective = world.objective("Grow", anna).await;
    let visits = world.key_result(objective, "Visits", 0, 100).await;
    world.set("key_results", visits.0, "value = 40, value_on = '2026-11-10', started = true").await;
    (app, world, objective)
}

/// Whether any bar of the page has a place where it should be.
fn has_tick(page: &Answer) -> bool {
    page.has("main .pace line") || page.has("main .pace rect")
}

#[tokio::test]
async fn a_draft_owes_nothing() {
    let (app, world, objective) = scene().await;
    let anna = app.sign_in("anna@acme.example").await;
    let address = format!("/objectives/{objective}");
    let active = anna.get(&address).await;
    assert!(active.only("objective-progress").contains("Expected by today"), "{}", active.text());
    assert!(has_tick(&active) && has_tick(&anna.get("/").await));

    world.set("objectives", objective.0, "stage = 'draft', progress = 0.4").await;
    for address in [address.as_str(), "/"] {
        assert!(!has_tick(&anna.get(address).await), "{address}");
    }
    let panel = anna.get(&address).await.only("objective-progress");
    assert!(panel.contains("40") && !panel.contains("Expected") && !panel.contains("short"), "{panel}");
    app.sql("DELETE FROM key_results").await;
    let panel = anna.get(&address).await.only("objective-progress");
    assert!(panel.contains('—') && !panel.contains("Expected"), "{panel}");
}

#[tokio::test]
async fn what_has_ended_says_at_what() {
    let (app, world, objective) = scene().await;
    world.set("objectives", objective.0, "stage = 'closed', progress = 0.4").await;
    let anna = app.sign_in("anna@acme.example").await;
    let page = anna.get(&format!("/objectives/{objective}")).await;
    let panel = page.only("objective-progress");
    assert!(panel.contains("Ended at 40\u{a0}%") || panel.contains("Ended at 40 %"), "{panel}");
    for wrong in ["Expected", "short", "not stated"] {
        assert!(!panel.contains(wrong), "{wrong}: {panel}");
    }
    assert!(!has_tick(&page));
}

#[tokio::test]
async fn counting_anew_is_no_update() {
    let (app, world, objective) = scene().await;
    let year = world.objective("The year", world.actor_named("anna").await.account.unwrap()).await;
    world.set("objectives", year.0, "rollup = 'children', updated_at = '2026-10-05'").await;
    world.set("objectives", objective.0, &format!("parent_id = '{year}', updated_at = '2026-10-02'")).await;
    app.sql("UPDATE key_results SET updated_at = '2026-11-10T12:00:00Z'").await;
    let updated = async |title: &'static str| -> String {
        sqlx::query_scalar("SELECT updated_at::date::text FROM objectives WHERE title = $1")
            .bind(title)
            .fetch_one(&app.admin)
            .await
            .unwrap()
    };
    let actor = world.actor_named("anna").await;
    let mut tx = app.db.write(&actor).await.unwrap();
    okrio::okr::recompute::objectives(&mut tx, &[objective, year]).await.unwrap();
    tx.audit(Audit::of("test.count", "objective", objective.0)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((updated("Grow").await, updated("The year").await), ("2026-11-10".to_owned(), "2026-10-05".to_owned()));

    app.clock.set(Utc.with_ymd_and_hms(2026, 11, 19, 9, 0, 0).unwrap());
    let anna = app.sign_in("anna@acme.example").await;
    let id: String = app.ask("SELECT id::text FROM key_results").await;
    let form = anna.htmx().get(&format!("/key-results/{id}/value/edit")).await.form("key-result-form");
    anna.htmx().submit(form.set("value", "50")).await;
    assert_eq!(updated("Grow").await, "2026-11-19");
}
