//! Taking back a removal.

use axum::http::StatusCode;
use chrono::Duration;
use okrio::kernel::ObjectiveId;

use crate::app::TestApp;
use crate::client::Client;
use crate::world::World;

async fn stage(app: &TestApp) -> (World, ObjectiveId) {
    let world = World::new(app).await;
    let anna = world.person("anna").await;
    world.person("boris").await;
    let objective = world.objective("Grow", anna).await;
    (world, objective)
}

/// Adds a comment and removes it as htmx does; gives the address that undoes it.
async fn removed(client: &Client<'_>, objective: ObjectiveId) -> String {
    let feed = format!("/objectives/{objective}/comments");
    client.submit(client.get(&feed).await.form("comment-form").set("body", "Kept")).await;
    let answer = client.htmx().submit(client.get(&feed).await.form("comment-removal")).await;
    assert_eq!((answer.status, answer.said().as_str()), (StatusCode::OK, "Comment removed"));
    assert!(!answer.body.contains("Kept"), "{}", answer.body);
    let history = answer.texts(&format!("#objective-{objective}-history .hist li"));
    assert!(history[0].starts_with("Comment from text of a removed comment"), "{history:?}");
    assert_eq!(answer.texts("#comment-count"), ["0 comments"]);
    let action = answer.attributes("okrio-toast form", "action");
    assert_eq!(action.len(), 1, "{}", answer.body);
    action[0].clone()
}

async fn removed_at(app: &TestApp) -> bool {
    app.ask("SELECT deleted_at IS NOT NULL FROM comments").await
}

#[tokio::test]
async fn a_removed_comment_comes_back_in_place() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let anna = app.sign_in(&world.email("anna")).await;
    let undo = removed(&anna, objective).await;
    assert!(removed_at(&app).await);

    let answer = anna.htmx().post(&undo, &[("_once", "0192f0c1-0000-7000-8000-0000000000a1")]).await;

    assert_eq!((answer.status, answer.said().as_str()), (StatusCode::OK, "Comment restored"));
    assert_eq!(answer.texts("hx-partial[hx-target=\"#comment-list\"] .prose"), ["Kept"]);
    assert!(answer.has("li[data-focus]"));
    assert!(!removed_at(&app).await);
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM audit_log WHERE action = 'comment.restore'").await, 1);
    // the same sending again is answered the same; another one comes too late
    let again = anna.htmx().post(&undo, &[("_once", "0192f0c1-0000-7000-8000-0000000000a1")]).await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &answer.body));
    let used = anna.htmx().post(&undo, &[]).await;
    assert_eq!((used.status, used.said().as_str()), (StatusCode::GONE, "This was undone before."));
    assert!(used.has("hx-partial okrio-toast"));
}

#[tokio::test]
async fn without_htmx_it_goes_by_redirect_and_message() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let anna = app.sign_in(&world.email("anna")).await;
    let feed = format!("/objectives/{objective}/comments");
    anna.submit(anna.get(&feed).await.form("comment-form").set("body", "Kept")).await;
    anna.get(&feed).await;

    let answer = anna.submit(anna.get(&feed).await.form("comment-removal")).await;
    assert_eq!(
        (answer.status, answer.location().unwrap()),
        (StatusCode::SEE_OTHER, format!("/objectives/{objective}#comments"))
    );
    let page = anna.get(&feed).await;
    assert!(page.only("toast").contains("Comment removed"));
    let undo = page.forms("okrio-toast form").remove(0);
    let answer = anna.submit(undo).await;

    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = anna.get(&feed).await;
    assert!(page.only("toast").contains("Comment restored"));
    assert_eq!(page.texts(".prose"), ["Kept"]);
}

#[tokio::test]
async fn after_ten_minutes_it_is_too_late() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let anna = app.sign_in(&world.email("anna")).await;
    let undo = removed(&anna, objective).await;
    app.clock.advance(Duration::seconds(601));

    let answer = anna.post(&undo, &[]).await;

    assert_eq!(answer.status, StatusCode::GONE);
    assert!(answer.text().contains("ten minutes"), "{}", answer.text());
    assert!(removed_at(&app).await);
}

#[tokio::test]
async fn what_changed_since_stays() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let anna = app.sign_in(&world.email("anna")).await;
    let undo = removed(&anna, objective).await;
    app.sql("UPDATE comments SET version = version + 1").await;

    let answer = anna.htmx().post(&undo, &[]).await;

    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.said().contains("changed meanwhile"), "{}", answer.said());
    assert!(removed_at(&app).await);
    assert!(app.ask::<bool>("SELECT used_at IS NULL FROM undo_entries").await);
}

#[tokio::test]
async fn entries_of_others_are_not_there() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let (anna, boris) = (app.sign_in(&world.email("anna")).await, app.sign_in(&world.email("boris")).await);
    let other = World::named(&app, "other").await;
    other.person_as("olga", "admin").await;
    let olga = app.sign_in(&other.email("olga")).await;
    let undo = removed(&anna, objective).await;

    for stranger in [&boris, &olga] {
        assert_eq!(stranger.post(&undo, &[]).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(anna.post("/undo/nothing", &[]).await.status, StatusCode::NOT_FOUND);
    assert!(removed_at(&app).await);
    assert!(app.ask::<bool>("SELECT used_at IS NULL FROM undo_entries").await);
}

#[tokio::test]
async fn without_its_audit_row_nothing_comes_back() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let anna = app.sign_in(&world.email("anna")).await;
    let undo = removed(&anna, objective).await;
    app.sql("ALTER TABLE audit_log ADD CONSTRAINT no_room CHECK (action <> 'comment.restore') NOT VALID").await;

    assert_eq!(anna.post(&undo, &[]).await.status, StatusCode::INTERNAL_SERVER_ERROR);

    assert!(removed_at(&app).await);
    assert!(app.ask::<bool>("SELECT used_at IS NULL FROM undo_entries").await);
}
