//! How refusals look.

use axum::http::{Method, StatusCode};

use crate::app::TestApp;
use crate::world::World;

#[tokio::test]
async fn an_unknown_address_has_a_page_in_the_readers_frame() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let stranger = app.client().get("/no/such/page").await;
    assert_eq!((stranger.status, stranger.texts("h1")), (StatusCode::NOT_FOUND, vec!["Nothing here".to_owned()]));
    assert!(stranger.has("body.door"));

    let client = app.sign_in("anna@acme.example").await;
    let page = client.get("/no/such/page").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.has("[data-testid=account-menu]") && page.only("error-page").contains("Nothing here"));
    let part = client.htmx().get("/no/such/page").await;
    assert_eq!((part.status, part.texts("okrio-toast p").len()), (StatusCode::NOT_FOUND, 1));
    assert!(!part.body.contains("<html"));
    client.header("accept-language", "ru");
    client.get("/language/ru").await;
    assert_eq!(client.get("/no/such/page").await.texts("h1"), ["Здесь ничего нет"]);
}

#[tokio::test]
async fn a_wrong_method_is_named_as_such() {
    let app = TestApp::new().await;
    let client = app.client();
    let answer = client.post("/help", &[]).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.header("allow").contains("GET"));
    assert!(answer.only("error-page").contains("does not accept that kind of request"));
    for method in [Method::PUT, Method::DELETE, Method::TRACE] {
        let answer = client.request(method.clone(), "/sign-in/local", "text/plain", "x").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
}

#[tokio::test]
async fn what_is_too_large_is_refused_with_the_limit() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let huge = format!("theme={}", "x".repeat(1_100_000));
    let form = "application/x-www-form-urlencoded";
    let client = app.sign_in("anna@acme.example").await;
    for (client, address) in [(&client, "/account/appearance"), (&app.client(), "/sign-in/local")] {
        let answer = client.request(Method::POST, address, form, huge.clone()).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{address}");
        assert!(answer.only("error-page").contains("the limit of 1 MB"));
    }
    assert!(
        client.request(Method::POST, "/account/appearance", form, huge).await.has("[data-testid=account-menu]"),
        "in the reader's frame"
    );
}

#[tokio::test]
async fn a_body_that_is_no_form_is_refused() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    for (kind, body) in [
        ("application/json", "{}"),
        ("text/plain", "theme=dark"),
        ("application/x-www-form-urlencoded", "theme=dark&theme=light&language=en"),
        ("application/x-www-form-urlencoded", "%ff%fe=%00"),
    ] {
        let answer = client.request(Method::POST, "/account/appearance", kind, body).await;
        assert!(answer.status.is_client_error(), "{kind} {body}: {}", answer.status);
        assert!(answer.has("[data-testid=error-page], [data-testid=error-summary]"), "{kind} {body}: {}", answer.body);
    }
    let unchanged: i32 = app.ask("SELECT version FROM accounts").await;
    assert_eq!(unchanged, 1);
}
