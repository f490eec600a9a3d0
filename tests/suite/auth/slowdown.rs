//! Guessing passwords becomes slow, and for nobody else.

use axum::http::StatusCode;
use chrono::Duration;

use crate::app::TestApp;
use crate::support::answer::Answer;
use crate::world::{PASSWORD, World};

async fn try_in(app: &TestApp, ip: [u8; 4], email: &str, password: &str) -> Answer {
    app.client().from(ip).post("/sign-in/local", &[("email", email), ("password", password)]).await
}

const HERE: [u8; 4] = [192, 0, 2, 1];

#[tokio::test]
async fn the_wait_begins_after_five_failures_and_doubles() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    for _ in 0..5 {
        assert_eq!(try_in(&app, HERE, "anna@acme.example", "wrong").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    for seconds in [1, 2, 4, 8] {
        let refused = try_in(&app, HERE, "ANNA@acme.example", PASSWORD).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "even the right one has to wait");
        assert_eq!(refused.header("retry-after"), seconds.to_string());
        assert!(refused.only("sign-in-refused").contains(&format!("Please wait {seconds} second")));
        app.clock.advance(Duration::seconds(seconds));
        assert_eq!(try_in(&app, HERE, "anna@acme.example", "wrong").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    app.clock.advance(Duration::seconds(16));
    assert_eq!(try_in(&app, HERE, "anna@acme.example", PASSWORD).await.status, StatusCode::SEE_OTHER);
    // the row is over
    assert_eq!(try_in(&app, HERE, "anna@acme.example", "wrong").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(try_in(&app, HERE, "anna@acme.example", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn other_people_and_other_places_do_not_wait() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person("anna").await;
    world.person("boris").await;
    for _ in 0..6 {
        try_in(&app, HERE, "anna@acme.example", "wrong").await;
        try_in(&app, HERE, "nobody@acme.example", "wrong").await;
    }
    assert_eq!(try_in(&app, HERE, "anna@acme.example", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        try_in(&app, HERE, "nobody@acme.example", "wrong").await.status,
        StatusCode::TOO_MANY_REQUESTS,
        "missing accounts look the same"
    );
    assert_eq!(try_in(&app, HERE, "boris@acme.example", PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert_eq!(try_in(&app, [198, 51, 100, 7], "anna@acme.example", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn tries_at_once_gain_nothing() {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    let tries = (0..12).map(|_| try_in(&app, HERE, "anna@acme.example", "wrong"));
    let mut looked_at = 0;
    for answer in futures_all(tries).await {
        looked_at += usize::from(answer.status == StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(looked_at, 5);
}

/// Runs all at once on this thread.
async fn futures_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, result) in waiting.iter_mut().zip(&mut done) {
            if result.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(context)
            {
                *result = Some(output);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}
