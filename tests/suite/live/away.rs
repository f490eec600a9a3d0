//! Streams that were away, slow, or without their way of hearing.
use std::time::Duration;

use okrio::worker::Notices;
use okrio::worker::notices::Source;

use super::scene::{Scene, opened};
use crate::app::TestApp;
use crate::support::redis::Redis;

#[tokio::test]
async fn one_that_comes_back_has_missed_nothing() {
    let scene = Scene::new().await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    let mut stream = boris.listen(&opened(&boris, "/objectives").await).await;
    let id = stream.next().await.unwrap().id;
    drop(stream);
    scene.set_value(&anna, scene.key_result, "120").await;
    scene.relay().await;
    // the address says less than the last event
    boris.header("last-event-id", &id);
    let mut again = boris.listen("/live?page=/objectives").await;
    let event = again.next().await.unwrap();
    assert_eq!((event.n(), event.id), (1, id));
    boris.without("last-event-id");
    assert_eq!(boris.listen("/live?page=/objectives").await.next().await.unwrap().n(), 0);
}

#[tokio::test]
async fn a_transaction_that_commits_late_is_heard_of_by_pages_that_did_not_show_it() {
    let scene = Scene::new().await;
    let boris = scene.sign_in("boris").await;
    let actor = scene.world.actor_named("anna").await;
    let mut late = scene.app.db.write(&actor).await.unwrap();
    let fact = serde_json::json!({ "objective": scene.objective });
    late.emit("objective.changed", fact).await.unwrap();
    late.needs_no_audit();
    let before = opened(&boris, "/objectives").await;
    late.commit().await.unwrap();
    let after = opened(&boris, "/objectives").await;
    scene.relay().await;
    assert_eq!(boris.listen(&before).await.next().await.unwrap().n(), 1);
    assert_eq!(boris.listen(&after).await.next().await.unwrap().n(), 0, "relayed later, and on the page already");
}

#[tokio::test]
async fn a_slow_client_gets_how_things_stand_and_no_queue() {
    let scene = Scene::new().await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    let mut stream = boris.listen(&opened(&boris, "/objectives").await).await;
    stream.next().await.unwrap();
    for nth in 0..3 {
        let objective = scene.world.objective(&format!("Objective {nth}"), scene.anna).await;
        let key_result = scene.world.key_result(objective, &format!("Number {nth}"), 0, 10).await;
        scene.set_value(&anna, key_result, "3").await;
        scene.relay().await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    // nobody has taken anything meanwhile
    assert_eq!(stream.next().await.unwrap().n(), 3);
    assert!(stream.is_silent_for(Duration::from_secs(3)).await);
}

#[tokio::test]
async fn a_listener_that_lost_its_connection_asks_anew() {
    let scene = Scene::new().await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    let mut stream = boris.listen(&opened(&boris, "/objectives").await).await;
    stream.next().await.unwrap();
    let listeners = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'okrio live'";
    while scene.app.ask::<i64>(listeners).await == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    scene.set_value(&anna, scene.key_result, "120").await;
    scene.relay().await;
    assert_eq!(stream.next().await.unwrap().n(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_heard_of_by_redis_also_after_it_was_away() {
    let Some(mut redis) = Redis::start() else {
        eprintln!("redis-server is not installed: nothing to try");
        return;
    };
    let url = redis.url();
    let app = TestApp::new().await;
    let scene = Scene::on(app, Source::Redis(url.clone()), Notices::through(Some(&url)).unwrap()).await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    let address = opened(&boris, "/objectives").await;
    let mut stream = boris.listen(&address).await;
    stream.next().await.unwrap();
    // until it listens
    tokio::time::sleep(Duration::from_millis(500)).await;
    scene.set_value(&anna, scene.key_result, "120").await;
    scene.relay().await;
    assert_eq!(stream.next().await.unwrap().n(), 1);

    redis.stop();
    let other = scene.world.objective("Shrink", scene.anna).await;
    let waste = scene.world.key_result(other, "Waste", 100, 0).await;
    scene.set_value(&anna, waste, "90").await;
    scene.relay().await;
    // whoever notices late that it is gone looks once more, and may find it already
    let early = tokio::time::timeout(Duration::from_secs(3), stream.next()).await;
    redis.again();
    let told = match early {
        Ok(told) => told,
        Err(_) => stream.next().await,
    };
    assert_eq!(told.unwrap().n(), 2, "told of what was missed");
}

#[tokio::test]
async fn a_page_that_no_stream_reaches_asks_how_things_stand() {
    let scene = Scene::new().await;
    let (anna, boris) = (scene.sign_in("anna").await, scene.sign_in("boris").await);
    let address = format!("{}&once=1", opened(&boris, "/objectives").await);
    let ask = async || {
        let answer = boris.get(&address).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/json"));
        assert!(answer.header("cache-control").contains("no-store"), "{}", answer.header("cache-control"));
        let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        (told["n"].as_i64().unwrap(), told["text"].as_str().unwrap().to_owned())
    };
    assert_eq!(ask().await.0, 0);
    scene.set_value(&anna, scene.key_result, "120").await;
    scene.relay().await;
    // also when the session has as many streams as it may
    let mut open = Vec::new();
    for _ in 0..4 {
        open.push(boris.listen("/live").await);
    }
    assert_eq!(ask().await, (1, "1 update: show".to_owned()));
    assert_eq!(scene.app.live.count(), 4);
    assert_eq!(boris.get("/live?page=/nowhere&once=1").await.status, 404);
    assert_eq!(scene.app.client().get("/live?once=1").await.status, 303);
}
