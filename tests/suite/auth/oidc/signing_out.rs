//! Signing out, here and at the provider.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::json;

use super::scene::{Scene, is_in};

#[tokio::test]
async fn whoever_came_by_the_provider_is_shown_the_way_out_of_it() {
    let scene = Scene::new().await;
    scene.connect().await;
    let client = scene.app.client();
    scene.sign_in(&client).await;
    let left = client.post("/sign-out", &[]).await;
    let page = client.follow(left).await;
    assert!(page.texts("h1")[0].contains("signed out of OKRio"), "{}", page.text());
    assert!(!is_in(&client).await);
    let address = page.attributes("[data-testid=leave-provider]", "href").remove(0);
    let back = scene.idp.sign_out(&address).await;
    assert!(back.starts_with("http://127.0.0.1:8080/sign-in"), "{back}");

    // with a password there is nothing to leave
    let anna = scene.app.sign_in("anna@acme.example").await;
    assert_eq!(anna.post("/sign-out", &[]).await.location().as_deref(), Some("/sign-in"));
}

async fn send(scene: &Scene, token: &str) -> StatusCode {
    let provider = scene.app.client();
    provider.without("origin").without("sec-fetch-site");
    provider.post(&format!("{}/back-channel-logout", scene.start), &[("logout_token", token)]).await.status
}

#[tokio::test]
async fn signing_out_there_ends_the_session_here() {
    let scene = Scene::new().await;
    scene.connect().await;
    let (client, by_password) = (scene.app.client(), scene.app.sign_in("anna@acme.example").await);
    scene.sign_in(&client).await;
    scene
        .idp
        .sign_out(&format!(
            "{}/session/end?client_id=okrio&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fsign-in",
            scene.idp.issuer
        ))
        .await;
    let token = scene.idp.captured().await.pop().expect("the provider tells us");
    assert!(is_in(&client).await);
    assert_eq!(send(&scene, &token).await, StatusCode::OK);
    assert!(!is_in(&client).await && is_in(&by_password).await);
    let ended: i64 = scene
        .app
        .ask("SELECT count(*) FROM audit_log WHERE action = 'session.end' AND detail ? 'provider' AND account_id IS NULL")
        .await;
    assert_eq!(ended, 1);

    // the same word again ends nothing that has begun since
    scene.app.clock.advance(Duration::minutes(3));
    scene.idp.change(json!({})).await;
    let again = scene.app.client();
    scene.sign_in(&again).await;
    assert_eq!(send(&scene, &token).await, StatusCode::OK);
    assert!(is_in(&again).await);
    // and much later it is no word at all
    scene.app.clock.advance(Duration::minutes(20));
    assert_eq!(send(&scene, &token).await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn only_the_provider_can_say_so() {
    let scene = Scene::new().await;
    scene.connect().await;
    let client = scene.app.client();
    scene.sign_in(&client).await;
    scene
        .idp
        .sign_out(&format!(
            "{}/session/end?client_id=okrio&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fsign-in",
            scene.idp.issuer
        ))
        .await;
    let token = scene.idp.captured().await.pop().unwrap();
    let touched = format!("{}AAAA", &token[..token.len() - 4]);
    for token in ["", "a.b.c", &touched] {
        assert_eq!(send(&scene, token).await, StatusCode::BAD_REQUEST, "{token}");
    }
    assert!(is_in(&client).await);
    let refused: i64 = scene.app.ask("SELECT count(*) FROM security_log WHERE event = 'sign_out.refused'").await;
    assert_eq!(refused, 3);
}

#[tokio::test]
async fn the_browser_can_bring_the_word_too() {
    let scene = Scene::new().await;
    scene.connect().await;
    let client = scene.app.client();
    scene.sign_in(&client).await;
    let sid: String = scene.app.ask("SELECT sid FROM provider_sessions WHERE session_id IS NOT NULL").await;
    let frame = scene.app.client();
    let ask = async |issuer: &str, sid: &str| {
        let address = format!("{}/front-channel-logout?iss={issuer}&sid={sid}", scene.start);
        assert_eq!(frame.get(&address).await.status, StatusCode::OK, "{address}");
        is_in(&client).await
    };
    assert!(ask(&scene.idp.issuer, "").await && ask(&scene.idp.issuer, "guessed").await);
    assert!(ask("https://evil.example", &sid).await);
    assert!(!ask(&scene.idp.issuer, &sid).await);
}

#[tokio::test]
async fn a_provider_that_is_switched_off_or_removed_lets_nobody_stay() {
    let scene = Scene::new().await;
    scene.connect().await;
    let boss = scene.app.sign_in("boss@acme.example").await;
    let page = scene.start.replace("/sign-in/provider", "/organization/identity-providers");
    let (first, second) = (scene.app.client(), scene.app.client());
    scene.sign_in(&first).await;
    let mut form = boss.get(&page).await.form("provider-form");
    form.fields.retain(|(name, _)| name != "active");
    assert_eq!(boss.submit(form).await.status, StatusCode::SEE_OTHER);
    assert!(!is_in(&first).await);
    let form = boss.get(&page).await.form("provider-form").set("active", "on");
    boss.submit(form).await;
    scene.sign_in(&second).await;
    assert!(is_in(&second).await);
    let form = boss.get(&page).await.form("provider-removal");
    assert_eq!(boss.submit(form).await.location().as_deref(), Some("/organization/identity-providers"));
    assert!(!is_in(&second).await && is_in(&boss).await);
}
