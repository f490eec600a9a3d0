//! «Prove that it is you»: before what is worth protecting, when the last proof is older than ten minutes.

use axum::http::StatusCode;
use chrono::Duration;

use super::phone::Phone;
use crate::app::TestApp;
use crate::world::{PASSWORD, World};

async fn app_with_anna() -> TestApp {
    let app = TestApp::new().await;
    World::new(&app).await.person_as("anna", "admin").await;
    app
}

const PAGES: [&str; 3] =
    ["/account/security/authenticator", "/organization/sign-in", "/organization/identity-providers/new?kind=entra"];

#[tokio::test]
async fn a_proof_is_enough_for_ten_minutes() {
    let app = app_with_anna().await;
    let anna = app.sign_in("anna@acme.example").await;
    app.clock.advance(Duration::minutes(9));
    for page in PAGES {
        assert_eq!(anna.get(page).await.status, StatusCode::OK, "{page}");
    }
    app.clock.advance(Duration::minutes(1));
    for page in PAGES {
        let to: String = url::form_urlencoded::byte_serialize(page.as_bytes()).collect();
        let asked = anna.get(page).await;
        assert_eq!(asked.location(), Some(format!("/sign-in/again?return_to={to}")));
        let form = anna.follow(asked).await.form("confirmation-form");
        let id = anna.cookie("okrio");
        let refused = anna.submit(form.clone().set("password", "wrong")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.only("confirmation-refused"), "This is not your password. Try again.");
        assert!(anna.get(page).await.location().is_some(), "not yet");
        let back = anna.submit(form.set("password", PASSWORD)).await;
        assert_eq!(back.location().as_deref(), Some(page));
        assert_ne!(anna.cookie("okrio"), id, "a new session id");
        assert_eq!(anna.follow(back).await.status, StatusCode::OK);
        app.clock.advance(Duration::minutes(10));
    }
    let refused: i64 = app
        .ask("SELECT count(*) FROM security_log WHERE event = 'confirmation.refused' AND account_id IS NOT NULL")
        .await;
    assert_eq!(refused, 3);
}

#[tokio::test]
async fn changes_ask_as_well_as_their_pages() {
    let app = app_with_anna().await;
    let anna = app.sign_in("anna@acme.example").await;
    let policy = anna.get("/organization/sign-in").await.form("sign-in-policy-form").set("ways", "password");
    let (phone, _) = Phone::set_up(&anna, app.clock.now()).await;
    app.clock.advance(Duration::minutes(10));
    let removal = anna.get("/account/security").await.form("remove-authenticator");
    let codes = anna.get("/account/security").await.form("renew-codes");
    for form in [policy, removal, codes] {
        let asked = anna.submit(form.clone()).await;
        assert!(asked.location().unwrap().starts_with("/sign-in/again?return_to="), "{}", form.action);
    }
    let kept: i64 = app.ask("SELECT (SELECT count(*) FROM login_totp) + (SELECT count(*) FROM sign_in_policies)").await;
    assert_eq!(kept, 1);

    // a code of the app does as well
    let page = anna.get("/sign-in/again?return_to=/account/security").await;
    let other = page.attributes("form[data-testid=confirmation-form] a", "href").remove(0);
    let form = anna.get(&other).await.form("confirmation-form").set("code", &phone.code(app.clock.now()));
    assert_eq!(anna.submit(form.clone()).await.location().as_deref(), Some("/account/security"));
    assert_eq!(anna.submit(form).await.status, StatusCode::UNPROCESSABLE_ENTITY, "not twice");
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let app = app_with_anna().await;
    let anna = app.sign_in("anna@acme.example").await;
    let form = anna.get("/sign-in/again?return_to=//evil.example").await.form("confirmation-form");
    assert_eq!(form.get("return_to"), Some("/"));
    for _ in 0..5 {
        anna.submit(form.clone().set("password", "wrong")).await;
    }
    let waits = anna.submit(form.set("password", PASSWORD)).await;
    assert_eq!((waits.status, waits.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "1"));
}

#[tokio::test]
async fn whoever_has_nothing_to_show_here_signs_in_anew() {
    let app = app_with_anna().await;
    let anna = app.sign_in("anna@acme.example").await;
    app.sql("UPDATE logins SET password_hash = NULL").await;
    let page = anna.get("/sign-in/again").await;
    assert!(!page.has("form[data-testid=confirmation-form]") && page.has("main form[action='/sign-out']"));
    let refused = anna.post("/sign-in/again", &[("password", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nobody = app.client();
    assert!(nobody.get("/sign-in/again").await.location().unwrap().starts_with("/sign-in?"));
}
