//! A form that is sent twice acts once.

use axum::http::StatusCode;
use uuid::Uuid;

use crate::app::TestApp;
use crate::world::World;

async fn version(app: &TestApp) -> i32 {
    app.ask("SELECT version FROM accounts WHERE name = 'Anna'").await
}

#[tokio::test]
async fn the_second_sending_gets_the_first_answer() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    let form = client.get("/account/appearance").await.form("appearance-form").set("theme", "dark");
    let (first, second) = (client.submit(form.clone()).await, client.submit(form.clone()).await);
    assert_eq!((first.status, first.location()), (StatusCode::SEE_OTHER, Some("/account/appearance".to_owned())));
    assert_eq!((second.status, second.location(), second.body), (first.status, first.location(), first.body));
    assert_eq!(version(&app).await, 2, "written once");

    let other = client.submit(form.set("theme", "light")).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "another content under the same name");
    assert!(other.only("error-page").contains("sent before with other content"));
    assert_eq!(version(&app).await, 2);
}

#[tokio::test]
async fn two_at_the_same_moment_write_once() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    let form = client.get("/account/appearance").await.form("appearance-form").set("theme", "dark");
    let (one, two) = tokio::join!(client.submit(form.clone()), client.submit(form));
    for answer in [one, two] {
        assert!(matches!(answer.status, StatusCode::SEE_OTHER | StatusCode::CONFLICT), "{}", answer.status);
    }
    assert_eq!(version(&app).await, 2);
}

#[tokio::test]
async fn a_refused_form_can_be_mended_and_sent_again() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    let form = client.get("/account/appearance").await.form("appearance-form");
    assert_eq!(client.submit(form.clone().set("theme", "pink")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(client.submit(form.set("theme", "dark")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(version(&app).await, 2);
}

#[tokio::test]
async fn the_name_of_a_sending_is_its_senders_own() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person("anna").await;
    world.person("boris").await;
    let (anna, boris) = (app.sign_in("anna@acme.example").await, app.sign_in("boris@acme.example").await);
    let once = Uuid::now_v7().to_string();
    let fields = |theme| [("_once", once.as_str()), ("theme", theme), ("language", "en")];
    assert_eq!(anna.post("/account/appearance", &fields("dark")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(boris.post("/account/appearance", &fields("light")).await.status, StatusCode::SEE_OTHER);
    let themes: String = app.ask("SELECT string_agg(theme, ' ' ORDER BY name) FROM accounts").await;
    assert_eq!(themes, "dark light");
}

#[tokio::test]
async fn a_name_that_is_no_id_is_as_none() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    for once in ["", "x", "1; DROP TABLE once_answers"] {
        assert_eq!(
            client.post("/account/appearance", &[("_once", once), ("theme", "dark"), ("language", "en")]).await.status,
            StatusCode::SEE_OTHER
        );
    }
}

async fn claim(app: &TestApp, once: &str, acted_in: Option<&str>, seconds_ago: i32) {
    sqlx::query(
        "INSERT INTO once_answers (organization_id, account_id, once, route, request_hash, acted_in, created_at)
         SELECT organization_id, id, $1::uuid, '/account/appearance', sha256(('_once=' || $1 || '&theme=dark&language=en')::bytea), $2, $3 - make_interval(secs => $4) FROM accounts",
    )
    .bind(once)
    .bind(acted_in)
    .bind(app.clock.now())
    .bind(f64::from(seconds_ago))
    .execute(&app.admin)
    .await
    .unwrap();
}

#[tokio::test]
async fn what_a_crash_left_open_can_be_sent_again_and_never_acts_twice() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    let send = async |once: &str| {
        client.post("/account/appearance", &[("_once", once), ("theme", "dark"), ("language", "en")]).await
    };
    let (lost, acted) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    claim(&app, &lost, None, 60).await;
    assert_eq!(send(&lost).await.status, StatusCode::SEE_OTHER, "it had not acted");
    assert_eq!(version(&app).await, 2);

    claim(&app, &acted, Some("an earlier request"), 60).await;
    let answer = send(&acted).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.only("error-page").contains("saved already"), "{}", answer.text());
    assert_eq!(version(&app).await, 2);
}

#[tokio::test]
async fn a_second_press_of_the_button_gets_the_answer_though_the_browser_dropped_the_first() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    let form = client.get("/account/appearance").await.form("appearance-form").set("theme", "dark");
    for milliseconds in [0, 2, 5, 10, 20] {
        let dropped = client.submit(form.clone());
        let _ = tokio::time::timeout(std::time::Duration::from_millis(milliseconds), dropped).await;
    }
    assert_eq!(client.submit(form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(version(&app).await, 2, "written once");
}
