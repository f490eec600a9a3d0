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
async fn no_level_is_chosen_before_somebody_chose_one() {
    let app = TestApp::new().await;
    let (scene, _) = kinds(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    let before = written(&app).await;
    let form = client.htmx().get(&format!("/key-results/{}/value/edit", scene.rating)).await;
    assert_eq!(form.texts("select[name=value] option[selected]"), ["Choose a level"]);
    let answer = client.htmx().submit(form.form("key-result-form")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.has("select[name=value][aria-invalid=true]"), "{}", answer.body);
    assert_eq!(written(&app).await, before);
    client.htmx().submit(answer.form("key-result-form").set("value", "2")).await;
    assert_eq!(value(&app.admin, scene.rating).await, Some(Decimal::TWO));
    let form = client.htmx().get(&format!("/key-results/{}/value/edit", scene.rating)).await;
    assert_eq!(form.texts("select[name=value] option"), ["Level 1", "Level 2", "Level 3"]);
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

/// The days on which the steps were done.
async fn done(app: &TestApp) -> Vec<Option<String>> {
    sqlx::query_scalar("SELECT done_on::text FROM milestones ORDER BY position").fetch_all(&app.admin).await.unwrap()
}

#[tokio::test]
async fn an_older_day_does_not_tick_or_untick_what_is_done_now() {
    let app = TestApp::new().await;
    let (scene, steps) = kinds(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    // the first step was done on 5 November, the second on the 12th
    app.sql("UPDATE milestones SET done_on = CASE position WHEN 1 THEN date '2026-11-05' ELSE date '2026-11-12' END")
        .await;
    scene.world.set("key_results", steps.0, "value = 1, value_on = '2026-11-12', started = true").await;
    let tick = format!("milestone-{steps}");

    // the week of 2 to 8 November shows how things stood then
    let page = client.get("/check-in/2026-45").await;
    let ticked = page.attributes(&format!("input[name='{tick}'][checked]"), "value");
    assert_eq!(ticked.len(), 1, "the second step came later");
    let untouched = client.submit(page.form("check-in-form")).await;
    assert_eq!(untouched.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing was said");

    // nothing was done by 30 October
    let mut form = client.get("/check-in/2026-44").await.form("check-in-form").set(&format!("same-{steps}"), "1");
    form.fields.retain(|(name, _)| *name != tick);
    assert_eq!(client.submit(form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(done(&app).await, [Some("2026-11-05".to_owned()), Some("2026-11-12".to_owned())]);
    let first: Decimal = app.ask("SELECT value FROM readings WHERE effective_on = '2026-10-30'").await;
    assert_eq!(first, Decimal::ZERO, "the reading of that day says so");
    assert_eq!(value(&app.admin, steps).await, Some(Decimal::ONE), "and the newest stays");

    // the second step was done earlier than it was said
    let form = client.get("/check-in/2026-45").await.form("check-in-form");
    let mut form = form.set("day", "2026-11-06");
    form.fields.push((tick.clone(), SECOND_STEP.to_owned()));
    let saved = client.submit(form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert_eq!(done(&app).await, [Some("2026-11-05".to_owned()), Some("2026-11-06".to_owned())]);

    // today decides what is done now
    let mut form = client.get("/check-in").await.form("check-in-form");
    form.fields.retain(|(name, _)| *name != tick);
    form.fields.push((tick.clone(), SECOND_STEP.to_owned()));
    form = form.set(&format!("comment-{steps}"), "The first has to be done again");
    let saved = client.submit(form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert_eq!(done(&app).await, [None, Some("2026-11-06".to_owned())]);
}

#[tokio::test]
async fn an_older_day_ticks_nothing_that_is_not_done_now() {
    let app = TestApp::new().await;
    let (scene, steps) = kinds(&app).await;
    let client = app.sign_in("anna@acme.example").await;
    scene.world.set("key_results", steps.0, "value = 0, value_on = '2026-11-17', started = true").await;
    let form = client.get("/check-in/2026-45").await.form("check-in-form");
    let saved = client.submit(form.set(&format!("milestone-{steps}"), SECOND_STEP)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert_eq!(done(&app).await, [None, None], "on the 17th it was not done");
    assert_eq!(value(&app.admin, steps).await, Some(Decimal::ZERO));
    assert_eq!(
        app.ask::<i64>("SELECT count(*) FROM readings WHERE value > 0.6 AND effective_on = '2026-11-06'").await,
        1
    );
}
