//! When a stream ends, and when there is none.
use std::time::Duration;

use axum::http::StatusCode;

use super::scene::{Scene, opened};

#[tokio::test]
async fn it_ends_with_its_session_and_with_no_other() {
    let scene = Scene::new().await;
    let (phone, desk) = (scene.sign_in("boris").await, scene.sign_in("boris").await);
    let mut on_phone = phone.listen(&opened(&phone, "/objectives").await).await;
    let mut on_desk = desk.listen(&opened(&desk, "/objectives").await).await;
    on_phone.next().await.unwrap();
    on_desk.next().await.unwrap();
    scene.app.live.end_dead(&scene.app.db).await.unwrap();
    assert!(on_phone.is_silent_for(Duration::from_millis(200)).await);

    let form = desk.get("/account/sessions").await.form("end-others");
    assert!(desk.submit(form).await.status.is_redirection());
    scene.app.live.end_dead(&scene.app.db).await.unwrap();
    assert!(on_phone.next().await.is_none());
    assert!(on_desk.is_silent_for(Duration::from_millis(200)).await);
    assert_eq!(phone.get("/live").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn whoever_is_suspended_hears_no_more() {
    let scene = Scene::new().await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    let mut stream = boris.listen(&opened(&boris, "/objectives").await).await;
    stream.next().await.unwrap();
    scene.world.set("accounts", scene.boris.0, "state = 'suspended'").await;
    // before anybody looks after the sessions: what is read finds out
    scene.set_value(&anna, scene.key_result, "120").await;
    scene.relay().await;
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_session_has_few_streams() {
    let scene = Scene::new().await;
    let boris = scene.sign_in("boris").await;
    let mut open = Vec::new();
    for _ in 0..4 {
        open.push(boris.listen("/live").await);
    }
    assert_eq!(boris.get("/live").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(scene.sign_in("boris").await.get("/live").await.status, StatusCode::OK);
    open.pop();
    assert_eq!((boris.get("/live").await.status, scene.app.live.count()), (StatusCode::OK, 3));
}

#[tokio::test]
async fn all_end_with_the_process_and_nobody_enters_any_more() {
    let scene = Scene::new().await;
    let boris = scene.sign_in("boris").await;
    let mut stream = boris.listen("/live").await;
    stream.next().await.unwrap();
    scene.app.live.close();
    assert!(stream.next().await.is_none());
    assert_eq!(boris.get("/live").await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_page_that_is_none_and_a_position_that_is_none() {
    let scene = Scene::new().await;
    let boris = scene.sign_in("boris").await;
    for page in ["/nowhere", "/objectives/nothing", "/objectives/new", "/account/sessions", "/key-results/1"] {
        assert_eq!(boris.get(&format!("/live?page={page}")).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    for since in ["", "0", "1:2", "9:1:", "1:2:3';--", "99999999999999999999:1:"] {
        let answer = boris.get(&format!("/live?since={since}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{since}");
        assert!(answer.body.contains("\"n\":0"), "{}", answer.body);
    }
}
