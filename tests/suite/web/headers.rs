//! What every answer carries.

use crate::app::TestApp;
use crate::world::World;

#[tokio::test]
async fn every_answer_is_guarded() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    let style = client.get("/account/sessions").await.attributes("link[rel=stylesheet]", "href").remove(0);
    for address in ["/account/sessions", "/sign-in", "/no/such/page", "/health/live", "/metrics", &style] {
        let answer = client.get(address).await;
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self';",
            "style-src 'self';",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(part), "{address}: {part}");
        }
        assert!(!policy.contains("unsafe"), "{address}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{address}");
        }
        assert!(uuid::Uuid::parse_str(answer.header("x-request-id")).is_ok(), "{address}");
    }
}

#[tokio::test]
async fn pages_stay_out_of_caches_and_files_stay_in_them() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    client.header("accept-encoding", "gzip");
    let page = client.get("/account/sessions").await;
    assert_eq!((page.header("cache-control"), page.header("etag")), ("no-store", ""));
    let vary: Vec<_> = page.headers.get_all("vary").iter().collect();
    assert_eq!(vary, ["HX-Request, HX-Request-Type, Accept-Language, Cookie, Accept-Encoding"]);

    client.without("accept-encoding");
    let style = client.get("/account/sessions").await.attributes("link[rel=stylesheet]", "href").remove(0);
    let file = client.get(&style).await;
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(file.header("content-type").starts_with("text/css"));
}

#[tokio::test]
async fn a_claimed_request_id_is_not_believed() {
    let app = TestApp::new().await;
    let client = app.client();
    client.header("x-request-id", "forged\u{20}entry");
    assert!(uuid::Uuid::parse_str(client.get("/help").await.header("x-request-id")).is_ok());
}
