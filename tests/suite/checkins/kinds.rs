//! Kinds that are no plain numbers.

use axum::http::StatusCode;
use okrio::kernel::KeyResultId;
use rust_decimal::Decimal;

use super::{Scene, value, written};
use crate::app::TestApp;

/// A yes-or-no, a scale of three levels and a list of two milestones, in place of the numbers of the scene.
async fn kinds(app: &TestApp) -> (Scene, KeyResultId) {
    let scene = Scene::new(app).await;
    let steps = scene.world.key_result(scene.objective, "Steps", 0, 1).await;
    scene.world.set("key_results", scene.visits.0, "kind = 'binary', value = 0").await;
    scene.world.set("key_results", scene.rating.0, "kind = 'scale'").await;
    scene.world.set("key_results", steps.0, "kind = 'milestones'").await;
    app.sql("INSERT INTO scale_levels (organization_id, key_result_id, position, label, progress)
             SELECT organization_id, id, n, 'Level ' || n, (n - 1) / 2.0 FROM key_results, generate_series(1, 3) n WHERE kind = 'scale';
             INSERT INTO milestones (organization_id, id, key_result_id, title, weight, position)
             SELECT organization_id, ('0192f0c1-0000-7000-8000-00000000000' || n)::uuid, id, 'Step ' || n, n, n FROM key_results, generate_series(1, 2) n WHERE kind = 'milestones'")
        .await;
    (scene, steps)
}

const SECOND_STEP: &str = "0192f0c1-0000-7000-8000-000000000002";

#[tokio::test]
async fn each_kind_has_its_own_field() {
    let app = TestApp::new().await;
    let (scene, steps) = kinds(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    let page = client.get("/check-in").await;
    assert_eq!(
        page.texts(&format!("#check-in-{} select option", scene.rating)),
        ["No change", "Level 1", "Level 2", "Level 3"]
    );
    assert_eq!(page.attributes(&format!("input[name='milestone-{steps}']"), "value").len(), 2);
    assert_eq!(page.attributes(&format!("input[name='value-{}']", scene.visits), "type"), ["radio", "radio"]);
    let form = page.form("check-in-form");
    let form = form
        .set(&format!("value-{}", scene.visits), "1")
        .set(&format!("value-{}", scene.rating), "2")
        .set(&format!("milestone-{steps}"), SECOND_STEP);

    let answer = client.submit(form).await;

    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(value(&app.admin, scene.visits).await, Some(Decimal::ONE));
    assert_eq!(value(&app.admin, scene.rating).await, Some(Decimal::TWO));
    assert_eq!(value(&app.admin, steps).await.unwrap().round_dp(3), Decimal::new(667, 3));
    let done: i64 = app.ask("SELECT count(*) FROM milestones WHERE done_on = '2026-11-18' AND title = 'Step 2'").await;
    assert_eq!(done, 1);
    let page = client.get("/check-in").await;
    assert_eq!(page.attributes(&format!("input[name='milestone-{steps}'][checked]"), "value"), [SECOND_STEP]);
}

#[tokio::test]
async fn milestones_can_say_that_nothing_changed() {
    let app = TestApp::new().await;
    let (_, steps) = kinds(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    let form = client.get("/check-in").await.form("check-in-form").set(&format!("same-{steps}"), "1");

    assert_eq!(client.submit(form).await.status, StatusCode::SEE_OTHER);

    let check_ins: Vec<KeyResultId> =
        sqlx::query_scalar("SELECT key_result_id FROM check_ins").fetch_all(&app.admin).await.unwrap();
    assert_eq!(check_ins, [steps]);
}

#[tokio::test]
async fn values_that_nobody_offered_are_refused() {
    let app = TestApp::new().await;
    let (scene, steps) = kinds(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    let before = written(&app).await;
    let wrong = [
        (format!("value-{}", scene.visits), "2"),
        (format!("value-{}", scene.rating), "4"),
        (format!("value-{}", scene.rating), "1.5"),
        (format!("milestone-{steps}"), "0192f0c1-0000-7000-8000-0000000000ff"),
        (format!("confidence-{}", scene.visits), "99"),
    ];
    for (field, wrong) in wrong {
        let form = client.get("/check-in").await.form("check-in-form").set(&field, wrong);
        let answer = client.submit(form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(
            answer.only("error-summary").contains("Choose one of the offered values"),
            "{field}: {}",
            answer.only("error-summary")
        );
    }
    assert_eq!(written(&app).await, before);
}
