//! Every act that can be taken back is, from its toast or from the history, unless something changed since.
use axum::http::StatusCode;
use okrio::kernel::{KeyResultId, ObjectiveId};

use crate::app::TestApp;
use crate::support::answer::{Answer, FilledForm};
use crate::world::World;

struct Scene {
    app: TestApp,
    objective: ObjectiveId,
    visits: KeyResultId,
    rating: KeyResultId,
}

/// Anna's active «Grow» with «Visits» (0 to 100, at 50 since 10 November) and «Rating» (10 to 20, not measured), and «Company».
async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let objective = world.objective("Grow", anna).await;
    world.objective("Company", anna).await;
    let visits = world.key_result(objective, "Visits", 0, 100).await;
    let rating = world.key_result(objective, "Rating", 10, 20).await;
    world
        .set(
            "key_results",
            visits.0,
            "value = 50, value_on = '2026-11-10', started = true, confidence = 80, due_on = '2026-11-13'",
        )
        .await;
    Scene { app, objective, visits, rating }
}

const STATE: &str = "SELECT jsonb_build_object(
    'objective', (SELECT to_jsonb(o) - 'version' - 'updated_at' - 'stage_since' - 'status_from' - 'statuses' - 'progress' - 'started' - 'coverage' - 'confidence' - 'key_result_count' FROM objectives o WHERE title <> 'Company'),
    'key_results', (SELECT jsonb_agg(to_jsonb(k) - 'version' - 'updated_at' - 'status_from' - 'statuses' - 'progress' - 'due_on' ORDER BY k.id) FROM key_results k),
    'shown', (SELECT count(*) FROM readings r WHERE NOT EXISTS (SELECT FROM withdrawn_readings w WHERE w.reading_id = r.id)))::text";

impl Scene {
    async fn state(&self) -> String {
        self.app.ask(STATE).await
    }
}

/// The «Undo» of the toast: in the answer itself, or on the page that it leads to.
async fn offered(client: &crate::client::Client<'_>, answer: Answer) -> FilledForm {
    let page = client.follow(answer).await;
    let mut forms = page.forms("okrio-toast form[action^='/undo/']");
    assert_eq!(forms.len(), 1, "{}", page.text());
    forms.remove(0)
}

/// An act by its form.
async fn act(client: &crate::client::Client<'_>, scene: &Scene, name: &str) -> Answer {
    let (objective, visits, rating) = (scene.objective, scene.visits, scene.rating);
    let page = |address: String| async move { client.get(&address).await };
    let edit = || async { page(format!("/objectives/{objective}/edit")).await.form("objective-form") };
    let key_result = || async {
        page(format!("/key-results/{visits}/edit"))
            .await
            .forms(&format!("form[action='/key-results/{visits}']"))
            .remove(0)
    };
    let form = match name {
        "title" => page(format!("/objectives/{objective}/title/edit")).await.form("title-form").set("title", "Shrink"),
        "parent" => edit().await.set("parent", "Company"),
        "weight" => edit().await.set("weight", "3").set("description", "Why not"),
        "return" => page(format!("/objectives/{objective}/return")).await.form("return-form").set("reason", "Early"),
        "archive" => page(format!("/objectives/{objective}"))
            .await
            .forms(&format!("form[action='/objectives/{objective}/archive']"))
            .remove(0),
        "value" => page(format!("/key-results/{visits}/value/edit"))
            .await
            .form("key-result-form")
            .set("value", "70")
            .set("confidence", "20"),
        "first value" => {
            page(format!("/key-results/{rating}/value/edit")).await.form("key-result-form").set("value", "15")
        }
        "target" => page(format!("/key-results/{visits}/target/edit"))
            .await
            .form("target-form")
            .set("target", "90")
            .set("reason", "Less staff"),
        "key result" => key_result().await.set("title", "Guests").set("weight", "5").set("reason", "Matters more"),
        "key result archive" => page(format!("/key-results/{visits}"))
            .await
            .forms(&format!("form[action='/key-results/{visits}/archive']"))
            .remove(0),
        "check-in" => page("/check-in".to_owned())
            .await
            .form("check-in-form")
            .set(&format!("value-{visits}"), "70")
            .set(&format!("value-{rating}"), "12"),
        _ => unreachable!(),
    };
    let answer = client.submit(form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{name}: {}", answer.text());
    answer
}

const ACTS: [&str; 11] = [
    "title",
    "parent",
    "weight",
    "return",
    "archive",
    "value",
    "first value",
    "target",
    "key result",
    "key result archive",
    "check-in",
];

#[tokio::test]
async fn every_act_is_taken_back_from_its_toast() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    for name in ACTS {
        let before = scene.state().await;
        let done = act(&anna, &scene, name).await;
        assert_ne!(scene.state().await, before, "{name} did something");
        let undo = offered(&anna, done).await;
        let undone = anna.submit(undo).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{name}: {}", undone.text());
        assert_eq!(scene.state().await, before, "{name}");
        assert!(anna.follow(undone).await.only("toast").starts_with("Undone"), "{name}");
    }
    assert_eq!(
        scene.app.ask::<i64>("SELECT count(*) FROM readings").await,
        4,
        "what was written stays written: two values and the two of the check-in"
    );
    assert_eq!(scene.app.ask::<i64>("SELECT count(*) FROM withdrawn_readings").await, 4);
    let ledger: Vec<String> =
        sqlx::query_scalar("SELECT field || ' ' || trim_scale(new) FROM target_ledger ORDER BY at, field")
            .fetch_all(&scene.app.admin)
            .await
            .unwrap();
    assert_eq!(ledger.len(), 4, "the ledger keeps both ways: {ledger:?}");
    assert!(ledger.contains(&"target 100".to_owned()) && ledger.contains(&"weight 1".to_owned()), "{ledger:?}");
}

#[tokio::test]
async fn what_changed_since_is_left_alone() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    for name in ACTS {
        let done = act(&anna, &scene, name).await;
        let undo = offered(&anna, done).await;
        scene
            .app
            .sql("UPDATE objectives SET version = version + 1; UPDATE key_results SET version = version + 1")
            .await;
        let before = scene.state().await;
        let refused = anna.submit(undo.clone().set("_once", &uuid::Uuid::now_v7().to_string())).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{name}: {}", refused.text());
        assert!(refused.text().contains("changed meanwhile"), "{name}: {}", refused.text());
        assert_eq!(scene.state().await, before, "{name}");
        // the refusal has not used it up
        scene
            .app
            .sql("UPDATE objectives SET version = version - 1; UPDATE key_results SET version = version - 1")
            .await;
        assert_eq!(anna.submit(undo).await.status, StatusCode::SEE_OTHER, "{name}");
    }
}

#[tokio::test]
async fn a_value_is_taken_back_in_place() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let form = anna.htmx().get(&format!("/key-results/{}/value/edit", scene.visits)).await.form("key-result-form");
    let saved = anna.htmx().submit(form.set("value", "70")).await;
    let undone = anna.htmx().submit(saved.forms("okrio-toast form").remove(0)).await;
    assert_eq!((undone.status, undone.said().as_str()), (StatusCode::OK, "Undone"));
    let row = format!("hx-partial[hx-target='#key-result-{}']", scene.visits);
    assert!(undone.texts(&row).concat().contains("now 50"), "{}", undone.body);
    for part in ["progress", "history"] {
        assert!(undone.has(&format!("hx-partial[hx-target='#objective-{}-{part}']", scene.objective)), "{part}");
    }
    let page = anna.get(&format!("/key-results/{}", scene.visits)).await;
    assert!(!page.only("readings").contains("70"), "{}", page.only("readings"));
}

#[tokio::test]
async fn the_history_offers_it_for_ten_minutes_to_whoever_did_it() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    scene.app.sql("INSERT INTO logins (id, email, password_hash) SELECT gen_random_uuid(), 'eva@acme.example', password_hash FROM logins").await;
    scene
        .app
        .sql("INSERT INTO accounts (organization_id, id, account_no, login_id, email, name) SELECT o.id, gen_random_uuid(), 0, l.id, l.email, 'Eva' FROM organizations o, logins l WHERE l.email = 'eva@acme.example'")
        .await;
    act(&anna, &scene, "weight").await;
    act(&anna, &scene, "value").await;
    let history = format!("/objectives/{}/history", scene.objective);
    let page = anna.get(&history).await;
    assert_eq!(
        page.forms("[data-testid=history-undo]").len(),
        2,
        "one for an act, however many fields: {}",
        page.text()
    );
    let eva = scene.app.sign_in("eva@acme.example").await;
    assert_eq!(eva.get(&history).await.forms("[data-testid=history-undo]").len(), 0);

    let undone = anna.submit(page.forms("[data-testid=history-undo]").remove(0)).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
    assert_eq!(
        scene.app.ask::<String>("SELECT trim_scale(value)::text FROM key_results WHERE title = 'Visits'").await,
        "50",
        "the newest stands first"
    );
    assert_eq!(anna.get(&history).await.forms("[data-testid=history-undo]").len(), 1);
    scene.app.clock.advance(chrono::Duration::seconds(601));
    assert_eq!(anna.get(&history).await.forms("[data-testid=history-undo]").len(), 0);
}

#[tokio::test]
async fn without_the_right_nothing_is_taken_back() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let done = act(&anna, &scene, "title").await;
    let undo = offered(&anna, done).await;
    scene.app.sql("UPDATE objectives SET halted = 'postponed'").await;
    assert_eq!(anna.submit(undo).await.status, StatusCode::FORBIDDEN);
    assert_eq!(scene.app.ask::<i64>("SELECT count(*) FROM objectives WHERE title = 'Shrink'").await, 1);
}
