//! Sessions in Redis, which may go away and come back.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use okrio::auth::sessions::memory;

use crate::app::TestApp;
use crate::support::redis::Redis;
use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn sessions_live_in_redis_and_a_lost_redis_is_a_calm_refusal() {
    let Some(mut redis) = Redis::start() else {
        eprintln!("redis-server is not installed: nothing to try");
        return;
    };
    let app = TestApp::with(&[("REDIS_URL", &redis.url())]).await;
    World::new(&app).await.person("anna").await;
    let client = app.sign_in("anna@acme.example").await;
    assert_eq!(client.get("/account/sessions").await.status, StatusCode::OK);
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM sessions").await, 0);
    assert!(client.get("/health/ready").await.body.contains("\"sessions\":\"redis\""));

    redis.stop();
    // what was read just now serves until then
    tokio::time::sleep(memory::KEPT).await;
    let began = Instant::now();
    let answer = client.get("/account/sessions").await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
    assert!(answer.only("error-page").contains("Nothing you saved is lost"));
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert!(client.cookie("okrio").is_some(), "nobody is signed out by it");
    let part = client.htmx().post("/account/appearance", &[("theme", "dark"), ("language", "en")]).await;
    assert_eq!((part.status, part.texts("okrio-toast p").len()), (StatusCode::SERVICE_UNAVAILABLE, 1));
    let door = [("email", "anna@acme.example"), ("password", crate::world::PASSWORD)];
    assert_eq!(app.client().post("/sign-in/local", &door).await.status, StatusCode::SERVICE_UNAVAILABLE);
    let ready = client.get("/health/ready").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        ready.body.contains("\"sessions\":\"away\"") && ready.body.contains("\"database\":\"ok\""),
        "{}",
        ready.body
    );

    redis.again();
    let began = Instant::now();
    while client.get("/health/ready").await.status != StatusCode::OK {
        assert!(began.elapsed() < Duration::from_secs(15), "does not recover");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // this Redis keeps nothing on disk, so the session is gone: sign-in works again
    client.sign_in("anna@acme.example").await;
    assert_eq!(client.get("/account/sessions").await.status, StatusCode::OK);
}
