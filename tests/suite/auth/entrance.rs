//! Where a proof leads: what the sign-in policy of an organization asks for, and what counts in which organization.

use axum::http::StatusCode;
use chrono::Duration;
use okrio::auth::sessions::memory;

use crate::app::TestApp;
use crate::world::{PASSWORD, World};

const ANNA: [(&str, &str); 3] =
    [("email", "anna@acme.example"), ("password", PASSWORD), ("return_to", "/account/appearance")];

/// Anna is in both, and Globex takes its own provider only.
async fn app_with_two() -> (TestApp, World, World) {
    let app = TestApp::new().await;
    let (acme, globex) = (World::new(&app).await, World::named(&app, "globex").await);
    let login = acme.login("anna@acme.example").await;
    acme.account("anna", "member", Some(login)).await;
    globex.account("anna", "member", Some(login)).await;
    policy(&app, &globex, "{provider}", false).await;
    (app, acme, globex)
}

async fn policy(app: &TestApp, world: &World, ways: &str, second_factor: bool) {
    let statement = "INSERT INTO sign_in_policies (organization_id, ways, second_factor) VALUES ($1, $2::text[], $3)";
    sqlx::query(statement).bind(world.organization).bind(ways).bind(second_factor).execute(&app.admin).await.unwrap();
}

#[tokio::test]
async fn a_password_does_not_open_an_organization_that_takes_none() {
    let (app, acme, globex) = app_with_two().await;
    let client = app.client();
    client.post("/sign-in/local", &ANNA).await;
    let held = client.post(&format!("/organizations/{}", globex.organization), &[("return_to", "/help")]).await;
    let address = format!("/sign-in/another-way?organization={}&return_to=%2Fhelp", globex.organization);
    assert_eq!(held.location(), Some(address));
    let page = client.follow(held).await;
    assert!(page.text().contains("Globex does not accept the way you signed in"), "{}", page.text());
    assert_eq!(page.attributes("[data-testid=way]", "data-id"), ["provider"]);
    assert_eq!(client.get("/account/sessions").await.status, StatusCode::SEE_OTHER, "not in");
    let refused: i64 =
        app.ask("SELECT count(*) FROM security_log l JOIN organizations o ON o.id = l.organization_id AND o.slug = 'globex' WHERE l.event = 'sign_in.refused'").await;
    assert_eq!(refused, 1);
    let open: i64 = app.ask("SELECT count(*) FROM account_sessions").await;
    assert_eq!(open, 0);

    // the proof is still good for the other one
    client.post(&format!("/organizations/{}", acme.organization), &[]).await;
    assert!(client.get("/account/sessions").await.text().contains("Acme"));
}

#[tokio::test]
async fn switching_asks_for_what_the_target_wants_and_keeps_the_session_until_then() {
    let (app, acme, globex) = app_with_two().await;
    app.sql("UPDATE sign_in_policies SET ways = '{email_code,password}'").await;
    let client = app.client();
    client.post("/sign-in/local", &ANNA).await;
    client.post(&format!("/organizations/{}", acme.organization), &[]).await;
    app.sql("UPDATE sign_in_policies SET ways = '{email_code,provider}'").await;
    let held = client.post(&format!("/organizations/{}", globex.organization), &[]).await;
    assert!(held.location().unwrap().starts_with("/sign-in/another-way?organization="));
    assert!(client.get("/account/sessions").await.text().contains("Acme"), "still there");
    app.sql("UPDATE sign_in_policies SET ways = '{password}'").await;
    let page = client.follow(held).await;
    let way = page.attributes("[data-testid=way] a", "href").remove(0);
    let form = client.get(&way).await.form("sign-in-form").set("email", "anna@acme.example").set("password", PASSWORD);
    assert_eq!(client.submit(form).await.location().as_deref(), Some("/"), "straight into the one that was chosen");
    assert!(client.get("/account/sessions").await.text().contains("Globex"));
    let open: i64 = app.ask("SELECT count(*) FROM account_sessions WHERE ended_at IS NULL").await;
    assert_eq!(open, 1, "the session before has ended");
}

#[tokio::test]
async fn what_was_shown_in_a_session_lets_switch_for_as_long_as_sessions_live() {
    let (app, acme, globex) = app_with_two().await;
    app.sql("DELETE FROM sign_in_policies").await;
    let client = app.client();
    client.post("/sign-in/local", &ANNA).await;
    client.post(&format!("/organizations/{}", acme.organization), &[]).await;
    for _ in 0..4 {
        app.clock.advance(Duration::days(6));
        assert_eq!(client.get("/account/sessions").await.status, StatusCode::OK);
    }
    app.sql("UPDATE account_sessions SET expires_at = '2027-12-01'").await;
    app.clock.advance(Duration::days(6) + Duration::minutes(1));
    let held = client.post(&format!("/organizations/{}", globex.organization), &[]).await;
    assert!(held.location().unwrap().starts_with("/sign-in/another-way"), "a proof of last month is none");
}

#[tokio::test]
async fn a_session_from_before_proofs_were_kept_says_who_and_no_more() {
    let (app, acme, globex) = app_with_two().await;
    app.sql("DELETE FROM sign_in_policies").await;
    let client = app.client();
    client.post("/sign-in/local", &ANNA).await;
    client.post(&format!("/organizations/{}", acme.organization), &[]).await;
    let kept: Vec<u8> = app.ask("SELECT record FROM sessions ORDER BY expires_at DESC LIMIT 1").await;
    let mut record: tower_sessions::session::Record = rmp_serde::from_slice(&kept).unwrap();
    record.data.remove("proof");
    sqlx::query("UPDATE sessions SET record = $1")
        .bind(rmp_serde::to_vec(&record).unwrap())
        .execute(&app.admin)
        .await
        .unwrap();
    tokio::time::sleep(memory::KEPT).await;
    assert_eq!(client.get("/account/sessions").await.status, StatusCode::OK);
    let held = client.post(&format!("/organizations/{}", globex.organization), &[]).await;
    assert!(held.location().unwrap().starts_with("/sign-in/another-way"), "{:?}", held.location());
}

#[tokio::test]
async fn the_chosen_organization_has_to_be_ones_own() {
    let (app, ..) = app_with_two().await;
    let foreign = World::named(&app, "initech").await;
    let client = app.client();
    let page = client.get(&format!("/sign-in?organization={}", foreign.organization)).await;
    let form = page.form("sign-in-form").set("email", "anna@acme.example").set("password", PASSWORD);
    assert_eq!(client.submit(form).await.status, StatusCode::NOT_FOUND);
    assert!(client.get("/organizations").await.location().unwrap().starts_with("/sign-in"));
    for nonsense in ["", "x", "%00", "0192f0c1"] {
        let page = client.get(&format!("/sign-in?organization={nonsense}")).await;
        assert_eq!((page.status, page.form("sign-in-form").get("organization")), (StatusCode::OK, None), "{nonsense}");
    }
}

#[tokio::test]
async fn sessions_are_kept_with_what_was_shown() {
    let (app, acme, _) = app_with_two().await;
    let client = app.client();
    client.post("/sign-in/local", &ANNA).await;
    client.post(&format!("/organizations/{}", acme.organization), &[]).await;
    let methods: Vec<String> = app.ask("SELECT methods FROM account_sessions").await;
    assert_eq!(methods, ["password"]);
    let told: String = app.ask("SELECT detail->'methods'->>0 FROM audit_log WHERE action = 'session.begin'").await;
    assert_eq!(told, "password");
}
