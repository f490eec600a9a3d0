//! Objectives: written, changed in place, activated, put away; and every refusal.
use okrio::kernel::ObjectiveId;

use crate::app::TestApp;
use crate::support::answer::Answer;
use crate::world::{World, day};

struct Scene {
    app: TestApp,
    world: World,
    objective: ObjectiveId,
}

async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    world.person("boris").await;
    let objective = world.objective("Grow", anna).await;
    Scene { app, world, objective }
}

#[tokio::test]
async fn a_new_objective_is_a_draft_that_its_owner_activates() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let form = anna.get("/objectives/new").await.form("objective-form");
    let made = anna.submit(form.set("title", "Guests come back").set("parent", "Grow")).await;
    assert_eq!(made.status, 303, "{}", made.text());
    let page = anna.follow(made).await;
    assert_eq!(page.texts("h1"), ["Guests come back"]);
    assert!(page.text().contains("Grow"), "aligned to its parent");
    // without a key result that is not the next step
    assert_eq!(page.texts("main .btn.primary"), ["Add key result"]);
    let activated = anna.submit(page.form("activate-form")).await;
    assert_eq!(activated.status, 303);
    assert_eq!(
        scene.app.ask::<String>("SELECT stage FROM objectives WHERE title = 'Guests come back'").await,
        "active"
    );
    assert_eq!(scene.app.ask::<i64>("SELECT count(*) FROM objective_stages s JOIN objectives o ON o.id = s.objective_id WHERE o.title = 'Guests come back'").await, 2);
    assert_eq!(
        scene
            .app
            .ask::<i64>("SELECT count(*) FROM audit_log WHERE action IN ('objective.create', 'objective.stage')")
            .await,
        2
    );
}

#[tokio::test]
async fn going_back_to_draft_needs_a_reason() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let address = format!("/objectives/{}/return", scene.objective);
    let form = anna.get(&address).await.form("return-form");
    let refused = anna.submit(form).await;
    assert_eq!(refused.status, 422);
    assert!(refused.only("error-summary").contains("Reason: Say why it goes back"), "{}", refused.text());
    let form = anna.get(&address).await.form("return-form").set("reason", "Wrong quarter");
    assert_eq!(anna.submit(form).await.status, 303);
    assert_eq!(scene.app.ask::<String>("SELECT stage FROM objectives").await, "draft");
    assert_eq!(scene.app.ask::<String>("SELECT reason FROM objective_stages").await, "Wrong quarter");
}

#[tokio::test]
async fn every_wrong_field_of_the_form_is_named_and_nothing_is_lost() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let form = anna.get("/objectives/new").await.form("objective-form");
    let long = "x".repeat(201);
    let refused = anna
        .submit(
            form.set("title", &long)
                .set("owner", "nobody@acme.example")
                .set("parent", "No such")
                .set("weight", "heavy")
                .set("description", "kept"),
        )
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.texts("title")[0].starts_with("Error:"), "{:?}", refused.texts("title"));
    assert_eq!(refused.attributes("[data-testid=error-summary] a", "href"), ["#title", "#owner", "#weight", "#parent"]);
    assert!(refused.text().contains("kept"));
    assert_eq!(scene.app.ask::<i64>("SELECT count(*) FROM objectives").await, 1);
}

#[tokio::test]
async fn nobody_makes_objectives_for_others_without_a_right() {
    let scene = scene().await;
    let boris = scene.app.sign_in("boris@acme.example").await;
    let form = boris.get("/objectives/new").await.form("objective-form");
    let refused = boris.submit(form.set("title", "For Anna").set("owner", "anna@acme.example")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.only("error-summary").contains("people you manage"), "{}", refused.text());
    assert_eq!(scene.app.ask::<i64>("SELECT count(*) FROM objectives").await, 1);
}

#[tokio::test]
async fn the_title_is_edited_in_place_and_a_stale_one_shows_both() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let address = format!("/objectives/{}/title", scene.objective);
    let form = anna.htmx().get(&format!("{address}/edit")).await.form("title-form");
    let other = anna.htmx().get(&format!("{address}/edit")).await.form("title-form");
    let saved = anna.htmx().submit(other.set("title", "Grow calmly")).await;
    assert_eq!(saved.status, 200);
    assert_eq!(saved.texts("h1"), ["Grow calmly"]);
    let history = format!("#objective-{}-history", scene.objective);
    assert!(
        saved.texts(&format!("{history} .hist li"))[0].starts_with("Title from Grow to Grow calmly"),
        "{}",
        saved.text()
    );
    assert_eq!(anna.get(&format!("/objectives/{}", scene.objective)).await.texts(&history), saved.texts(&history));
    let opener = format!("objective-{}-title-edit", scene.objective);
    assert_eq!(saved.attributes("[data-focus]", "id"), [opener.as_str()], "focus goes back to what opened the form");
    let cancelled = anna.htmx().get(&format!("/objectives/{}/head", scene.objective)).await;
    assert_eq!(cancelled.attributes("[data-focus]", "id"), [opener.as_str()]);
    let stale = anna.htmx().submit(form.set("title", "Grow fast")).await;
    assert_eq!(stale.status, 409);
    assert!(stale.only("conflict").contains("Grow calmly"));
    assert_eq!(stale.attributes("input[name=title]", "value"), ["Grow fast"]);
    assert_eq!(anna.htmx().submit(stale.form("title-form")).await.status, 200);
    assert_eq!(scene.app.ask::<String>("SELECT title FROM objectives").await, "Grow fast");
    let empty = anna.htmx().get(&format!("{address}/edit")).await.form("title-form").set("title", "  ");
    assert_eq!(anna.htmx().submit(empty).await.status, 422);
}

/// What is sent from the page after a save in place knows of that save.
#[tokio::test]
async fn a_draft_is_activated_and_archived_right_after_its_title_was_saved_in_place() {
    let scene = scene().await;
    let id = scene.objective;
    scene.world.set("objectives", id.0, "stage = 'draft'").await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    for form in ["submission", "archive"] {
        let page = anna.get(&format!("/objectives/{id}")).await;
        let selector = format!("form[action='/objectives/{id}/{form}']");
        assert!(page.has(&selector), "{form}");
        let title = anna.htmx().get(&format!("/objectives/{id}/title/edit")).await.form("title-form");
        let saved = anna.htmx().submit(title.set("title", &format!("Before {form}"))).await;
        let version = saved.attributes(&format!("#objective-{id}-{form}-version"), "value").remove(0);
        assert!(page.has(&format!("#objective-{id}-{form}-version")), "its place is on the page");
        let sent = page.forms(&selector).remove(0);
        assert_eq!(anna.submit(sent.clone()).await.status, 409, "{form}: the version before");
        let sent = sent.set("_ver", &version).set("_once", &uuid::Uuid::now_v7().to_string());
        assert_eq!(anna.submit(sent).await.status, 303, "{form}");
    }
}

#[tokio::test]
async fn parents_are_offered_from_the_periods_around_too() {
    let scene = scene().await;
    let year = scene.world.period("year", day(2026, 1, 1), day(2026, 12, 31), "active").await;
    let half = scene.world.period("half_year", day(2026, 7, 1), day(2026, 12, 31), "active").await;
    let before = scene.world.period("quarter", day(2026, 7, 1), day(2026, 9, 30), "active").await;
    let anna = scene.world.actor_named("anna").await.account.unwrap();
    for (title, period) in [("Of the half", half), ("Of the year", year), ("Of the last quarter", before)] {
        let id = scene.world.objective(title, anna).await;
        scene.world.set("objectives", id.0, &format!("period_id = '{period}'")).await;
    }
    let client = scene.app.sign_in("anna@acme.example").await;
    let offered = |page: &Answer| page.attributes("#parent-titles option", "value");
    let page = client.get("/objectives/new?period=2026-q4").await;
    assert_eq!(offered(&page), ["Of the year", "Of the half", "Grow"]);
    let made = client.submit(page.form("objective-form").set("title", "Below").set("parent", "Of the year")).await;
    assert_eq!(made.status, 303, "{}", made.text());
    assert!(client.follow(made).await.text().contains("Of the year"));
}

#[tokio::test]
async fn a_loop_of_parents_is_refused_at_the_field() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let account = scene.app.ask::<uuid::Uuid>("SELECT id FROM accounts WHERE email = 'anna@acme.example'").await;
    let child = scene.world.objective("Child", okrio::kernel::AccountId(account)).await;
    scene.world.set("objectives", child.0, "parent_id = (SELECT id FROM objectives WHERE title = 'Grow')").await;
    let form = anna.get(&format!("/objectives/{}/edit", scene.objective)).await.form("objective-form");
    let refused = anna.submit(form.set("parent", "Child")).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.only("error-summary").contains("loop"));
}

#[tokio::test]
async fn a_colleague_reads_and_may_not_change() {
    let scene = scene().await;
    let boris = scene.app.sign_in("boris@acme.example").await;
    let page = boris.get(&format!("/objectives/{}", scene.objective)).await;
    assert_eq!(page.status, 200);
    assert!(!page.has("a[href$='/edit']"), "no control that would be refused");
    for address in ["edit", "title/edit", "return", "key-results/new"] {
        assert_eq!(boris.get(&format!("/objectives/{}/{address}", scene.objective)).await.status, 403, "{address}");
    }
    for address in ["archive", "title", "submission"] {
        let refused = boris
            .post(&format!("/objectives/{}/{address}", scene.objective), &[("_ver", "1"), ("title", "Mine")])
            .await;
        assert_eq!(refused.status, 403, "{address}");
    }
    assert_eq!(scene.app.ask::<String>("SELECT title FROM objectives").await, "Grow");
}

#[tokio::test]
async fn archived_and_restored() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let page = anna.get(&format!("/objectives/{}", scene.objective)).await;
    let archived = anna.submit(page.forms("form[action$='/archive']").remove(0)).await;
    let page = anna.follow(archived).await;
    assert!(page.text().contains("archived"));
    let restored = anna.submit(page.forms("form[action$='/restore']").remove(0)).await;
    assert_eq!(restored.status, 303);
    assert!(scene.app.ask::<bool>("SELECT archived_at IS NULL FROM objectives").await);
}

#[tokio::test]
async fn an_unknown_address_is_a_page_of_ours() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    for address in ["/objectives/not-an-id", "/objectives/019a0000-0000-7000-8000-000000000000", "/nothing/here"] {
        let answer = anna.get(address).await;
        assert_eq!(answer.status, 404, "{address}");
        assert!(answer.has("[data-testid=error-page]"), "{address}");
    }
}
