//! Views of the list that people keep: made, opened, changed, removed and brought back, each by and for their own account.

use axum::http::StatusCode;
use okrio::kernel::AccountId;

use crate::app::TestApp;
use crate::client::Client;
use crate::support::answer::Answer;
use crate::world::{World, day};

async fn scene() -> (TestApp, World, AccountId) {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    world.person("boris").await;
    world.person_as("olga", "admin").await;
    world.objective("Grow", anna).await;
    (app, world, anna)
}

/// Keeps what the address shows, with these fields; gives the list that follows.
async fn keep(client: &Client<'_>, query: &str, fields: &[(&str, &str)]) -> Answer {
    let form = client.get(&format!("/objectives/views/new?{query}")).await.form("view-form");
    let answer = client.submit(fields.iter().fold(form, |form, (name, value)| form.set(name, value))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    client.follow(answer).await
}

fn names(page: &Answer) -> Vec<String> {
    page.texts("[data-testid=views] a[hx-get]")
}

#[tokio::test]
async fn what_is_shown_is_kept_and_opened_again() {
    let (app, ..) = scene().await;
    let anna = app.sign_in("anna@acme.example").await;
    assert!(!anna.get("/objectives").await.has("[data-testid=views]"), "the whole list needs no view");
    let filtered = anna.get("/objectives?period=2026-q4&owner=me&status=at_risk").await;
    let link = filtered.attributes("[data-testid=keep-view]", "href").remove(0);
    let form = anna.get(&link).await.form("view-form");
    assert_eq!((form.get("query"), form.get("period")), (Some("owner=me&status=at_risk"), Some("current")));
    let answer = anna.submit(form.set("name", "  My <risks> ")).await;
    let list = anna.follow(answer).await;
    assert_eq!(list.texts("#toasts p"), ["“My <risks>” is kept"]);
    assert_eq!(list.texts("[data-testid=views] [aria-current]"), ["My <risks>"]);
    assert!(!list.has("[data-testid=keep-view]"), "it is kept");
    let address = list.attributes("[data-testid=views] a[hx-get]", "href").remove(0);
    assert_eq!(address, "/objectives?period=2026-q4&owner=me&status=at_risk");

    let part = anna.htmx().get("/objectives?period=2026-q4&owner=me").await;
    assert_eq!((names(&part), part.has("[data-testid=views] [aria-current]")), (vec!["My <risks>".to_owned()], false));
    assert!(part.has("[data-testid=keep-view]"), "something else is shown");
    assert!(names(&app.sign_in("boris@acme.example").await.get("/objectives").await).is_empty(), "views are one's own");
    assert_eq!(
        app.ask::<i64>(
            "SELECT count(*) FROM audit_log WHERE action = 'view.create' AND detail::text NOT LIKE '%risks%'"
        )
        .await,
        1
    );
}

#[tokio::test]
async fn a_view_is_of_the_current_period_or_of_a_certain_one() {
    let (app, world, _) = scene().await;
    world.period("quarter", day(2026, 7, 1), day(2026, 9, 30), "closed").await;
    let next = world.period("quarter", day(2027, 1, 1), day(2027, 3, 31), "planning").await;
    let anna = app.sign_in("anna@acme.example").await;
    let list = keep(&anna, "period=2026-q3&owner=me", &[("name", "Then"), ("period", "fixed")]).await;
    assert_eq!(list.texts("[data-testid=views] [aria-current]"), ["Then"]);
    let list = keep(&anna, "period=2026-q3&owner=me", &[("name", "Now"), ("period", "current")]).await;
    assert_eq!(
        list.texts("[data-testid=views] [aria-current]"),
        ["Now"],
        "it was kept of the past and shows the present"
    );
    let addresses =
        async || anna.get("/objectives?period=2026-q4").await.attributes("[data-testid=views] a[hx-get]", "href");
    assert_eq!(addresses().await, ["/objectives?period=2026-q3&owner=me", "/objectives?period=2026-q4&owner=me"]);
    // the keys of the period keep the filters, and know their neighbours
    let page = anna.get("/objectives?period=2026-q4&owner=me&after=1_2_0192f0c1-0000-7000-8000-000000000001").await;
    assert_eq!(page.attributes("a[data-key=period-previous]", "href"), ["/objectives?period=2026-q3&owner=me"]);
    assert_eq!(page.attributes("a[data-key=period-next]", "href"), ["/objectives?period=2027-q1&owner=me"]);
    world.set("periods", next.0, "starts_on = '2026-11-01', ends_on = '2026-12-31'").await;
    app.clock.set("2027-01-05T10:00:00Z".parse().unwrap());
    let later = app.sign_in("anna@acme.example").await;
    assert_eq!(
        later.get("/objectives?period=2026-q4").await.attributes("[data-testid=views] a[hx-get]", "href")[0],
        "/objectives?period=2026-q3&owner=me"
    );
}

#[tokio::test]
async fn the_list_begins_with_the_view_that_was_chosen_for_it() {
    let (app, ..) = scene().await;
    let anna = app.sign_in("anna@acme.example").await;
    for name in ["First", "Second"] {
        keep(&anna, "owner=me", &[("name", name), ("default", "on")]).await;
    }
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM saved_views WHERE is_default").await, 1);
    let answer = anna.get("/objectives").await;
    assert_eq!(answer.location().as_deref(), Some("/objectives?period=2026-q4&owner=me"));
    let page = anna.follow(answer).await;
    let cleared = page.attributes("[data-testid=clear-filters]", "href").remove(0);
    assert_eq!(anna.get(&cleared).await.status, StatusCode::OK, "the whole list can still be seen");
    assert_eq!(anna.htmx().get("/objectives").await.status, StatusCode::OK);
}

#[tokio::test]
async fn it_is_renamed_and_removed_and_both_are_undone() {
    let (app, ..) = scene().await;
    let anna = app.sign_in("anna@acme.example").await;
    keep(&anna, "owner=me", &[("name", "Mine"), ("default", "on")]).await;
    let edit = anna.get("/objectives/views").await.attributes("[data-key=edit]", "href").remove(0);
    let form = anna.get(&edit).await.form("view-form");
    assert_eq!((form.get("name"), form.get("default")), (Some("Mine"), Some("on")));
    let renamed = anna.submit(form.clone().set("name", "Mine too")).await;
    let page = anna.follow(renamed).await;
    assert_eq!(page.texts("[data-testid=kept-view] a.ttl"), ["Mine too"]);
    let stale = anna.submit(form.set("name", "Late").set("_once", "0192f0c1-0000-7000-8000-0000000000b1")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.only("conflict").contains("“Mine too”"), "{}", stale.text());
    assert_eq!((stale.form("view-form").get("name"), stale.form("view-form").get("_ver")), (Some("Late"), Some("2")));
    let back = anna.submit(page.forms("okrio-toast form").remove(0)).await;
    assert_eq!(anna.follow(back).await.texts("[data-testid=kept-view] a.ttl"), ["Mine"]);

    let gone = anna.htmx().submit(anna.get("/objectives/views").await.form("view-removal")).await;
    assert_eq!((gone.status, gone.said().as_str()), (StatusCode::OK, "“Mine” is removed"));
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM saved_views").await, 0);
    let undo = gone.attributes("okrio-toast form", "action").remove(0);
    let back = anna.post(&undo, &[]).await;
    assert_eq!(back.location().as_deref(), Some("/objectives/views"));
    let page = anna.get("/objectives/views").await;
    assert_eq!(page.texts("[data-testid=kept-view] .tag"), ["opens first"]);

    // undone too late: the name is given to another one
    let gone = anna.htmx().submit(page.form("view-removal")).await;
    keep(&anna, "owner=me", &[("name", "Mine")]).await;
    let undo = gone.attributes("okrio-toast form", "action").remove(0);
    assert_eq!(anna.post(&undo, &[]).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn administrators_share_views_and_nobody_else() {
    let (app, ..) = scene().await;
    let (anna, olga) = (app.sign_in("anna@acme.example").await, app.sign_in("olga@acme.example").await);
    assert!(!anna.get("/objectives/views/new?owner=me").await.has("[name=shared]"));
    keep(&anna, "owner=me", &[("name", "Not shared")]).await;
    anna.post(
        "/objectives/views",
        &[("name", "Forced"), ("period", "current"), ("shared", "on"), ("query", "owner=me")],
    )
    .await;
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM saved_views WHERE is_shared").await, 0);
    olga.post(
        "/objectives/views",
        &[("name", "Risks"), ("period", "current"), ("shared", "on"), ("query", "status=at_risk")],
    )
    .await;
    let boris = app.sign_in("boris@acme.example").await;
    let page = boris.get("/objectives/views").await;
    assert_eq!(page.texts("[data-testid=kept-view] a.ttl"), ["Risks"]);
    assert!(!page.has("form[action*=views], [data-key=edit]"), "others open it only");
    let id: uuid::Uuid = app.ask("SELECT id FROM saved_views WHERE is_shared").await;
    for address in [format!("/objectives/views/{id}"), format!("/objectives/views/{id}/removal")] {
        let answer = boris.post(&address, &[("name", "x"), ("period", "current"), ("_ver", "1")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address}");
    }
    let second: uuid::Uuid = app.ask("SELECT id FROM saved_views WHERE name = 'Not shared'").await;
    assert_eq!(olga.get(&format!("/objectives/views/{second}/edit")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn bad_input_is_refused_in_the_form() {
    let (app, ..) = scene().await;
    let anna = app.sign_in("anna@acme.example").await;
    keep(&anna, "owner=me", &[("name", "Mine")]).await;
    let long = "ж".repeat(61);
    for (name, period, words) in [
        ("", "current", "Fill this in."),
        (long.as_str(), "current", "at most 60"),
        ("a\u{0}b", "current", "cannot be kept"),
        ("Mine", "current", "with this name already"),
        ("Good", "next", "offered"),
        ("Good", "fixed", "offered"),
    ] {
        let of = if period == "fixed" { "1999-q1" } else { "" };
        let fields = [("name", name), ("period", period), ("query", "owner=me"), ("of", of)];
        let answer = anna.post("/objectives/views", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {period}");
        assert!(answer.texts("[data-testid=error-summary]").concat().contains(words), "{}", answer.text());
    }
    // what means nothing is not kept
    anna.post(
        "/objectives/views",
        &[("name", "Odd"), ("period", "current"), ("query", "owner=x&status=great&text=%00&period=2026-q4&after=1")],
    )
    .await;
    assert_eq!(app.ask::<String>("SELECT query FROM saved_views WHERE name = 'Odd'").await, "");
    app.sql("INSERT INTO saved_views (organization_id, id, account_id, name, query) SELECT organization_id, gen_random_uuid(), account_id, 'N' || n, '' FROM saved_views, generate_series(1, 28) n WHERE name = 'Odd'").await;
    let full = anna.post("/objectives/views", &[("name", "More"), ("period", "current"), ("query", "owner=me")]).await;
    assert!(full.texts("[data-testid=error-summary]").concat().contains("30 views"), "{}", full.text());
}

#[tokio::test]
async fn row_security_keeps_views_apart() {
    let (app, world, anna) = scene().await;
    let client = app.sign_in("anna@acme.example").await;
    keep(&client, "owner=me", &[("name", "Mine")]).await;
    let other = World::named(&app, "other").await;
    let otto = other.person_as("otto", "owner").await;
    let actor = other.actor(otto).await;
    let boris = world.actor_named("boris").await;
    for actor in [actor, boris] {
        let mut tx = app.db.write(&actor).await.unwrap();
        let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM saved_views").fetch_one(tx.conn()).await.unwrap();
        assert_eq!(seen, 0);
        let changed =
            sqlx::query("UPDATE saved_views SET name = 'x'").execute(tx.conn()).await.unwrap().rows_affected();
        assert_eq!(changed, 0);
    }
    let boris = world.actor_named("boris").await;
    for values in [format!("'{anna}', false"), format!("'{}', true", boris.account.unwrap())] {
        let mut tx = app.db.write(&boris).await.unwrap();
        let statement = format!(
            "INSERT INTO saved_views (organization_id, id, account_id, is_shared, name, query) VALUES (app.organization(), gen_random_uuid(), {values}, 'x', '')"
        );
        let refused = sqlx::query(sqlx::AssertSqlSafe(statement)).execute(tx.conn()).await.unwrap_err();
        assert!(refused.to_string().contains("row-level security"), "{refused}");
    }
}
