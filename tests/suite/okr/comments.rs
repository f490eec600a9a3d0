//! Comments: the feed, adding, editing, removing, and every refusal.

use axum::http::StatusCode;
use okrio::kernel::ObjectiveId;
use okrio::okr::comments::actions;

use crate::app::TestApp;
use crate::world::World;

/// Anna owns an objective that everybody sees; Boris is a colleague.
async fn stage(app: &TestApp) -> (World, ObjectiveId) {
    let world = World::new(app).await;
    let anna = world.person("anna").await;
    world.person("boris").await;
    let objective = world.objective("Grow", anna).await;
    (world, objective)
}

fn feed(objective: ObjectiveId) -> String {
    format!("/objectives/{objective}/comments")
}

async fn bodies(app: &TestApp) -> Vec<String> {
    sqlx::query_scalar("SELECT body FROM comments WHERE deleted_at IS NULL ORDER BY id")
        .fetch_all(&app.admin)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_comment_is_added_read_and_traced() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let boris = app.sign_in(&world.email("boris")).await;

    let page = boris.get(&feed(objective)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Comments: Grow"));
    let answer = boris
        .submit(
            page.form("comment-form")
                .set("body", "First line\r\nsecond\r\n\r\n@Anna see https://example.org/a?b=1&c=2."),
        )
        .await;

    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(
        answer.location().unwrap().starts_with(&format!("/objectives/{objective}#comment-")),
        "{:?}",
        answer.location()
    );
    let page = boris.get(&feed(objective)).await;
    assert_eq!(page.marked("comment").len(), 1);
    assert_eq!(page.texts(".prose p"), ["First line second", "@Anna see https://example.org/a?b=1&c=2 ."]);
    assert_eq!(page.texts(".mention"), ["@Anna"]);
    assert_eq!(page.attributes(".prose a", "href"), ["https://example.org/a?b=1&c=2"]);
    assert_eq!(page.attributes(".prose a", "rel"), ["nofollow noopener noreferrer"]);
    assert_eq!(page.texts("#comment-count"), ["1 comment"]);
    assert_eq!(app.ask::<String>("SELECT action FROM audit_log WHERE subject_kind = 'comment'").await, "comment.add");
    assert_eq!(
        app.ask::<i64>(
            "SELECT count(*) FROM changes WHERE subject_kind = 'comment' AND field = 'body' AND old IS NULL"
        )
        .await,
        1
    );
    let mentioned: serde_json::Value =
        app.ask("SELECT payload -> 'mentioned' FROM outbox WHERE fact = 'comment.added'").await;
    assert_eq!(mentioned.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn htmx_gets_the_row_and_a_fresh_form() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let boris = app.sign_in(&world.email("boris")).await;

    let part = boris.htmx().get(&feed(objective)).await;
    assert!(part.has("#comments") && !part.has("h1") && !part.has("header"), "{}", part.body);
    let form = part.form("comment-form");
    let answer = boris.htmx().submit(form.clone().set("body", "Hello")).await;

    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.said(), "Comment added");
    assert!(answer.body.trim_start().starts_with("<li"), "{}", answer.body);
    assert!(
        answer.has("hx-partial[hx-target=\"#comment-new\"]") && answer.has("hx-partial[hx-target=\"#comment-count\"]"),
        "{}",
        answer.body
    );
    assert_ne!(answer.form("comment-form").get("_once"), form.get("_once"));
    assert_eq!(answer.form("comment-form").get("body").map(str::trim), Some(""));
}

#[tokio::test]
async fn a_form_sent_twice_adds_one_comment() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let boris = app.sign_in(&world.email("boris")).await;
    let form = boris.get(&feed(objective)).await.form("comment-form").set("body", "Once");

    let first = boris.submit(form.clone()).await;
    let second = boris.submit(form.clone()).await;

    assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    assert_eq!(first.location(), second.location());
    assert_eq!(bodies(&app).await, ["Once"]);
    assert_eq!(boris.submit(form.set("body", "Other")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bodies(&app).await, ["Once"]);
}

#[tokio::test]
async fn bad_texts_come_back_with_what_was_typed() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let boris = app.sign_in(&world.email("boris")).await;
    let long = "я".repeat(5001);
    for (body, reason) in [
        ("  \n ", "Write something first."),
        (long.as_str(), "at most 5,000 characters"),
        ("bell \u{7}", "cannot be kept"),
    ] {
        let form = boris.get(&feed(objective)).await.form("comment-form").set("body", body);

        let page = boris.submit(form.clone()).await;
        let part = boris.htmx().submit(form).await;

        for answer in [&page, &part] {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.only("error-summary").contains(reason), "{}", answer.body);
            assert_eq!(answer.form("comment-form").get("body").unwrap().trim_start_matches('\n'), body, "{reason}");
            assert_eq!(answer.attributes("#comment-new", "data-state"), ["error"]);
        }
        assert!(page.texts("title")[0].starts_with("Error: "));
        assert!(!part.has("h1"));
    }
    // a field that was not sent at all
    assert_eq!(boris.post(&feed(objective), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bodies(&app).await.is_empty());
}

#[tokio::test]
async fn hostile_markup_is_text() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let boris = app.sign_in(&world.email("boris")).await;
    let hostile = "<script>alert(1)</script> <img src=x onerror=alert(1)> javascript:alert(1) https://x.example/\"><b>hi</b> </textarea><i>";
    let answer = boris.htmx().submit(boris.get(&feed(objective)).await.form("comment-form").set("body", hostile)).await;
    let page = boris.get(&feed(objective)).await;
    let edit = boris.get(&format!("/comments/{}/edit", page.attributes("[data-testid=comment]", "data-id")[0])).await;

    for answer in [&answer, &page] {
        assert!(!answer.has(".prose :not(p, br, a)"), "{}", answer.body);
        assert!(answer.texts(".prose")[0].contains("<script>alert(1)</script>"));
        assert_eq!(answer.attributes(".prose a", "href"), ["https://x.example/"]);
    }
    assert_eq!(edit.form("comment-edit-form").get("body").unwrap().trim_start_matches('\n'), hostile);
    assert!(!edit.has("form i"));
}

#[tokio::test]
async fn authors_edit_their_words() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let boris = app.sign_in(&world.email("boris")).await;
    boris.submit(boris.get(&feed(objective)).await.form("comment-form").set("body", "Frist")).await;
    let id = boris.get(&feed(objective)).await.attributes("[data-testid=comment]", "data-id")[0].clone();

    let row = boris.htmx().get(&format!("/comments/{id}/edit")).await;
    assert!(row.body.trim_start().starts_with("<li") && row.has("textarea[data-focus]"), "{}", row.body);
    let form = row.form("comment-edit-form");
    assert_eq!(form.get("_ver"), Some("1"));
    let saved = boris.htmx().submit(form.set("body", "First")).await;

    assert_eq!((saved.status, saved.said().as_str()), (StatusCode::OK, "Comment saved"));
    assert_eq!(saved.texts(".prose"), ["First"]);
    assert!(saved.only("comment").contains("edited"));
    assert_eq!(app.ask::<i32>("SELECT version FROM comments").await, 2);
    assert_eq!(app.ask::<String>("SELECT old FROM changes WHERE version = 2").await, "Frist");
    // the same words again leave no trace
    let form = boris.get(&format!("/comments/{id}/edit")).await.form("comment-edit-form");
    assert_eq!(boris.submit(form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM audit_log WHERE action = 'comment.edit'").await, 1);
    assert_eq!(app.ask::<i32>("SELECT version FROM comments").await, 2);
}

#[tokio::test]
async fn a_stale_version_shows_both_texts() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let boris = app.sign_in(&world.email("boris")).await;
    boris.submit(boris.get(&feed(objective)).await.form("comment-form").set("body", "One")).await;
    let id = boris.get(&feed(objective)).await.attributes("[data-testid=comment]", "data-id")[0].clone();
    let (here, there) =
        (boris.get(&format!("/comments/{id}/edit")).await, boris.get(&format!("/comments/{id}/edit")).await);
    boris.submit(there.form("comment-edit-form").set("body", "Two")).await;

    let form = here.form("comment-edit-form").set("body", "Three\n& more");
    let part = boris.htmx().submit(form.clone()).await;
    let page = boris.submit(form).await;

    for answer in [&part, &page] {
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert_eq!(
            answer.attributes("[data-testid=conflict-form] input[type=radio]", "value"),
            ["Two", "Three\n& more"]
        );
    }
    assert!(page.has("h1") && !part.has("h1"));
    assert_eq!(bodies(&app).await, ["Two"]);
    let saved = boris.submit(page.form("conflict-form")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert_eq!(bodies(&app).await, ["Three\n& more"]);
    // a version that is no number is not taken for the current one
    let odd =
        boris.get(&format!("/comments/{id}/edit")).await.form("comment-edit-form").set("_ver", "x").set("body", "Four");
    assert_eq!(boris.submit(odd).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn only_authors_edit_and_administrators_remove() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    world.person_as("root", "admin").await;
    let (anna, boris, root) = (
        app.sign_in(&world.email("anna")).await,
        app.sign_in(&world.email("boris")).await,
        app.sign_in(&world.email("root")).await,
    );
    boris.submit(boris.get(&feed(objective)).await.form("comment-form").set("body", "Mine")).await;
    let page = anna.get(&feed(objective)).await;
    let id = page.attributes("[data-testid=comment]", "data-id")[0].clone();

    assert!(!page.has("[data-testid=comment] form, [data-testid=comment] .meta a"), "{}", page.body);
    assert_eq!(anna.get(&format!("/comments/{id}")).await.status, StatusCode::OK);
    for address in [format!("/comments/{id}"), format!("/comments/{id}/removal")] {
        assert_eq!(
            anna.post(&address, &[("body", "Hers"), ("_ver", "1")]).await.status,
            StatusCode::FORBIDDEN,
            "{address}"
        );
        assert_eq!(anna.htmx().post(&address, &[("body", "Hers"), ("_ver", "1")]).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(anna.get(&format!("/comments/{id}/edit")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(root.get(&format!("/comments/{id}/edit")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(bodies(&app).await, ["Mine"]);
    assert_eq!(
        root.submit(root.get(&feed(objective)).await.form("comment-removal")).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(bodies(&app).await.is_empty());
}

#[tokio::test]
async fn what_is_hidden_is_not_there() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let other = World::named(&app, "other").await;
    other.person_as("olga", "admin").await;
    let (anna, boris, olga) = (
        app.sign_in(&world.email("anna")).await,
        app.sign_in(&world.email("boris")).await,
        app.sign_in(&other.email("olga")).await,
    );
    anna.submit(anna.get(&feed(objective)).await.form("comment-form").set("body", "Secret")).await;
    let id = anna.get(&feed(objective)).await.attributes("[data-testid=comment]", "data-id")[0].clone();
    world.set("objectives", objective.0, "visibility = 'private'").await;

    for stranger in [&boris, &olga] {
        for address in [
            feed(objective),
            format!("/comments/{id}"),
            format!("/comments/{id}/edit"),
            format!("/objectives/{objective}/history"),
        ] {
            assert_eq!(stranger.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
        }
        for address in [feed(objective), format!("/comments/{id}"), format!("/comments/{id}/removal")] {
            assert_eq!(
                stranger.post(&address, &[("body", "Mine now"), ("_ver", "1")]).await.status,
                StatusCode::NOT_FOUND,
                "{address}"
            );
        }
    }
    assert_eq!(bodies(&app).await, ["Secret"]);
    assert_eq!(app.ask::<i32>("SELECT version FROM comments").await, 1);
    assert_eq!(anna.get("/comments/not-an-id").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn auditors_read_what_only_they_see() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    world.person_as("vera", "auditor").await;
    let vera = app.sign_in(&world.email("vera")).await;
    assert!(vera.get(&feed(objective)).await.has("#comment-new"));
    world.set("objectives", objective.0, "visibility = 'private'").await;

    let page = vera.get(&feed(objective)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.has("#comment-new"));
    assert_eq!(vera.post(&feed(objective), &[("body", "Noted")]).await.status, StatusCode::FORBIDDEN);
    assert!(bodies(&app).await.is_empty());
}

#[tokio::test]
async fn without_its_audit_row_nothing_is_changed() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let boris = app.sign_in(&world.email("boris")).await;
    boris.submit(boris.get(&feed(objective)).await.form("comment-form").set("body", "Kept")).await;
    let page = boris.get(&feed(objective)).await;
    let id = page.attributes("[data-testid=comment]", "data-id")[0].clone();
    app.sql("ALTER TABLE audit_log ADD CONSTRAINT no_room CHECK (action NOT LIKE 'comment.%') NOT VALID").await;

    assert_eq!(boris.post(&feed(objective), &[("body", "New")]).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(
        boris.post(&format!("/comments/{id}"), &[("body", "New"), ("_ver", "1")]).await.status,
        StatusCode::INTERNAL_SERVER_ERROR
    );
    assert_eq!(
        boris.htmx().post(&format!("/comments/{id}/removal"), &[]).await.status,
        StatusCode::INTERNAL_SERVER_ERROR
    );

    assert_eq!(bodies(&app).await, ["Kept"]);
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM undo_entries").await, 0);
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM outbox WHERE fact LIKE 'comment.%'").await, 1);
}

#[tokio::test]
async fn long_feeds_are_read_page_by_page() {
    let app = TestApp::new().await;
    let (world, objective) = stage(&app).await;
    let actor = world.actor(world.person("clara").await).await;
    let mut tx = app.db.write(&actor).await.unwrap();
    for number in 1..=120 {
        actions::add(&mut tx, objective, &format!("No. {number}.")).await.unwrap();
    }
    tx.commit().await.unwrap();
    let boris = app.sign_in(&world.email("boris")).await;

    let mut address = feed(objective);
    let mut seen = Vec::new();
    for expected in [50, 50, 20] {
        let page = boris.get(&address).await;
        let mut rows = page.texts(".prose");
        assert_eq!(rows.len(), expected);
        assert_eq!(page.texts("#comment-count"), ["120 comments"]);
        rows.append(&mut seen);
        seen = rows;
        address = page.attributes("#comments a[hx-push-url]", "href").first().cloned().unwrap_or_default();
    }
    assert!(address.is_empty());
    let all: Vec<String> = (1..=120).map(|number| format!("No. {number}.")).collect();
    assert_eq!(seen, all);
}
