//! Correcting a reading is another right than setting a value: who has the one need not have the other.
use axum::http::StatusCode;
use okrio::kernel::{KeyResultId, Kind};
use okrio::okr::key_results::actions;
use okrio::okr::key_results::model::{Measurement, ReadingSource};
use rust_decimal::Decimal;

use crate::app::TestApp;
use crate::world::{World, day};

struct Scene {
    app: TestApp,
    world: World,
    key_result: KeyResultId,
}

/// Anna's «Visits», at 50 since 17 November; Boris is a colleague, Chief an administrator, Maria manages Anna.
async fn scene() -> Scene {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    world.person("boris").await;
    world.person_as("chief", "admin").await;
    let maria = world.person("maria").await;
    world.reports_to(anna, maria, "solid").await;
    let objective = world.objective("Grow", anna).await;
    let key_result = world.key_result(objective, "Visits", 0, 100).await;
    world
        .set("key_results", key_result.0, "value = 50, value_on = '2026-11-17', started = true, due_on = '2026-11-20'")
        .await;
    Scene { app, world, key_result }
}

impl Scene {
    fn address(&self) -> String {
        format!("/key-results/{}/correction", self.key_result)
    }

    async fn value(&self) -> String {
        self.app.ask("SELECT trim_scale(value)::text FROM key_results").await
    }

    async fn written(&self) -> i64 {
        self.app.ask("SELECT (SELECT count(*) FROM readings) + (SELECT count(*) FROM check_ins)").await
    }
}

#[tokio::test]
async fn an_administrator_corrects_and_sets_nothing() {
    let scene = scene().await;
    let chief = scene.app.sign_in("chief@acme.example").await;
    let value = format!("/key-results/{}/value", scene.key_result);
    assert_eq!(chief.get(&format!("{value}/edit")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(chief.post(&value, &[("value", "60"), ("_ver", "1")]).await.status, StatusCode::FORBIDDEN);
    let page = chief.get(&format!("/key-results/{}", scene.key_result)).await;
    assert!(page.has("a[href$='/correction']") && !page.has("a[href$='/value/edit']"));

    let form = chief.get(&scene.address()).await.form("correction-form");
    assert_eq!((form.get("value"), form.get("day")), (Some("50"), Some("2026-11-17")));
    let saved = chief.submit(form.set("value", "45").set("reason", "Visits of bots")).await;

    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert_eq!(scene.value().await, "45");
    let kept: String = scene
        .app
        .ask("SELECT concat_ws('|', source, trim_scale(r.value), effective_on, r.reason, a.name) FROM readings r JOIN accounts a ON a.id = r.account_id")
        .await;
    assert_eq!(kept, "correction|45|2026-11-17|Visits of bots|Chief");
    let change: String = scene.app.ask("SELECT concat_ws('|', field, old, new, reason) FROM changes").await;
    assert_eq!(change, "corrected|50|45|Visits of bots");
    assert_eq!(scene.app.ask::<i64>("SELECT count(*) FROM check_ins").await, 0, "nobody checked in");
    let page = chief.follow(saved).await;
    assert!(page.only("readings").contains("corrected, Chief Visits of bots"), "{}", page.only("readings"));
    assert!(page.only("toast").contains("Visits"));
}

#[tokio::test]
async fn a_correction_of_an_older_day_leaves_the_newest_value() {
    let scene = scene().await;
    let maria = scene.app.sign_in("maria@acme.example").await;
    let form = maria.get(&scene.address()).await.form("correction-form");
    let saved = maria.submit(form.set("value", "30").set("day", "2026-11-10").set("reason", "Late report")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert_eq!(scene.value().await, "50");
    assert_eq!(scene.app.ask::<String>("SELECT effective_on::text FROM readings").await, "2026-11-10");
    // a manager may do both
    let value = format!("/key-results/{}/value/edit", scene.key_result);
    assert_eq!(maria.get(&value).await.status, StatusCode::OK);
}

#[tokio::test]
async fn those_whose_progress_it_is_correct_nothing() {
    let scene = scene().await;
    for (name, status) in [("anna", StatusCode::FORBIDDEN), ("boris", StatusCode::FORBIDDEN)] {
        let client = scene.app.sign_in(&scene.world.email(name)).await;
        assert!(
            !client.get(&format!("/key-results/{}", scene.key_result)).await.has("a[href$='/correction']"),
            "{name}"
        );
        assert_eq!(client.get(&scene.address()).await.status, status, "{name}");
        let fields = [("value", "99"), ("day", "2026-11-17"), ("reason", "Better"), ("_ver", "1")];
        assert_eq!(client.post(&scene.address(), &fields).await.status, status, "{name}");
    }
    let other = World::named(&scene.app, "other").await;
    other.person_as("olga", "admin").await;
    let olga = scene.app.sign_in("olga@other.example").await;
    assert_eq!(olga.get(&scene.address()).await.status, StatusCode::NOT_FOUND);
    assert_eq!(scene.written().await, 0);
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_said_and_kept() {
    let scene = scene().await;
    let chief = scene.app.sign_in("chief@acme.example").await;
    let form = || async { chief.get(&scene.address()).await.form("correction-form") };
    for (value, day, reason, links) in [
        ("45", "2026-11-17", "", vec!["reason"]),
        ("many", "", " ", vec!["value", "day", "reason"]),
        ("45", "2026-11-19", "Tomorrow", vec!["day"]),
    ] {
        let refused = chief.submit(form().await.set("value", value).set("day", day).set("reason", reason)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{value} {day} {reason}");
        let expected: Vec<_> = links.iter().map(|field| format!("#{field}-{}", scene.key_result)).collect();
        assert_eq!(refused.attributes("[data-testid=error-summary] a", "href"), expected);
        if reason.trim().is_empty() {
            let said = refused.only("error-summary");
            assert!(said.contains("Reason: Say what was wrong"), "{said}");
        }
        assert_eq!(refused.form("correction-form").get("value"), Some(value));
    }
    let stale = form().await.set("value", "45").set("reason", "Bots");
    scene.world.set("key_results", scene.key_result.0, "version = version + 1").await;
    let answer = chief.submit(stale).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(scene.written().await, 0);
    let again = chief.submit(answer.form("correction-form")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "saving again keeps what was typed: {}", again.text());
    assert_eq!(scene.value().await, "45");
}

#[tokio::test]
async fn the_source_decides_which_right_is_asked() {
    let scene = scene().await;
    let measurement = |source| Measurement {
        value: Some(Decimal::from(60)),
        milestones_done: None,
        confidence: None,
        comment: "because".to_owned(),
        source,
        effective_on: day(2026, 11, 18),
    };
    for (name, source, allowed) in [
        ("anna", ReadingSource::Inline, true),
        ("anna", ReadingSource::CheckIn, true),
        ("anna", ReadingSource::Correction, false),
        ("chief", ReadingSource::Inline, false),
        ("chief", ReadingSource::CheckIn, false),
        ("chief", ReadingSource::Correction, true),
        ("chief", ReadingSource::Import, true),
        ("maria", ReadingSource::Inline, true),
        ("maria", ReadingSource::Correction, true),
        ("boris", ReadingSource::Correction, false),
    ] {
        let actor = scene.world.actor_named(name).await;
        let mut tx = scene.app.db.write(&actor).await.unwrap();
        let answer = actions::record(&mut tx, scene.key_result, None, measurement(source)).await;
        match answer {
            Ok(_) => assert!(allowed, "{name} {source:?}"),
            Err(failure) => assert_eq!((failure.kind, allowed), (Kind::Forbidden, false), "{name} {source:?}"),
        }
        // dropped: nothing is kept
    }
}
