//! Tokens that are not what they should be.

use axum::http::StatusCode;
use chrono::Duration;
use okrio::kernel::Clock;
use serde_json::json;

use super::scene::{Scene, here, is_in};

#[tokio::test]
async fn a_token_that_somebody_has_touched_opens_nothing() {
    let scene = Scene::new().await;
    scene.connect().await;
    let now = Clock::system().now().timestamp();
    for change in [
        json!({ "claims": { "sub": "boss-there" }, "signature": "kept" }),
        json!({ "claims": {}, "signature": "other" }),
        json!({ "header": { "alg": "none" }, "signature": "none" }),
        json!({ "header": { "alg": "HS256" }, "signature": "secret" }),
        json!({ "header": { "kid": "nobody" }, "signature": "other" }),
        json!({ "claims": { "iss": "https://evil.example" } }),
        json!({ "claims": { "aud": "another client" } }),
        json!({ "claims": { "aud": ["okrio", "another client"] } }),
        json!({ "claims": { "azp": "another client" } }),
        json!({ "claims": { "nonce": "another" } }),
        json!({ "claims": { "nonce": null } }),
        json!({ "claims": { "exp": now - 180 } }),
        json!({ "claims": { "iat": now + 300 } }),
        json!({ "claims": { "iat": now - 3600 } }),
        json!({ "claims": { "nbf": now + 300 } }),
    ] {
        scene.idp.change(change.clone()).await;
        let client = scene.app.client();
        let refused = scene.sign_in(&client).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{change}: {}", refused.text());
        assert_eq!(scene.reason().await, "token", "{change}");
        assert!(!is_in(&client).await, "{change}");
    }
    // what differs by clocks that are not the same is no mistake
    for change in
        [json!({ "claims": { "exp": now - 60 } }), json!({ "claims": { "iat": now + 60, "nbf": now + 60 } }), json!({})]
    {
        scene.idp.change(change.clone()).await;
        assert_eq!(scene.sign_in(&scene.app.client()).await.location().as_deref(), Some("/help"), "{change}");
    }
}

#[tokio::test]
async fn a_token_for_another_question_is_no_answer() {
    let scene = Scene::new().await;
    scene.connect().await;
    let client = scene.app.client();
    let asked = client.get(&scene.start).await.location().unwrap();
    let back = scene.idp.visit(&asked.replace("nonce=", "nonce=x")).await;
    let refused = client.get(&here(&back)).await;
    assert_eq!((refused.status, scene.reason().await.as_str()), (StatusCode::FORBIDDEN, "token"));
}

#[tokio::test]
async fn new_keys_of_the_provider_are_learned() {
    let scene = Scene::new().await;
    scene.connect().await;
    assert_eq!(scene.sign_in(&scene.app.client()).await.location().as_deref(), Some("/help"));
    scene.idp.control(json!({ "rotate": true })).await;
    scene.idp.forget();
    assert_eq!(scene.sign_in(&scene.app.client()).await.location().as_deref(), Some("/help"));
    // and not asked for with each token that claims one
    scene.idp.control(json!({ "rotate": true })).await;
    scene.idp.forget();
    let refused = scene.sign_in(&scene.app.client()).await;
    assert_eq!((refused.status, scene.reason().await.as_str()), (StatusCode::FORBIDDEN, "token"));
}

#[tokio::test]
async fn clocks_may_differ_by_two_minutes() {
    let scene = Scene::new().await;
    scene.connect().await;
    for (minutes, comes_in) in [(-1, true), (2, true), (-3, false)] {
        scene.app.clock.set(Clock::system().now() + Duration::minutes(minutes));
        let answer = scene.sign_in(&scene.app.client()).await;
        assert_eq!(answer.location().is_some(), comes_in, "{minutes}: {}", answer.text());
    }
}
