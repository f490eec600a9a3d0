//! The history of an objective.

use axum::http::StatusCode;
use okrio::db::{Audit, Change, Db};
use okrio::i18n::Lang;
use okrio::kernel::{Actor, Locale, ObjectiveId};
use okrio::okr::comments;
use okrio::okr::history::{actions, views::RecentView};
use uuid::Uuid;

use crate::app::TestApp;
use crate::world::World;

struct Changed<'a> {
    subject_kind: &'static str,
    subject_id: Uuid,
    field: &'static str,
    old: Option<&'a str>,
    new: Option<&'a str>,
    reason: Option<&'a str>,
}

async fn change(db: &Db, actor: &Actor, objective: ObjectiveId, changed: Changed<'_>) {
    let mut tx = db.write(actor).await.unwrap();
    let audit = tx.audit(Audit::of("objective.edit", "objective", objective.0)).await.unwrap();
    let Changed { subject_kind, subject_id, field, old, new, reason } = changed;
    let text = |text: Option<&str>| text.map(str::to_owned);
    tx.change(
        audit,
        Change {
            objective,
            subject_kind,
            subject_id,
            version: 2,
            field,
            old: text(old),
            new: text(new),
            reason: text(reason),
        },
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn changes_are_told_in_words() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let (anna, boris) = (world.person("anna").await, world.person("boris").await);
    let objective = world.objective("Grow", anna).await;
    let key_result = world.key_result(objective, "Visits", 0, 10).await;
    world.set("key_results", key_result.0, "unit = 'visits'").await;
    let actor = world.actor(anna).await;
    let about = |subject_kind, subject_id, field, old, new, reason| Changed {
        subject_kind,
        subject_id,
        field,
        old,
        new,
        reason,
    };
    let (anna_id, boris_id, quarter) = (anna.to_string(), boris.to_string(), world.quarter.to_string());
    for changed in [
        about("objective", objective.0, "title", Some("Gr<b>ow"), Some("Grow"), None),
        about("key_result", key_result.0, "target", Some("12500.5"), Some("13000"), Some("App pick-up counts")),
        about("objective", objective.0, "owner", Some(&anna_id), Some(&boris_id), None),
        about("objective", objective.0, "stage", Some("draft"), Some("active"), None),
        about("objective", objective.0, "period", None, Some(&quarter), None),
        about("key_result", key_result.0, "created", None, Some("Visits"), None),
    ] {
        change(&app.db, &actor, objective, changed).await;
    }
    let system = Actor::system(world.organization, chrono_tz::UTC);
    change(&app.db, &system, objective, about("objective", objective.0, "progress", None, Some("0.5"), None)).await;
    let client = app.sign_in(&world.email("boris")).await;

    let page = client.get(&format!("/objectives/{objective}/history")).await;
    assert_eq!(page.status, StatusCode::OK);
    let lines = page.texts(".hist li");
    let expected = [
        "Key result added to Visits",
        "Period to Q4 2026",
        "Stage from draft to active",
        "Owner from Anna to Boris",
        "Target, visits · Visits from 12,500.5 to 13,000 App pick-up counts",
        "Title from Gr<b>ow to Grow",
    ];
    assert_eq!(lines.len(), expected.len(), "{lines:?}");
    for (line, expected) in lines.iter().zip(expected) {
        assert_eq!(line, &format!("{expected} Anna, today, 09:00"));
    }
    assert!(!page.has(".hist b"));
    assert_eq!(page.attributes("#f-field option", "value").len(), 7);

    let part = client.htmx().get(&format!("/objectives/{objective}/history?field=key_result.target")).await;
    assert_eq!(part.texts(".hist li").len(), 1);
    assert!(!part.has("h1") && part.has("#history"));
    assert_eq!(part.texts("option[selected]"), ["Key result: Target"]);
    let none = client.get(&format!("/objectives/{objective}/history?field=objective.weight")).await;
    assert!(none.has("[data-testid=history-empty]"));

    let mut tx = app.db.read(&actor).await.unwrap();
    let recent = actions::recent(&mut tx, objective, 2).await.unwrap();
    assert_eq!((recent.lines.len(), recent.total), (2, 6));
    let l = Lang { locale: Locale::Ru, zone: chrono_tz::UTC, today: crate::world::day(2026, 11, 18) };
    let html = askama::Template::render(&RecentView::of(l, &recent)).unwrap();
    assert!(
        html.contains("Все: 6") && html.contains("Добавлен ключевой результат") && !html.contains("Этап"),
        "{html}"
    );
}

/// Fields of the form with what is typed into them.
type Typed<'a> = &'a [(&'a str, &'a str)];

#[tokio::test]
async fn milestones_levels_checkpoints_and_steps_are_told_one_by_one() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let objective = world.objective("Grow", anna).await;
    let client = app.sign_in(&world.email("anna")).await;
    let edits: [(&str, &[Typed<'_>]); 3] = [
        (
            "Visits",
            &[
                &[("checkpoints", "5 = 40"), ("curve", "stepped"), ("steps", "2026-11-01 = 30")],
                &[("checkpoints", "5 = 50"), ("steps", "2026-11-01 = 30\n2026-12-01 = 60")],
            ],
        ),
        (
            "Roll-out",
            &[
                &[("kind", "milestones"), ("milestones", "Pilot\nLaunch | 2"), ("reason", "Told by steps")],
                &[("milestones", "Launch | 2\nPilot | 3\nReview")],
                &[("milestones", "Review\nPilot | 3")],
            ],
        ),
        (
            "Mood",
            &[
                &[("kind", "scale"), ("levels", "poor\nfair\ngood"), ("reason", "Told by words")],
                &[("levels", "poor | 0\nso-so | 40\ngood | 100")],
            ],
        ),
    ];
    for (title, edits) in edits {
        let key_result = world.key_result(objective, title, 0, 10).await;
        for edit in edits {
            let page = client.get(&format!("/key-results/{key_result}/edit")).await;
            let form = edit.iter().fold(page.form("key-result-form"), |form, (name, value)| form.set(name, value));
            let answer = client.submit(form).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{title}: {}", answer.text());
        }
    }
    let told = async |field: &str| {
        let address = format!("/objectives/{objective}/history?field=key_result.{field}");
        let lines = client.get(&address).await.texts(".hist li");
        let what = |line: &String| line.replace('\u{a0}', " ").split(" Anna, ").next().unwrap_or_default().to_owned();
        lines.iter().map(what).collect::<Vec<_>>()
    };
    assert_eq!(
        told("checkpoint").await,
        ["Checkpoint · Visits from 40 % at 5 to 50 % at 5", "Checkpoint · Visits to 40 % at 5",]
    );
    assert_eq!(
        told("step").await,
        [
            "Step of the expected pace · Visits to 60 % from 1 Dec",
            "Step of the expected pace · Visits to 30 % from 1 Nov",
        ]
    );
    assert_eq!(
        told("milestone").await,
        [
            "Milestone · Roll-out from Launch, weight 2",
            "Milestone · Roll-out to Review, weight 1",
            "Milestone · Roll-out from Pilot, weight 1 to Pilot, weight 3",
            "Milestone · Roll-out to Launch, weight 2",
            "Milestone · Roll-out to Pilot, weight 1",
        ]
    );
    assert_eq!(
        told("level").await,
        [
            "Level of the scale · Mood from fair: 50 % to so-so: 40 %",
            "Level of the scale · Mood to good: 100 %",
            "Level of the scale · Mood to fair: 50 %",
            "Level of the scale · Mood to poor: 0 %",
        ]
    );
    client.get("/language/ru").await;
    let russian = told("milestone").await;
    assert!(russian[2].starts_with("Веха · Roll-out было Pilot, вес 1 стало Pilot, вес 3"), "{russian:?}");
}

#[tokio::test]
async fn names_that_the_reader_may_not_know_are_left_out() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let (anna, _boris) = (world.person("anna").await, world.person("boris").await);
    let (objective, secret) = (world.objective("Grow", anna).await, world.objective("Merge with Other", anna).await);
    world.set("objectives", secret.0, "visibility = 'private'").await;
    let parent = secret.to_string();
    let changed = Changed {
        subject_kind: "objective",
        subject_id: objective.0,
        field: "parent",
        old: None,
        new: Some(&parent),
        reason: None,
    };
    change(&app.db, &world.actor(anna).await, objective, changed).await;
    let address = format!("/objectives/{objective}/history");

    assert!(app.sign_in(&world.email("anna")).await.get(&address).await.text().contains("Merge with Other"));
    let page = app.sign_in(&world.email("boris")).await.get(&address).await;
    assert!(page.text().contains("not visible to you") && !page.body.contains("Merge"), "{}", page.text());
}

#[tokio::test]
async fn the_text_of_a_removed_comment_is_gone_here_too() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let objective = world.objective("Grow", anna).await;
    let mut tx = app.db.write(&world.actor(anna).await).await.unwrap();
    let entry = comments::actions::add(&mut tx, objective, "My PIN is 4711").await.unwrap();
    comments::actions::remove(&mut tx, entry.comment.id).await.unwrap();
    tx.commit().await.unwrap();

    let page = app.sign_in(&world.email("anna")).await.get(&format!("/objectives/{objective}/history")).await;

    assert_eq!(page.texts(".hist li").len(), 2);
    assert!(page.text().contains("text of a removed comment") && !page.body.contains("4711"));
}

#[tokio::test]
async fn long_histories_are_read_page_by_page() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let objective = world.objective("Grow", anna).await;
    let mut tx = app.db.write(&world.actor(anna).await).await.unwrap();
    for number in 1..=51 {
        comments::actions::add(&mut tx, objective, &format!("No. {number}.")).await.unwrap();
    }
    tx.commit().await.unwrap();
    let client = app.sign_in(&world.email("anna")).await;

    let page = client.get(&format!("/objectives/{objective}/history?field=comment.body")).await;
    assert_eq!(page.texts(".hist li").len(), 50);
    let next = client.get(&page.attributes(".pager a", "href")[0]).await;

    assert_eq!(next.texts(".hist ins"), ["to No. 1."]);
    assert_eq!(next.texts("option[selected]"), ["Comment: Comment"]);
    assert!(!next.has(".pager"));
}
