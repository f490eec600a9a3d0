//! Drafts kept on the server.

use axum::http::StatusCode;

use crate::app::TestApp;
use crate::world::World;

#[tokio::test]
async fn what_was_typed_comes_back_without_secrets() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person("anna").await;
    world.person("boris").await;
    let (anna, boris) = (app.sign_in(&world.email("anna")).await, app.sign_in(&world.email("boris")).await);

    let fields = [("form", "objective-new"), ("_once", "x"), ("title", "Old"), ("password", "hush")];
    assert_eq!(anna.post("/drafts", &fields).await.status, StatusCode::NO_CONTENT);
    let fields =
        [("form", "objective-new"), ("title", "Рост <b>"), ("person", "1"), ("person", "2"), ("newPassword", "hush")];
    assert_eq!(anna.htmx().post("/drafts", &fields).await.status, StatusCode::NO_CONTENT);

    let answer = anna.get("/drafts/objective-new").await;
    assert_eq!(answer.status, StatusCode::OK);
    let draft: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(draft["kept"], serde_json::json!([["title", "Рост <b>"], ["person", "1"], ["person", "2"]]));
    assert_eq!(draft["at"], app.clock.now().timestamp_millis());
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM drafts").await, 1);
    assert_eq!(boris.get("/drafts/objective-new").await.status, StatusCode::NO_CONTENT);
    assert_eq!(anna.get("/drafts/other").await.status, StatusCode::NO_CONTENT);
    // thrown away
    assert_eq!(boris.post("/drafts", &[("form", "objective-new")]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM drafts").await, 1);
    assert_eq!(anna.post("/drafts", &[("form", "objective-new")]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM drafts").await, 0);
    assert_eq!(app.client().post("/drafts", &[("form", "a")]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn bad_drafts_are_refused() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person("anna").await;
    let anna = app.sign_in(&world.email("anna")).await;

    let fits = "x".repeat(99_980);
    for (form, text, status) in [
        ("", "a", StatusCode::UNPROCESSABLE_ENTITY),
        ("No such", "a", StatusCode::UNPROCESSABLE_ENTITY),
        ("a", "nul \0", StatusCode::UNPROCESSABLE_ENTITY),
        ("a", &"\"".repeat(60_000), StatusCode::PAYLOAD_TOO_LARGE),
        ("a", &"x".repeat(100_001), StatusCode::PAYLOAD_TOO_LARGE),
        ("a", &fits, StatusCode::NO_CONTENT),
    ] {
        let answer = anna.post("/drafts", &[("form", form), ("t", text)]).await;
        assert_eq!(answer.status, status, "{form} {}", text.len());
        let kept: i64 = app.ask("SELECT count(*) FROM drafts").await;
        assert_eq!(kept, i64::from(status == StatusCode::NO_CONTENT));
    }
}

#[tokio::test]
async fn only_the_newest_fifty_are_kept() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person("anna").await;
    let anna = app.sign_in(&world.email("anna")).await;
    for number in 0..52 {
        app.clock.advance(chrono::Duration::seconds(1));
        anna.post("/drafts", &[("form", &format!("f-{number}")), ("t", "a")]).await;
    }
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM drafts").await, 50);
    assert_eq!(anna.get("/drafts/f-1").await.status, StatusCode::NO_CONTENT);
    assert_eq!(anna.get("/drafts/f-2").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_saved_draft_is_forgotten() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let actor = world.actor(world.person("anna").await).await;
    let anna = app.sign_in(&world.email("anna")).await;
    anna.post("/drafts", &[("form", "objective-new"), ("t", "a")]).await;

    let mut tx = app.db.write(&actor).await.unwrap();
    okrio::okr::drafts::actions::forget(&mut tx, "objective-new").await.unwrap();
    tx.needs_no_audit();
    tx.commit().await.unwrap();

    assert_eq!(app.ask::<i64>("SELECT count(*) FROM drafts").await, 0);
}
