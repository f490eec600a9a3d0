//! What waits, what is mine, how my team does.

use axum::http::StatusCode;

use super::Scene;
use crate::app::TestApp;
use crate::world::World;

#[tokio::test]
async fn shows_what_waits_and_what_is_mine() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let ivan = scene.world.person("ivan").await;
    scene.world.objective("Aim of Ivan", ivan).await;

    let page = app.sign_in("anna@acme.example").await.get("/").await;

    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts("main h1"), ["Good morning, Anna"]);
    assert!(page.only("todo-item").contains("Check-in: 2 key results"), "{}", page.only("todo-item"));
    assert!(page.only("todo-item").contains("5 days late"), "{}", page.only("todo-item"));
    assert!(page.text().contains("Wednesday, 18 Nov · week 7 of 13 · 43 days to go"), "{}", page.text());
    assert_eq!(page.texts("[data-testid=my-objective] .o h3"), ["Guests come back"]);
    assert_eq!(
        page.attributes("[data-testid=key-result-row]", "id"),
        [format!("key-result-{}", scene.visits), format!("key-result-{}", scene.rating)]
    );
    assert_eq!(page.attributes(".krs a[data-key=edit]", "href").len(), 2);
    assert!(!page.has("[data-testid=team]"));
}

#[tokio::test]
async fn of_other_peoples_objectives_it_shows_only_ones_own_part() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let ivan = scene.world.person("ivan").await;
    scene.world.set("key_results", scene.rating.0, "owner_id = (SELECT id FROM accounts WHERE name = 'Ivan'), owner_no = (SELECT account_no FROM accounts WHERE name = 'Ivan')").await;
    scene.world.objective("Own aim", ivan).await;

    let page = app.sign_in("ivan@acme.example").await.get("/").await;

    assert_eq!(page.texts("[data-testid=my-objective] .o h3"), ["Own aim", "Guests come back"]);
    assert_eq!(page.attributes("[data-testid=key-result-row]", "id"), [format!("key-result-{}", scene.rating)]);
    assert!(page.marked("my-objective")[1].contains("of Anna"));
}

#[tokio::test]
async fn a_manager_sees_who_has_checked_in() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let world = &scene.world;
    let boss = world.person("boss").await;
    let ivan = world.person("ivan").await;
    let gone = world.person("gone").await;
    let dotted = world.person("dotted").await;
    let below = world.person("below").await;
    for (report, manager, kind) in [
        (scene.anna, boss, "solid"),
        (ivan, boss, "solid"),
        (gone, boss, "solid"),
        (dotted, boss, "dotted"),
        (below, ivan, "solid"),
    ] {
        world.reports_to(report, manager, kind).await;
    }
    world.set("accounts", gone.0, "state = 'inactive'").await;
    let his = world.objective("Aim of Ivan", ivan).await;
    let done = world.key_result(his, "Done", 0, 10).await;
    world.set("key_results", done.0, "value = 5, value_on = '2026-11-17', started = true, due_on = '2026-11-27'").await;

    let page = app.sign_in("boss@acme.example").await.get("/").await;

    assert_eq!(page.marked("mate"), ["A Anna 2 due · last 10 Nov", "I Ivan 1 updated this week Checked in"]);
    assert!(page.only("team").contains("1 of 2 checked in"));
}

#[tokio::test]
async fn who_owns_no_key_results_is_not_waited_for() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let boss = scene.world.person("boss").await;
    let idle = scene.world.person("idle").await;
    scene.world.reports_to(idle, boss, "solid").await;
    assert!(!app.sign_in("boss@acme.example").await.get("/").await.only("team").contains("checked in"));
    scene.world.reports_to(scene.anna, boss, "solid").await;
    let page = app.sign_in("boss@acme.example").await.get("/").await;
    assert_eq!(page.marked("mate").len(), 2);
    assert!(page.only("team").contains("0 of 1 checked in"), "{}", page.only("team"));
}

#[tokio::test]
async fn a_newcomer_is_told_how_to_begin() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    world.set("accounts", anna.0, "time_zone = 'Asia/Vladivostok', locale = 'ru'").await;
    world.person_as("olga", "owner").await;

    let page = app.sign_in("anna@acme.example").await.get("/").await;
    // 09:00 UTC is 19:00 there
    assert_eq!(page.texts("main h1"), ["Добрый вечер, Anna"]);
    assert!(page.only("my-objectives-empty").contains("Новая цель"));
    assert!(!page.only("my-objectives-empty").contains("Импорт"));
    let page = app.sign_in("olga@acme.example").await.get("/").await;
    assert!(page.only("my-objectives-empty").contains("Import a spreadsheet"));
}

#[tokio::test]
async fn the_picker_chooses_the_period() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    scene.world.period("quarter", crate::world::day(2027, 1, 1), crate::world::day(2027, 3, 31), "planning").await;

    let page = app.sign_in("anna@acme.example").await.get("/?period=2027-q1").await;

    assert!(page.only("my-objectives-empty").contains("Q1 2027"), "{}", page.only("my-objectives-empty"));
}

/// The count at «Check-in» in the navigation.
fn waiting(page: &crate::support::answer::Answer) -> i64 {
    page.texts("nav a[href='/check-in'] b:not([hidden])")
        .first()
        .map_or(0, |text| text.split(' ').next().unwrap().parse().unwrap())
}

#[tokio::test]
async fn the_navigation_counts_what_the_pages_list() {
    let app = TestApp::new().await;
    Scene::new(&app).await;
    let anna = app.sign_in("anna@acme.example").await;
    let cases = [
        ("in work", "", 2),
        ("closed period", "UPDATE periods SET state = 'closed'", 0),
        ("closing period", "UPDATE periods SET state = 'closing'", 2),
        ("archived key result", "UPDATE key_results SET archived_at = now() WHERE title = 'Rating'", 1),
        ("not due yet", "UPDATE key_results SET due_on = '2026-11-20' WHERE title = 'Visits'", 0),
        ("due again", "UPDATE key_results SET due_on = '2026-11-18' WHERE title = 'Visits'", 1),
        ("postponed objective", "UPDATE objectives SET halted = 'postponed'", 0),
        ("draft", "UPDATE objectives SET halted = NULL, stage = 'draft'", 0),
    ];
    for (case, statement, due) in cases {
        if !statement.is_empty() {
            app.sql(statement).await;
        }
        let page = anna.get("/").await;
        assert_eq!(waiting(&page), due, "{case}");
        let said = page.marked("todo-item").concat();
        assert_eq!(said.contains("Check-in:"), due > 0, "{case}: {said}");
        let sheet = anna.get("/check-in").await;
        assert_eq!(waiting(&sheet), due, "{case}");
    }
}
