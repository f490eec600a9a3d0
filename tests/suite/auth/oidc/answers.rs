//! What comes back from a provider, and what is made of it.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::json;

use super::scene::{Scene, is_in};
use crate::client::Client;
use crate::world::World;

#[tokio::test]
async fn whoever_has_connected_the_two_comes_in_and_on() {
    let scene = Scene::new().await;
    scene.connect().await;
    let client = scene.app.client();
    let left = client.get(&format!("{}?return_to=/account/sessions?x=1", scene.start)).await;
    let to = left.location().unwrap();
    for part in
        ["response_type=code", "code_challenge=", "code_challenge_method=S256", "state=", "nonce=", "scope=openid"]
    {
        assert!(to.contains(part), "{part}: {to}");
    }
    assert!(left.header("set-cookie").contains("HttpOnly; SameSite=Lax"), "{}", left.header("set-cookie"));
    let back = scene.idp.visit(&to).await;
    let done = client.get(&super::scene::here(&back)).await;
    assert_eq!(done.location().as_deref(), Some("/account/sessions?x=1"), "{}", done.text());
    assert!(is_in(&client).await);
    assert_eq!(client.cookie("okrio-provider"), None, "it was good for one answer");
    let methods: Vec<String> = scene.app.ask("SELECT methods FROM account_sessions ORDER BY id DESC LIMIT 1").await;
    assert_eq!(methods, ["provider"]);
    // nothing that opens anything is kept as it is
    let kept: bool = scene
        .app
        .ask("SELECT EXISTS (SELECT FROM identity_providers WHERE identity_providers::text LIKE '%only the tests%' OR convert_from(client_secret, 'LATIN1') LIKE '%only the tests%')")
        .await;
    assert!(!kept);
}

#[tokio::test]
async fn nobody_comes_in_by_what_the_provider_calls_them() {
    let scene = Scene::new().await;
    let claims =
        json!({ "preferred_username": "anna@acme.example", "email": "anna@acme.example", "email_verified": true });
    scene.idp.person("mallory", claims).await;
    let client = scene.app.client();
    let refused = scene.sign_in(&client).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.only("provider-trouble").contains("not connected"), "{}", refused.text());
    assert!(refused.has("a[href='/sign-in?return_to=%2Faccount%2Fidentities']"));
    assert!(!is_in(&client).await);
    assert_eq!(scene.reason().await, "unknown");
}

#[tokio::test]
async fn whoever_has_left_is_told_the_same_as_a_stranger() {
    let scene = Scene::new().await;
    let stranger = scene.sign_in(&scene.app.client()).await;
    scene.connect().await;
    scene.app.sql("UPDATE accounts SET state = 'suspended' WHERE email = 'anna@acme.example'").await;
    let anna = scene.sign_in(&scene.app.client()).await;
    assert_eq!((anna.status, anna.only("provider-trouble")), (stranger.status, stranger.only("provider-trouble")));
    assert_eq!(scene.reason().await, "closed");
}

/// Refused as no answer to anything that this browser has asked.
async fn is_lost(scene: &Scene, client: &Client<'_>, address: &str) {
    let refused = client.get(address).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}: {}", refused.text());
    assert_eq!(scene.reason().await, "lost");
    assert!(!is_in(client).await);
}

#[tokio::test]
async fn an_answer_is_for_the_browser_that_asked_in_time_and_once() {
    let scene = Scene::new().await;
    scene.connect().await;

    let other = scene.app.client();
    let back = scene.there(&scene.app.client()).await;
    is_lost(&scene, &other, &back).await;

    let client = scene.app.client();
    let back = scene.there(&client).await;
    is_lost(&scene, &client, &back.replace("state=", "state=x")).await;
    is_lost(&scene, &client, &format!("{}/callback", scene.start)).await;

    let back = scene.there(&client).await;
    scene.app.clock.advance(Duration::minutes(10));
    is_lost(&scene, &client, &back).await;

    // the same code again, by somebody who has kept the cookie
    let back = scene.there(&client).await;
    let kept = client.cookie("okrio-provider").unwrap();
    assert_eq!(client.get(&back).await.location().as_deref(), Some("/help"));
    let thief = scene.app.client();
    thief.set_cookie("okrio-provider", &kept);
    let refused = thief.get(&back).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    assert_eq!(scene.reason().await, "exchange");
    assert!(!is_in(&thief).await);
}

#[tokio::test]
async fn an_answer_of_another_provider_is_not_taken() {
    let scene = Scene::new().await;
    scene.connect().await;
    let client = scene.app.client();
    let back = scene.there(&client).await;
    assert!(back.contains("&iss="), "{back}");
    let (before, _) = back.split_once("&iss=").unwrap();
    let refused = client.get(&format!("{before}&iss=https%3A%2F%2Fevil.example")).await;
    assert_eq!((refused.status, scene.reason().await.as_str()), (StatusCode::FORBIDDEN, "token"));
}

#[tokio::test]
async fn whoever_is_not_let_in_there_hears_it_here() {
    let scene = Scene::new().await;
    scene.idp.control(json!({ "person": { "denies": true } })).await;
    let refused = scene.sign_in(&scene.app.client()).await;
    assert_eq!((refused.status, scene.reason().await.as_str()), (StatusCode::FORBIDDEN, "denied"));
    assert!(refused.has(&format!("a[href='{}']", scene.start)), "the way to try again");
}

#[tokio::test]
async fn a_provider_that_is_away_is_named() {
    let mut scene = Scene::new().await;
    scene.connect().await;
    let client = scene.app.client();
    let back = scene.there(&client).await;
    scene.idp.stop();
    let refused = client.get(&back).await;
    assert_eq!((refused.status, scene.reason().await.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "down"));
    assert_eq!(refused.only("provider-trouble"), "Acme ID does not answer. Try again in a moment.");

    // also for a process that has never asked it
    let russian = scene.app.client();
    russian.header("accept-language", "ru");
    scene.app.sql("UPDATE identity_providers SET issuer = 'http://127.0.0.1:1'").await;
    let refused = russian.get(&scene.start).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.only("provider-trouble").contains("не отвечает"), "{}", refused.text());
}

#[tokio::test]
async fn a_provider_counts_in_its_own_organization_only() {
    let scene = Scene::new().await;
    scene.connect().await;
    let globex = World::named(&scene.app, "globex").await;
    globex.account("anna", "member", Some(scene.world.login("anna@acme.example").await)).await;
    let client = scene.app.client();
    let done = scene.sign_in(&client).await;
    assert_eq!(done.location().as_deref(), Some("/help"), "no choice: the provider is of Acme");
    let form = client.get("/organizations").await.form("enter-organization");
    let held = client.submit(form).await;
    assert!(held.location().unwrap().starts_with("/sign-in/another-way"), "{:?}", held.location());
    let open: i64 = scene.app.ask("SELECT count(*) FROM account_sessions s JOIN organizations o ON o.id = s.organization_id WHERE o.slug = 'globex'").await;
    assert_eq!(open, 0);
}

#[tokio::test]
async fn a_second_factor_of_the_provider_counts_where_one_is_demanded() {
    let scene = Scene::new().await;
    scene.connect().await;
    scene.app.sql("INSERT INTO sign_in_policies (organization_id, ways, second_factor) SELECT id, '{provider}', true FROM organizations").await;
    let client = scene.app.client();
    let held = scene.sign_in(&client).await;
    assert!(held.location().unwrap().starts_with("/sign-in/second-factor"), "{:?}", held.location());
    assert!(!is_in(&client).await);

    scene.idp.change(json!({ "claims": { "amr": ["pwd", "mfa"] } })).await;
    assert_eq!(scene.sign_in(&client).await.location().as_deref(), Some("/help"));
    let methods: Vec<String> = scene.app.ask("SELECT methods FROM account_sessions ORDER BY id DESC LIMIT 1").await;
    assert_eq!(methods, ["provider_mfa"]);

    // by the value that an administrator has named
    scene.idp.change(json!({ "claims": { "acr": "two-factors" } })).await;
    let client = scene.app.client();
    assert!(scene.sign_in(&client).await.location().unwrap().starts_with("/sign-in/second-factor"));
    scene.app.sql("UPDATE identity_providers SET mfa_value = 'two-factors'").await;
    let asked = client.get(&scene.start).await.location().unwrap();
    assert!(asked.contains("acr_values=two-factors"), "{asked}");
    assert_eq!(scene.sign_in(&client).await.location().as_deref(), Some("/help"));
}

#[tokio::test]
async fn there_is_no_provider_where_none_is_active() {
    let scene = Scene::new().await;
    let client = scene.app.client();
    for statement in [
        "UPDATE identity_providers SET is_active = false",
        "UPDATE identity_providers SET is_active = true; UPDATE organizations SET state = 'suspended'",
    ] {
        scene.app.sql(statement).await;
        for address in
            [scene.start.clone(), format!("{}/callback?code=1", scene.start), format!("{}/callback", scene.start)]
        {
            assert_eq!(client.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
        }
    }
}
