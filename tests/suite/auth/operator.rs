//! The operator of the platform.

use axum::http::StatusCode;
use chrono::Duration;

use crate::app::TestApp;
use crate::world::{PASSWORD, World};

async fn app_with_operator() -> (TestApp, World) {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person("anna").await;
    world.person("boris").await;
    world.login("operator@okrio.example").await;
    app.sql("UPDATE logins SET is_operator = true WHERE email = 'operator@okrio.example'").await;
    (app, world)
}

#[tokio::test]
async fn the_operator_sees_organizations_and_belongs_to_none() {
    let (app, _) = app_with_operator().await;
    app.sql(
        "INSERT INTO organizations (id, slug, name, state) VALUES (gen_random_uuid(), 'zeta', 'Zeta', 'suspended')",
    )
    .await;
    let client = app.client();
    let answer = client
        .post(
            "/sign-in/local",
            &[("email", "operator@okrio.example"), ("password", PASSWORD), ("return_to", "/objectives")],
        )
        .await;
    assert_eq!(answer.location().as_deref(), Some("/operator"));
    let page = client.follow(answer).await;
    let rows = page.marked("organization");
    assert!(rows[0].starts_with("Acme acme active 2 "), "{rows:?}");
    assert!(rows[1].starts_with("Zeta zeta suspended 0 "), "{rows:?}");

    for members_only in ["/account/sessions", "/account/appearance"] {
        assert!(client.get(members_only).await.location().unwrap().starts_with("/sign-in"), "{members_only}");
    }
    let form = page.forms("form[data-sign-out]").remove(0);
    client.submit(form).await;
    assert!(client.get("/operator").await.location().unwrap().starts_with("/sign-in"));
    let events: String = app.ask("SELECT string_agg(event, ', ' ORDER BY id) FROM security_log").await;
    assert_eq!(events, "operator.begin, operator.end");
}

#[tokio::test]
async fn for_everybody_else_there_is_nothing() {
    let (app, _) = app_with_operator().await;
    let anna = app.sign_in("anna@acme.example").await;
    assert_eq!(anna.get("/operator").await.status, StatusCode::NOT_FOUND);
    assert_eq!(anna.post("/operator", &[]).await.status, StatusCode::NOT_FOUND);
    assert!(app.client().get("/operator").await.location().unwrap().starts_with("/sign-in"));
    // not even the database gives it away
    let mut tx = app.db.system().await.unwrap();
    let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM app.organizations_for_operator(gen_random_uuid(), now())")
        .fetch_one(tx.conn())
        .await
        .unwrap();
    assert_eq!(seen, 0);
}

#[tokio::test]
async fn the_session_is_short_and_ends_with_the_right() {
    let (app, _) = app_with_operator().await;
    let fields = [("email", "operator@okrio.example"), ("password", PASSWORD)];
    let client = app.client();
    client.post("/sign-in/local", &fields).await;
    for _ in 0..6 {
        app.clock.advance(Duration::minutes(119));
        assert_eq!(client.get("/operator").await.status, StatusCode::OK);
    }
    app.clock.advance(Duration::minutes(7));
    assert_eq!(client.get("/operator").await.status, StatusCode::SEE_OTHER, "twelve hours are over");

    client.post("/sign-in/local", &fields).await;
    app.clock.advance(Duration::hours(2));
    assert_eq!(client.get("/operator").await.status, StatusCode::SEE_OTHER, "nobody used it for two hours");

    client.post("/sign-in/local", &fields).await;
    app.sql("UPDATE logins SET is_operator = false").await;
    assert_eq!(client.get("/operator").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_operator_with_an_account_chooses() {
    let (app, world) = app_with_operator().await;
    let login = world.login("operator@okrio.example").await;
    world.account("operator", "member", Some(login)).await;
    let client = app.client();
    let page = client
        .follow(client.post("/sign-in/local", &[("email", "operator@okrio.example"), ("password", PASSWORD)]).await)
        .await;
    assert_eq!(page.texts("[data-testid=organization] .ttl"), ["Acme"]);
    let answer = client.submit(page.form("enter-operator")).await;
    assert_eq!(client.follow(answer).await.status, StatusCode::OK);
    // and back into the organization
    client.post(&format!("/organizations/{}", world.organization), &[]).await;
    assert_eq!(client.get("/account/sessions").await.status, StatusCode::OK);
    assert_eq!(client.get("/operator").await.status, StatusCode::NOT_FOUND);
}
