//! What is refused is refused whole, and nothing typed is lost.

use axum::http::StatusCode;
use rust_decimal::Decimal;

use super::{Scene, value, written};
use crate::app::TestApp;
use crate::world::World;

#[tokio::test]
async fn a_wrong_number_is_explained_in_the_readers_language_and_saves_nothing() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    scene.world.set("accounts", scene.anna.0, "locale = 'ru'").await;
    let before = written(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    let (visits, rating) = (format!("value-{}", scene.visits), format!("value-{}", scene.rating));
    let form = client
        .get("/check-in")
        .await
        .form("check-in-form")
        .set(&visits, "около <b>70</b>")
        .set(&rating, "18,5")
        .set(&format!("comment-{}", scene.rating), "Хорошая неделя");

    for by_htmx in [false, true] {
        let answer = if by_htmx { client.htmx().submit(form.clone()).await } else { client.submit(form.clone()).await };

        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let summary = answer.only("error-summary");
        assert!(summary.contains("1 ошибка") && summary.contains("Visits: Это не число. Пример: 42,5."), "{summary}");
        assert_eq!(answer.attributes(".summary a", "href"), [format!("#{visits}")]);
        assert!(answer.has(&format!("#value-{}[aria-invalid=true]", scene.visits)));
        let kept = answer.form("check-in-form");
        assert_eq!(
            (kept.get(&visits), kept.get(&rating), kept.get(&format!("comment-{}", scene.rating))),
            (Some("около <b>70</b>"), Some("18,5"), Some("Хорошая неделя"))
        );
        assert_eq!(answer.body.contains("<title>Ошибка: Чек-ин"), !by_htmx);
        assert_eq!(written(&app).await, before);
    }
}

#[tokio::test]
async fn a_worse_status_needs_a_word_of_explanation() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let before = written(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    let form = client
        .get("/check-in")
        .await
        .form("check-in-form")
        .set(&format!("value-{}", scene.visits), "20")
        .set(&format!("value-{}", scene.rating), "18");

    let answer = client.submit(form.clone()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.only("error-summary").contains("Visits: The status gets worse"), "{}", answer.only("error-summary"));
    assert_eq!(written(&app).await, before);

    let answer = client
        .submit(answer.form("check-in-form").set(&format!("comment-{}", scene.visits), "Two cafés <b>closed</b>"))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let comment: String = app.ask("SELECT comment FROM check_ins WHERE comment <> ''").await;
    assert_eq!(comment, "Two cafés <b>closed</b>");
}

#[tokio::test]
async fn a_value_that_somebody_changed_meanwhile_is_a_choice_not_a_loss() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    let (visits, rating) = (format!("value-{}", scene.visits), format!("value-{}", scene.rating));
    let form = client.get("/check-in").await.form("check-in-form").set(&visits, "59").set(&rating, "18");
    scene.world.set("key_results", scene.visits.0, "value = 57, version = version + 1").await;
    let before = written(&app).await;

    let answer = client.htmx().submit(form.clone()).await;

    assert_eq!(answer.status, StatusCode::CONFLICT);
    let choice = answer.only("conflict-row");
    assert!(choice.contains("Theirs 57") && choice.contains("Yours 59"), "{choice}");
    assert!(answer.has("input[value='59'][checked][data-focus]"));
    assert_eq!(written(&app).await, before);
    let again = answer.form("check-in-form");
    assert_eq!((again.get(&visits), again.get(&rating)), (Some("59"), Some("18")));
    assert_eq!(client.submit(again).await.status, StatusCode::SEE_OTHER);
    assert_eq!(value(&app.admin, scene.visits).await, Some(Decimal::from(59)));
    assert_eq!(value(&app.admin, scene.rating).await, Some(Decimal::from(18)));
}

#[tokio::test]
async fn another_title_is_no_clash() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    let form = client.get("/check-in").await.form("check-in-form").set(&format!("value-{}", scene.visits), "59");
    scene.world.set("key_results", scene.visits.0, "title = 'All visits', version = version + 1").await;

    assert_eq!(client.submit(form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(value(&app.admin, scene.visits).await, Some(Decimal::from(59)));
}

#[tokio::test]
async fn key_results_of_others_are_out_of_reach() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let ivan = scene.world.person("ivan").await;
    let open = scene.world.objective("Open aim", ivan).await;
    let his = scene.world.key_result(open, "His", 0, 10).await;
    let secret = scene.world.objective("Secret aim", ivan).await;
    scene.world.set("objectives", secret.0, "visibility = 'private'").await;
    let hidden = scene.world.key_result(secret, "Hidden", 0, 10).await;
    let globex = World::named(&app, "globex").await;
    let stranger = globex.person("zoe").await;
    let abroad = globex.objective("Abroad", stranger).await;
    let abroad = globex.key_result(abroad, "Abroad", 0, 10).await;
    let before = written(&app).await;
    let client = app.sign_in("anna@acme.example").await;

    let nobody = "0192f0c1-0000-7000-8000-000000000001".to_owned();
    for (id, status) in [
        (his.to_string(), StatusCode::FORBIDDEN),
        (hidden.to_string(), StatusCode::NOT_FOUND),
        (abroad.to_string(), StatusCode::NOT_FOUND),
        (nobody, StatusCode::NOT_FOUND),
    ] {
        let form = client.get("/check-in").await.form("check-in-form").set(&format!("value-{}", scene.visits), "60");
        let form = form.set(&format!("ver-{id}"), "1").set(&format!("value-{id}"), "7");
        assert_eq!(client.submit(form).await.status, status, "{id}");
        assert_eq!(written(&app).await, before);
    }
}

#[tokio::test]
async fn a_period_that_closed_meanwhile_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    let visits = format!("value-{}", scene.visits);
    let form = client.get("/check-in").await.form("check-in-form").set(&visits, "60");
    scene.world.set("periods", scene.world.quarter.0, "state = 'closed'").await;
    let before = written(&app).await;

    let answer = client.submit(form).await;

    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.only("error-summary").starts_with("1 problem"), "{}", answer.only("error-summary"));
    assert_eq!(answer.form("check-in-form").get(&visits), Some("60"));
    assert_eq!(written(&app).await, before);
}

#[tokio::test]
async fn an_untouched_sheet_says_so() {
    let app = TestApp::new().await;
    Scene::new(&app).await;
    let before = written(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    let form = client.get("/check-in").await.form("check-in-form");

    let answer = client.submit(form).await;

    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.only("error-summary").contains("No row has changed"));
    assert_eq!(written(&app).await, before);
}

#[tokio::test]
async fn long_and_broken_text_is_refused_at_its_field() {
    let app = TestApp::new().await;
    let scene = Scene::new(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    let comment = format!("comment-{}", scene.visits);
    for (typed, why) in [("x".repeat(2001), "at most 2,000 characters"), ("a\u{7}b".to_owned(), "cannot be kept")] {
        let form = client.get("/check-in").await.form("check-in-form").set(&comment, &typed);
        let answer = client.submit(form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.only("error-summary").contains(why), "{}", answer.only("error-summary"));
    }
}
