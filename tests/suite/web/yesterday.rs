//! A tab that was left open: its session has ended, and others have gone on meanwhile. What was typed there is saved all the same.

use axum::http::StatusCode;
use chrono::Duration;

use crate::app::TestApp;
use crate::support::answer::{Answer, FilledForm};
use crate::support::client::Client;
use crate::world::{PASSWORD, World};

/// Where a form stands, its name, what is typed into which field, what somebody else does meanwhile, and how to see that it was saved.
struct Tab {
    page: String,
    form: &'static str,
    field: String,
    typed: &'static str,
    meanwhile: &'static str,
    /// The other one changed the very same: it is asked which holds.
    asks: bool,
    saved: &'static str,
}

/// As a browser with scripts sends it, or one without.
async fn send(client: &Client<'_>, form: FilledForm, by_htmx: bool) -> Answer {
    if by_htmx { client.htmx().submit(form).await } else { client.submit(form).await }
}

#[tokio::test]
async fn a_tab_from_last_week_saves_what_was_typed_there() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let objective = world.objective("Grow", anna).await;
    let key_result = world.key_result(objective, "Visits", 100, 200).await;
    world
        .set("key_results", key_result.0, "value = 110, value_on = '2026-11-10', started = true, due_on = '2026-11-13'")
        .await;
    let page = format!("/objectives/{objective}");
    let client = app.sign_in("anna@acme.example").await;
    assert!(
        client.submit(client.get(&page).await.form("comment-form").set("body", "First")).await.status.is_redirection()
    );
    let comment: uuid::Uuid = app.ask("SELECT id FROM comments").await;

    let other = "UPDATE objectives SET version = version + 1, weight = weight + 1";
    let same = "UPDATE objectives SET version = version + 1, title = title || '!'";
    let value = "UPDATE key_results SET version = version + 1, value = value + 1";
    let row = format!("/key-results/{key_result}");
    let tab = |page: String, form, field: &str, typed, meanwhile, asks, saved| Tab {
        page,
        form,
        field: field.to_owned(),
        typed,
        meanwhile,
        asks,
        saved,
    };
    let tabs = [
        tab(
            format!("{page}/edit"),
            "objective-form",
            "description",
            "Because",
            other,
            false,
            "SELECT count(*) FROM objectives WHERE description = 'Because'",
        ),
        tab(
            format!("{page}/edit"),
            "objective-form",
            "title",
            "Grow calmly",
            same,
            true,
            "SELECT count(*) FROM objectives WHERE title = 'Grow calmly'",
        ),
        tab(
            format!("{page}/title/edit"),
            "title-form",
            "title",
            "Grow fast",
            same,
            true,
            "SELECT count(*) FROM objectives WHERE title = 'Grow fast'",
        ),
        tab(
            format!("{row}/value/edit"),
            "key-result-form",
            "value",
            "150",
            value,
            true,
            "SELECT count(*) FROM key_results WHERE value = 150",
        ),
        tab(
            "/check-in".to_owned(),
            "check-in-form",
            &format!("value-{key_result}"),
            "160",
            value,
            true,
            "SELECT count(*) FROM key_results WHERE value = 160",
        ),
        tab(
            page.clone(),
            "comment-form",
            "body",
            "Second",
            other,
            false,
            "SELECT count(*) FROM comments WHERE body = 'Second'",
        ),
        tab(
            format!("/comments/{comment}/edit"),
            "comment-edit-form",
            "body",
            "First of all",
            "UPDATE comments SET version = version + 1, body = 'Changed'",
            true,
            "SELECT count(*) FROM comments WHERE body = 'First of all'",
        ),
    ];
    for (tab, by_htmx) in tabs.iter().flat_map(|tab| [(tab, false), (tab, true)]) {
        let what = format!("{} {} htmx={by_htmx}", tab.page, tab.field);
        // as if nothing had been saved before
        app.sql("UPDATE objectives SET title = 'Grow', description = ''; UPDATE key_results SET value = 110; DELETE FROM comments WHERE body = 'Second'; UPDATE comments SET body = 'First'").await;
        client.sign_in("anna@acme.example").await;
        let form = client.get(&tab.page).await.form(tab.form).set(&tab.field, tab.typed);
        sqlx::raw_sql(tab.meanwhile).execute(&app.admin).await.unwrap();
        app.clock.advance(Duration::hours(1));
        app.sql("UPDATE account_sessions SET ended_at = now()").await;

        let door = send(&client, form.clone(), by_htmx).await;
        if by_htmx {
            assert_eq!(door.status, StatusCode::UNAUTHORIZED, "{what}");
            assert!(door.has("okrio-toast a[target=_blank]") && !door.has("form"), "{what}: the tab stays as it is");
        } else {
            assert!(door.location().unwrap().starts_with("/sign-in?return_to="), "{what}");
        }
        assert_eq!(app.ask::<i64>(tab.saved).await, 0, "{what}");

        // in another tab
        let entered = client.post("/sign-in/local", &[("email", "anna@acme.example"), ("password", PASSWORD)]).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER);
        let mut answer = send(&client, form, by_htmx).await;
        if tab.asks {
            assert_eq!(answer.status, StatusCode::CONFLICT, "{what}: {}", answer.text());
            let mut asked = answer.forms("form[method=post]").into_iter();
            let asked = asked.rfind(|form| form.get(&tab.field) == Some(tab.typed));
            answer = send(&client, asked.unwrap_or_else(|| panic!("{what}: {}", answer.body)), by_htmx).await;
        }
        assert!(answer.status == StatusCode::OK || answer.status == StatusCode::SEE_OTHER, "{what}: {}", answer.text());
        assert_eq!(app.ask::<i64>(tab.saved).await, 1, "{what}");
    }
}
