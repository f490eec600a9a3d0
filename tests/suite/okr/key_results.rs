//! The value and the target of a key result: in place with htmx, on a page of its own without, and every refusal.
use okrio::kernel::{KeyResultId, ObjectiveId};

use crate::app::TestApp;
use crate::world::World;

struct Scene {
    app: TestApp,
    world: World,
    objective: ObjectiveId,
    key_result: KeyResultId,
}

/// Anna owns «Grow» with «Visits» from 100 to 200; Boris is a colleague without a part in it.
async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    world.person("boris").await;
    let objective = world.objective("Grow", anna).await;
    let key_result = world.key_result(objective, "Visits", 100, 200).await;
    Scene { app, world, objective, key_result }
}

impl Scene {
    fn value(&self) -> String {
        format!("/key-results/{}/value", self.key_result)
    }

    async fn stored(&self) -> Option<String> {
        self.app.ask::<Option<String>>("SELECT trim_scale(value)::text FROM key_results").await
    }
}

#[tokio::test]
async fn owner_edits_value_inline() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let form = anna.htmx().get(&format!("{}/edit", scene.value())).await;
    assert_eq!(form.status, 200);
    assert!(!form.text().contains("Objectives"), "a part, not a page");
    let saved = anna.htmx().submit(form.form("key-result-form").set("value", "142.5").set("confidence", "80")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert!(saved.said().contains("142.5"), "{}", saved.said());
    assert!(saved.has(&format!("#key-result-{}", scene.key_result)));
    assert!(saved.text().contains("42.5 %"), "{}", saved.text());
    assert!(saved.has(&format!("#objective-{}-progress", scene.objective)), "the objective's progress comes along");
    let history = saved.texts(&format!("#objective-{}-history .hist li", scene.objective));
    assert!(history[1].contains("Visits to 142.5 Anna, today, 09:00"), "{history:?}");
    assert!(saved.only("readings").contains("142.5"), "{}", saved.text());
    assert!(saved.only("key-result-why").contains("142.5"), "{}", saved.text());
    let facts = saved.texts(&format!("#key-result-{}-facts", scene.key_result));
    assert!(facts[0].contains("confidence 80 of 100"), "{facts:?}");
    // what the answer brings is what the pages would show
    for (page, part) in [
        (format!("/objectives/{}", scene.objective), format!("#objective-{}-history", scene.objective)),
        (format!("/key-results/{}", scene.key_result), format!("#key-result-{}-facts", scene.key_result)),
        (format!("/key-results/{}", scene.key_result), format!("#key-result-{}-grounds", scene.key_result)),
    ] {
        assert_eq!(anna.get(&page).await.texts(&part), saved.texts(&part), "{part}");
    }
    assert_eq!(scene.stored().await.as_deref(), Some("142.5"));
    for (what, count) in [
        ("readings", "SELECT count(*) FROM readings WHERE source = 'inline'"),
        ("check_ins", "SELECT count(*) FROM check_ins WHERE confidence = 80"),
        ("audit", "SELECT count(*) FROM audit_log WHERE action = 'key_result.record'"),
        ("change", "SELECT count(*) FROM changes WHERE field = 'value' AND new = '142.5'"),
        ("fact", "SELECT count(*) FROM outbox WHERE fact = 'key_result.value_set'"),
        ("figures", "SELECT count(*) FROM objectives WHERE progress = 0.425 AND started"),
    ] {
        assert_eq!(scene.app.ask::<i64>(count).await, 1, "{what}");
    }
}

#[tokio::test]
async fn same_edit_without_htmx_redirects_with_flash() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let page = anna.get(&format!("{}/edit", scene.value())).await;
    assert!(page.has("h1") && page.has("nav"), "a whole page");
    let saved = anna.submit(page.form("key-result-form").set("value", "150")).await;
    assert_eq!(saved.status, 303);
    assert_eq!(saved.location(), Some(format!("/objectives/{}", scene.objective)));
    let shown = anna.follow(saved).await;
    assert!(shown.only("toast").contains("150"), "{}", shown.text());
}

#[tokio::test]
async fn bad_number_keeps_input_and_explains_in_russian() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    scene.app.sql("UPDATE accounts SET locale = 'ru'").await;
    let form = anna.htmx().get(&format!("{}/edit", scene.value())).await;
    let refused = anna.htmx().submit(form.form("key-result-form").set("value", "много")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.only("error-summary").contains("Это не число"), "{}", refused.text());
    assert_eq!(refused.attributes("input[name=value]", "value"), ["много"]);
    assert_eq!(scene.stored().await, None);
}

#[tokio::test]
async fn decimal_comma_is_understood_in_either_language() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let form = anna.htmx().get(&format!("{}/edit", scene.value())).await;
    assert_eq!(anna.htmx().submit(form.form("key-result-form").set("value", "142,5")).await.status, 200);
    assert_eq!(scene.stored().await.as_deref(), Some("142.5"));
}

#[tokio::test]
async fn stale_version_is_409_and_saving_again_keeps_mine() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let form = anna.htmx().get(&format!("{}/edit", scene.value())).await.form("key-result-form");
    let fresh = anna.htmx().get(&format!("{}/edit", scene.value())).await.form("key-result-form");
    anna.htmx().submit(fresh.set("value", "120")).await;
    let stale = anna.htmx().submit(form.set("value", "130")).await;
    assert_eq!(stale.status, 409);
    assert!(stale.only("conflict").contains("120"));
    assert_eq!(stale.attributes("input[name=value]", "value"), ["130"]);
    assert_eq!(scene.stored().await.as_deref(), Some("120"));
    assert_eq!(anna.htmx().submit(stale.form("key-result-form")).await.status, 200);
    assert_eq!(scene.stored().await.as_deref(), Some("130"));
}

#[tokio::test]
async fn the_same_form_sent_twice_counts_once() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let form = anna.htmx().get(&format!("{}/edit", scene.value())).await;
    let first = anna.htmx().submit(form.form("key-result-form").set("value", "120")).await;
    let second = anna.htmx().submit(form.form("key-result-form").set("value", "120")).await;
    assert_eq!((first.status, second.status), (200.try_into().unwrap(), 200.try_into().unwrap()));
    assert_eq!(first.text(), second.text());
    assert_eq!(scene.app.ask::<i64>("SELECT count(*) FROM readings").await, 1);
}

#[tokio::test]
async fn powerless_colleague_is_403_and_is_not_offered_it() {
    let scene = scene().await;
    let boris = scene.app.sign_in("boris@acme.example").await;
    let page = boris.get(&format!("/objectives/{}", scene.objective)).await;
    assert_eq!(page.status, 200);
    assert!(!page.has(&format!("#key-result-{}-edit", scene.key_result)));
    assert_eq!(boris.get(&format!("{}/edit", scene.value())).await.status, 403);
    let refused = boris.htmx().post(&scene.value(), &[("value", "150"), ("_ver", "1")]).await;
    assert_eq!(refused.status, 403);
    assert!(!refused.said().is_empty(), "the reason is spoken");
    assert_eq!(scene.stored().await, None);
}

/// The step to the target's form is shown to those who may take it, and where there is a target: nobody is led to a 403.
#[tokio::test]
async fn only_who_may_change_a_target_is_led_to_its_form() {
    let scene = scene().await;
    let hand_over =
        "UPDATE key_results SET owner_id = a.id, owner_no = a.account_no FROM accounts a WHERE a.email LIKE 'boris@%'";
    scene.app.sql(hand_over).await;
    let target = format!("/key-results/{}/target/edit", scene.key_result);
    let link = format!("a[href='{target}']");
    for (who, is_led) in [("anna@acme.example", true), ("boris@acme.example", false)] {
        let person = scene.app.sign_in(who).await;
        for page in [format!("{}/edit", scene.value()), format!("/key-results/{}", scene.key_result)] {
            assert_eq!(person.get(&page).await.has(&link), is_led, "{who} on {page}");
        }
        assert_eq!(person.get(&target).await.status, if is_led { 200 } else { 403 }, "{who}");
    }

    let anna = scene.app.sign_in("anna@acme.example").await;
    scene.app.sql("UPDATE key_results SET kind = 'binary', baseline = NULL, target = NULL").await;
    assert!(!anna.get(&format!("{}/edit", scene.value())).await.has(&link), "yes or no has no target");
    assert!(!anna.get(&format!("/key-results/{}", scene.key_result)).await.has(&link));
}

#[tokio::test]
async fn stranger_organization_gets_404_and_row_is_untouched() {
    let scene = scene().await;
    let other = World::named(&scene.app, "other").await;
    other.person_as("olga", "owner").await;
    let olga = scene.app.sign_in("olga@other.example").await;
    for address in [
        format!("/objectives/{}", scene.objective),
        format!("/key-results/{}", scene.key_result),
        format!("{}/edit", scene.value()),
    ] {
        assert_eq!(olga.get(&address).await.status, 404, "{address}");
    }
    assert_eq!(olga.post(&scene.value(), &[("value", "1"), ("_ver", "1")]).await.status, 404);
    assert_eq!(scene.stored().await, None);
}

#[tokio::test]
async fn private_objective_is_404_for_colleagues_and_open_to_the_owner_of_its_key_result() {
    let scene = scene().await;
    scene.world.set("objectives", scene.objective.0, "visibility = 'private'").await;
    let boris = scene.app.sign_in("boris@acme.example").await;
    assert_eq!(boris.get(&format!("/objectives/{}", scene.objective)).await.status, 404);
    scene.app.sql("UPDATE key_results SET (owner_id, owner_no) = (SELECT id, account_no FROM accounts WHERE email = 'boris@acme.example')").await;
    let form = boris.htmx().get(&format!("{}/edit", scene.value())).await;
    assert_eq!(boris.htmx().submit(form.form("key-result-form").set("value", "110")).await.status, 200);
    assert_eq!(scene.stored().await.as_deref(), Some("110"));
}

#[tokio::test]
async fn failing_audit_rolls_the_value_back() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let form = anna.htmx().get(&format!("{}/edit", scene.value())).await;
    scene.app.sql("REVOKE INSERT ON audit_log FROM okrio_app").await;
    let refused = anna.htmx().submit(form.form("key-result-form").set("value", "150")).await;
    assert!(refused.status.is_client_error() || refused.status.is_server_error());
    assert_eq!(scene.stored().await, None);
    assert_eq!(scene.app.ask::<i64>("SELECT count(*) FROM readings").await, 0);
}

#[tokio::test]
async fn a_new_target_of_an_active_key_result_needs_a_reason_and_stays_in_the_ledger() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let value = anna.htmx().get(&format!("{}/edit", scene.value())).await;
    anna.htmx().submit(value.form("key-result-form").set("value", "150")).await;
    let target = format!("/key-results/{}/target", scene.key_result);
    let form = anna.htmx().get(&format!("{target}/edit")).await;
    let refused = anna.htmx().submit(form.form("target-form").set("target", "300")).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.attributes("input[name=target]", "value"), ["300"]);
    let saved = anna.htmx().submit(refused.form("target-form").set("reason", "App orders count now")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert!(saved.text().contains("25 %"), "{}", saved.text());
    assert!(saved.only("target-ledger").contains("App orders count now"), "{}", saved.text());
    let history = saved.texts(&format!("#objective-{}-history .hist li", scene.objective));
    assert!(history[0].starts_with("Target · Visits from 200 to 300 App orders count now"), "{history:?}");
    let page = anna.get(&format!("/key-results/{}", scene.key_result)).await;
    let ledger = page.only("target-ledger");
    assert!(ledger.contains("App orders count now") && ledger.contains("200") && ledger.contains("300"), "{ledger}");
    assert!(ledger.contains("50 %"), "progress against the first target stands beside it: {ledger}");
    assert_eq!(scene.app.ask::<i64>("SELECT count(*) FROM target_ledger").await, 1);
}

#[tokio::test]
async fn a_draft_changes_its_target_without_a_reason_and_takes_no_values() {
    let scene = scene().await;
    scene.world.set("objectives", scene.objective.0, "stage = 'draft'").await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let target = format!("/key-results/{}/target", scene.key_result);
    let form = anna.htmx().get(&format!("{target}/edit")).await;
    assert_eq!(anna.htmx().submit(form.form("target-form").set("target", "300")).await.status, 200);
    assert_eq!(scene.app.ask::<i64>("SELECT count(*) FROM target_ledger").await, 0);
    assert_eq!(anna.get(&format!("{}/edit", scene.value())).await.status, 403);
}

/// What is sent from the page after a save in place knows of that save.
#[tokio::test]
async fn a_key_result_is_archived_right_after_its_value_was_saved_in_place() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let form = anna.htmx().get(&format!("{}/edit", scene.value())).await;
    let saved = anna.htmx().submit(form.form("key-result-form").set("value", "150")).await;
    let archived = anna.submit(saved.forms("[data-testid=archive] form").remove(0)).await;
    assert_eq!(archived.status, 303, "{}", archived.text());
    assert!(scene.app.ask::<bool>("SELECT archived_at IS NOT NULL FROM key_results").await);
}

#[tokio::test]
async fn equal_baseline_and_target_are_refused_with_advice() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let form = anna.get(&format!("/key-results/{}/edit", scene.key_result)).await;
    let refused = anna.submit(form.form("key-result-form").set("target", "100").set("reason", "x")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.only("error-summary").contains("keep at least"), "{}", refused.only("error-summary"));
}

#[tokio::test]
async fn every_kind_is_created_measured_and_explained() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    type Fields = &'static [(&'static str, &'static str)];
    let kinds: [(&str, Fields, &str, &str); 8] = [
        ("percentage", &[("baseline", "20"), ("target", "60")], "40", "50 %"),
        ("absolute", &[("baseline", "100"), ("target", "20"), ("unit", "days")], "80", "25 %"),
        ("at_least", &[("target", "90"), ("red_line", "80")], "85", "50 %"),
        ("at_most", &[("target", "2"), ("unit", "%")], "1", "100 %"),
        ("band", &[("band_low", "5"), ("band_high", "9"), ("tolerance", "4")], "10", "75 %"),
        ("scale", &[("levels", "none\nsome\nfull")], "2", "50 %"),
        ("milestones", &[("milestones", "One | 3\nTwo")], "", "75 %"),
        ("binary", &[], "1", "100 %"),
    ];
    for (kind, fields, value, shown) in kinds {
        let mut form = anna
            .get(&format!("/objectives/{}/key-results/new", scene.objective))
            .await
            .form("key-result-form")
            .set("title", kind)
            .set("kind", kind);
        for (name, content) in fields {
            form = form.set(name, content);
        }
        let made = anna.submit(form).await;
        assert_eq!(made.status, 303, "{kind}: {}", made.text());
        let id = scene
            .app
            .ask::<uuid::Uuid>("SELECT id FROM key_results WHERE title <> 'Visits' ORDER BY position DESC LIMIT 1")
            .await;
        let edit = anna.htmx().get(&format!("/key-results/{id}/value/edit")).await;
        let form = match kind {
            "milestones" => edit.form("key-result-form").set(
                "milestone",
                &scene.app.ask::<uuid::Uuid>("SELECT id FROM milestones WHERE title = 'One'").await.to_string(),
            ),
            _ => edit.form("key-result-form").set("value", value),
        };
        let saved = anna.htmx().submit(form).await;
        assert_eq!(saved.status, 200, "{kind}: {}", saved.text());
        assert!(saved.text().contains(shown), "{kind}: {}", saved.text());
        let why = anna.htmx().get(&format!("/key-results/{id}/why")).await;
        assert!(why.only("why-content").contains(shown), "{kind}: {}", why.text());
        let page = anna.get(&format!("/key-results/{id}")).await;
        assert_eq!(page.status, 200, "{kind}");
        let told = match kind {
            "scale" => Some(("Level some check-in,", "Level Progress Source", "some 50 %")),
            "binary" => Some(("Value Done check-in,", "Value Progress Source", "Done 100 %")),
            _ => None,
        };
        if let Some((input, heads, reading)) = told {
            let (why, readings) = (page.only("key-result-why"), page.only("readings"));
            assert!(why.contains(input), "{kind}: {why}");
            assert!(readings.contains(heads) && readings.contains(reading), "{kind}: {readings}");
        }
    }
    let page = anna.get(&format!("/objectives/{}?why=progress", scene.objective)).await;
    assert_eq!(page.marked("key-result-row").len(), 9);
    assert!(page.only("why-content").contains("Weighted mean"), "{}", page.text());
}

#[tokio::test]
async fn hostile_markup_is_text() {
    let scene = scene().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let form = anna.get(&format!("/objectives/{}/key-results/new", scene.objective)).await.form("key-result-form");
    let made = anna.submit(form.set("title", "<script>alert(1)</script>").set("kind", "binary")).await;
    let page = anna.follow(made).await;
    assert!(!page.has("main script"), "no element was made of it");
    assert!(page.text().contains("<script>alert(1)</script>"));
}
