//! One login, several organizations.

use axum::http::StatusCode;
use chrono::Duration;

use crate::app::TestApp;
use crate::world::{PASSWORD, World};

/// Anna is in both.
async fn two_organizations(app: &TestApp) -> (World, World) {
    let (acme, globex) = (World::new(app).await, World::named(app, "globex").await);
    let login = acme.login("anna@acme.example").await;
    acme.account("anna", "member", Some(login)).await;
    globex.account("anna", "admin", Some(login)).await;
    (acme, globex)
}

const ANNA: [(&str, &str); 3] =
    [("email", "anna@acme.example"), ("password", PASSWORD), ("return_to", "/account/appearance")];

#[tokio::test]
async fn the_choice_comes_after_the_password() {
    let app = TestApp::new().await;
    two_organizations(&app).await;
    let client = app.client();
    let answer = client.post("/sign-in/local", &ANNA).await;
    assert_eq!(answer.location().as_deref(), Some("/organizations?return_to=%2Faccount%2Fappearance"));
    assert_eq!(client.get("/account/sessions").await.status, StatusCode::SEE_OTHER, "not in yet");

    let page = client.follow(answer).await;
    assert_eq!(page.texts("[data-testid=organization] .ttl"), ["Acme", "Globex"]);
    let forms = page.forms("form[data-testid=enter-organization]");
    let entered = client.submit(forms[1].clone()).await;
    assert_eq!(entered.location().as_deref(), Some("/account/appearance"));
    assert!(client.get("/account/sessions").await.text().contains("Globex"));
}

#[tokio::test]
async fn switching_ends_the_session_before() {
    let app = TestApp::new().await;
    let (acme, globex) = two_organizations(&app).await;
    let client = app.client();
    client.post("/sign-in/local", &ANNA).await;
    client.post(&format!("/organizations/{}", acme.organization), &[]).await;
    let id = client.cookie("okrio").unwrap();

    let page = client.get("/organizations").await;
    assert_eq!(page.marked("organization")[0], "Acme you are here");
    client.submit(page.form("enter-organization")).await;
    assert!(client.get("/account/sessions").await.text().contains("Globex"));
    assert_ne!(client.cookie("okrio").unwrap(), id);
    let open: i64 = app.ask("SELECT count(*) FROM account_sessions WHERE ended_at IS NULL").await;
    assert_eq!(open, 1);
    let here: bool = sqlx::query_scalar("SELECT ended_at IS NULL FROM account_sessions WHERE organization_id = $1")
        .bind(globex.organization)
        .fetch_one(&app.admin)
        .await
        .unwrap();
    assert!(here);
}

#[tokio::test]
async fn strangers_and_foreign_organizations_stay_out() {
    let app = TestApp::new().await;
    let (acme, _) = two_organizations(&app).await;
    let foreign = World::named(&app, "initech").await;
    foreign.person("boss").await;
    let stranger = app.client();
    let enter = |world: &World| format!("/organizations/{}", world.organization);
    assert!(stranger.get("/organizations").await.location().unwrap().starts_with("/sign-in"));
    assert!(stranger.post(&enter(&acme), &[]).await.location().unwrap().starts_with("/sign-in"));

    let client = app.client();
    client.post("/sign-in/local", &ANNA).await;
    assert_eq!(client.post(&enter(&foreign), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(client.post("/operator", &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(client.post("/organizations/not-an-id", &[]).await.status, StatusCode::NOT_FOUND);
    app.clock.advance(Duration::minutes(10));
    assert!(client.post(&enter(&acme), &[]).await.location().unwrap().starts_with("/sign-in"), "too late to choose");
}

#[tokio::test]
async fn closed_organizations_are_not_offered() {
    let app = TestApp::new().await;
    let (_, globex) = two_organizations(&app).await;
    let client = app.client();
    client.post("/sign-in/local", &ANNA).await;
    app.sql("UPDATE organizations SET state = 'suspended' WHERE slug = 'globex'").await;
    assert_eq!(client.get("/organizations").await.texts("[data-testid=organization] .ttl"), ["Acme"]);
    assert_eq!(
        client.post(&format!("/organizations/{}", globex.organization), &[]).await.status,
        StatusCode::NOT_FOUND
    );
    // one is left, so there is nothing to choose
    assert_eq!(app.client().post("/sign-in/local", &ANNA).await.location().as_deref(), Some("/account/appearance"));
}
