//! The database is away for a while: health says so, pages are calm, and everything comes back by itself.

use axum::http::StatusCode;

use crate::app::TestApp;
use crate::database::TestDatabase;
use crate::support::wire::Wire;
use crate::world::World;

#[tokio::test]
async fn a_lost_database_is_a_calm_refusal_and_recovers() {
    let database = TestDatabase::new().await;
    let wire = Wire::to(&database);
    let app = TestApp::behind(&wire, database).await;
    World::new(&app).await.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    assert_eq!(client.get("/health/ready").await.status, StatusCode::OK);

    wire.cut().await;
    for _ in 0..3 {
        let page = client.get("/account/sessions").await;
        assert_eq!(
            (page.status, page.header("retry-after")),
            (StatusCode::SERVICE_UNAVAILABLE, "5"),
            "{}",
            page.text()
        );
        assert!(page.only("error-page").contains("Nothing you saved is lost"));
    }
    let part = client.htmx().post("/account/appearance", &[("theme", "dark"), ("language", "en")]).await;
    assert_eq!((part.status, part.texts("okrio-toast p").len()), (StatusCode::SERVICE_UNAVAILABLE, 1));
    assert_eq!(client.htmx().get("/objectives").await.status, StatusCode::SERVICE_UNAVAILABLE);
    let ready = client.get("/health/ready").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(ready.body.contains("\"database\":\"away\""), "{}", ready.body);
    assert_eq!(client.get("/health/live").await.status, StatusCode::OK, "the process itself is well");
    assert!(client.cookie("okrio").is_some(), "nobody is signed out by it");
    let door = app
        .client()
        .post("/sign-in/local", &[("email", "anna@acme.example"), ("password", crate::world::PASSWORD)])
        .await;
    assert_eq!(door.status, StatusCode::SERVICE_UNAVAILABLE, "and nobody is told that the password is wrong");

    wire.mend();
    assert_eq!(client.get("/health/ready").await.status, StatusCode::OK);
    assert_eq!(client.get("/account/sessions").await.status, StatusCode::OK);
    let saved = client.htmx().post("/account/appearance", &[("theme", "dark"), ("language", "en")]).await;
    assert_eq!(saved.status, StatusCode::OK, "what was refused can be sent again");
}
