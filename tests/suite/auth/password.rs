//! A new password.

use axum::http::StatusCode;

use crate::app::TestApp;
use crate::world::{PASSWORD, World};

const NEW: &str = "five green elephants";

#[tokio::test]
async fn a_new_password_ends_all_other_sessions_everywhere() {
    let app = TestApp::new().await;
    let acme = World::new(&app).await;
    let login = acme.login("anna@acme.example").await;
    acme.account("anna", "member", Some(login)).await;
    let here = app.sign_in("anna@acme.example").await;
    let other_device = app.sign_in("anna@acme.example").await;
    let globex = World::named(&app, "globex").await;
    globex.account("anna", "member", Some(login)).await;
    let elsewhere = app.client();
    elsewhere.sign_in("anna@acme.example").await;
    elsewhere.post(&format!("/organizations/{}", globex.organization), &[]).await;
    assert!(elsewhere.get("/account/sessions").await.text().contains("Globex"));
    let id = here.cookie("okrio").unwrap();

    let form = here.get("/account/password").await.form("password-form");
    let answer = here.submit(form.set("current", PASSWORD).set("new", NEW)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(
        here.follow(answer).await.texts("#toasts p"),
        ["The password has been changed. Other devices have been signed out."]
    );

    assert_ne!(here.cookie("okrio").unwrap(), id, "a new session id");
    let stale = app.client();
    stale.set_cookie("okrio", &id);
    for gone in [&other_device, &elsewhere, &stale] {
        assert_eq!(gone.get("/account/sessions").await.status, StatusCode::SEE_OTHER);
    }
    let old = app.client().post("/sign-in/local", &[("email", "anna@acme.example"), ("password", PASSWORD)]).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    let new = app.client().post("/sign-in/local", &[("email", "anna@acme.example"), ("password", NEW)]).await;
    assert_eq!(new.status, StatusCode::SEE_OTHER);
    let audited: i64 = app.ask("SELECT count(*) FROM audit_log WHERE action = 'password.change'").await;
    assert_eq!(audited, 1);
    let told: String = app.ask("SELECT recipient || ' ' || kind FROM letters").await;
    assert_eq!(told, "anna@acme.example password_changed");
}

#[tokio::test]
async fn weak_and_wrong_passwords_are_refused_at_their_fields() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    for (current, new, field, reason) in [
        ("wrong", NEW, "current", "This is not your current password."),
        (PASSWORD, "too short", "new", "Too short: at least 12 characters."),
        (
            PASSWORD,
            "Password1234",
            "new",
            "This password is among those tried first by whoever guesses. Choose another one.",
        ),
        (PASSWORD, PASSWORD, "new", "This is the password you already have. Choose another one."),
    ] {
        let answer = client.post("/account/password", &[("current", current), ("new", new)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
        assert_eq!(answer.texts(&format!("#{field}-err")), [reason]);
        assert_eq!(answer.attributes("[data-testid=error-summary] a", "href"), [format!("#{field}")]);
        assert!(!answer.body.contains("elephants") && !answer.body.contains(PASSWORD), "passwords are not shown again");
    }
    let other: i64 = app.ask("SELECT count(*) FROM logins WHERE password_changed_at IS NOT NULL").await;
    assert_eq!(other, 0);
}

#[tokio::test]
async fn guessing_the_current_password_becomes_slow() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    for _ in 0..5 {
        assert_eq!(
            client.post("/account/password", &[("current", "wrong"), ("new", NEW)]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    let answer = client.post("/account/password", &[("current", PASSWORD), ("new", NEW)]).await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "1"));
    assert!(answer.only("password-refused").contains("1 second"));
}

#[tokio::test]
async fn nothing_is_kept_of_forms_with_passwords() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    let form = client.get("/account/password").await.form("password-form");
    client.submit(form.set("current", PASSWORD).set("new", NEW)).await;
    let kept: i64 = app.ask("SELECT count(*) FROM once_answers").await;
    assert_eq!(kept, 0, "a hash of the form could be guessed from");
}
