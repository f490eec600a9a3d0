//! When check-ins are due: from the day on which they are expected, up to the end of the period.
use chrono::{NaiveDate, TimeZone, Utc};

use super::imports::steps::{Company, QUARTER};
use crate::app::TestApp;
use crate::world::{World, day};

async fn due(app: &TestApp, title: &str) -> Option<NaiveDate> {
    sqlx::query_scalar("SELECT due_on FROM key_results WHERE title = $1")
        .bind(title)
        .fetch_one(&app.admin)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_first_check_in_is_due_after_the_objective_became_active() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let objective = world.objective("Grow", anna).await;
    let visits = world.key_result(objective, "Visits", 100, 200).await;
    world.set("objectives", objective.0, "stage = 'draft'").await;
    let client = app.sign_in("anna@acme.example").await;
    let address = format!("/objectives/{objective}");

    // a Wednesday; check-ins are due on Fridays
    let activated = client.submit(client.get(&address).await.form("activate-form")).await;
    assert_eq!(activated.status, 303, "{}", activated.text());
    assert_eq!(due(&app, "Visits").await, Some(day(2026, 11, 20)));
    let page = client.get(&address).await;
    assert!(!page.text().contains("overdue"), "{}", page.text());
    assert!(client.get(&format!("/key-results/{visits}")).await.text().contains("20 Nov"));
    assert!(client.get("/").await.has("[data-testid=todo-empty]"));

    // what is added later is due later, also where the objective is active for long
    app.clock.set(Utc.with_ymd_and_hms(2026, 11, 21, 9, 0, 0).unwrap());
    let client = app.sign_in("anna@acme.example").await;
    let form = client.get(&format!("{address}/key-results/new")).await.form("key-result-form");
    let added = client.submit(form.set("title", "Sales").set("baseline", "0").set("target", "5")).await;
    assert_eq!(added.status, 303, "{}", added.text());
    assert_eq!(due(&app, "Sales").await, Some(day(2026, 11, 27)));
    assert_eq!(due(&app, "Visits").await, Some(day(2026, 11, 20)));
}

#[tokio::test]
async fn nothing_is_due_after_the_end_of_a_period() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let (anna, maria) = (world.person("anna").await, world.person("maria").await);
    world.reports_to(anna, maria, "solid").await;
    let objective = world.objective("Grow", anna).await;
    let visits = world.key_result(objective, "Visits", 100, 200).await;
    world.key_result(objective, "Sales", 0, 5).await;
    let client = app.sign_in("anna@acme.example").await;
    let form = client.htmx().get(&format!("/key-results/{visits}/value/edit")).await;
    client.htmx().submit(form.form("key-result-form").set("value", "200")).await;
    assert_eq!(due(&app, "Visits").await, Some(day(2026, 11, 27)));
    assert_eq!(due(&app, "Sales").await, Some(day(2026, 10, 2)));

    for (today, waiting) in [((2026, 12, 31), true), ((2027, 1, 1), false), ((2027, 1, 8), false)] {
        app.clock.set(Utc.with_ymd_and_hms(today.0, today.1, today.2, 9, 0, 0).unwrap());
        let client = app.sign_in("anna@acme.example").await;
        let home = client.get("/?period=2026-q4").await;
        assert_eq!(home.has("nav a[href='/check-in'] b:not([hidden])"), waiting, "{today:?}");
        assert_eq!(home.has("[data-testid=todo-item]"), waiting, "{today:?}");
        assert_eq!(
            client.get("/check-in").await.has("[data-testid=check-in-nothing-due], .empty"),
            !waiting,
            "{today:?}"
        );
        let team = app.sign_in("maria@acme.example").await.get("/").await;
        assert_eq!(team.only("mate").contains("due"), waiting, "{today:?} {}", team.only("mate"));
        let page = client.get(&format!("/objectives/{objective}")).await;
        let row = client.get("/objectives?period=2026-q4").await.only("objective-row");
        for (place, text) in [("page", page.text()), ("list", row)] {
            assert_eq!(text.contains("Check-in overdue"), waiting, "{today:?} {place} {text}");
        }
    }
}

#[tokio::test]
async fn a_finished_quarter_comes_in_closed_and_asks_nobody_for_check_ins() {
    let company = Company::new().await;
    company.import(QUARTER).await;
    company.import("Objective,Key result,Baseline,Target\nGrow,Visits,0,10\n").await;
    let stages = company
        .text("SELECT string_agg(DISTINCT concat_ws(' ', p.ends_on < '2026-11-18', o.stage), ',' ORDER BY concat_ws(' ', p.ends_on < '2026-11-18', o.stage)) FROM objectives o JOIN periods p ON p.id = o.period_id")
        .await;
    assert_eq!(stages, "f active,t closed");
    assert_eq!(company.text("SELECT string_agg(DISTINCT stage, ',') FROM objective_stages").await, "active,closed");
    assert_eq!(company.count("key_results WHERE due_on <= '2026-11-18'").await, 0);
    // the running quarter's is due this Friday, not on its first
    assert_eq!(company.text("SELECT due_on::text FROM key_results WHERE title = 'Visits'").await, "2026-11-20");
    let client = company.app.sign_in(&company.world.email("olga")).await;
    assert!(!client.get("/check-in").await.has("nav a[href='/check-in'] b:not([hidden])"));
    let rows = client.get("/objectives?period=2024-q3").await.marked("objective-row");
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.contains("Closed")), "{rows:?}");
}
