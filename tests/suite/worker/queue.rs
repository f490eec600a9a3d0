//! Jobs that run.
use std::time::{Duration, Instant};

use okrio::worker::queue::backlog;
use okrio::worker::{Jobs, work};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::world::{World, jobs};

fn start(world: &World, jobs: Jobs) -> (watch::Sender<bool>, JoinHandle<()>) {
    let (stop, stopped) = watch::channel(false);
    let pool = okrio::worker::queue::pool(world.database.as_ref().unwrap().connect_options("okrio_worker"));
    (stop, tokio::spawn(work(pool, world.db.clone(), jobs, okrio::worker::Notices::Postgres, stopped)))
}

async fn until(limit: Duration, mut done: impl AsyncFnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !done().await {
        assert!(began.elapsed() < limit, "not within {limit:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    began.elapsed()
}

#[tokio::test]
async fn facts_are_worked_on_once_by_two_workers_in_the_zone_of_the_organization() {
    let world = World::new().await;
    let workers = [start(&world, jobs()), start(&world, jobs())];
    for _ in 0..100 {
        world.fact("thing.changed", Uuid::now_v7()).await.unwrap();
    }
    until(Duration::from_secs(20), async || world.facts().await == 0 && world.jobs().await == 0).await;
    assert_eq!(world.runs().await, 100);
    assert_eq!(world.count("audit_log WHERE detail ->> 'zone' = 'Asia/Yekaterinburg'").await, 100);
    for (stop, worker) in workers {
        stop.send(true).unwrap();
        tokio::time::timeout(Duration::from_secs(5), worker).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_failing_job_is_tried_again_and_seen() {
    let world = World::new().await;
    let (stop, worker) = start(&world, jobs());
    world.fact("thing.broken", Uuid::now_v7()).await.unwrap();
    until(Duration::from_secs(10), async || backlog(world.db.pool()).await.unwrap().failing == 1).await;
    let error: String =
        sqlx::query_scalar("SELECT last_error FROM graphile_worker._private_jobs").fetch_one(&world.all).await.unwrap();
    assert!(error.contains("out of luck"), "{error}");
    until(Duration::from_secs(15), async || world.runs().await >= 2).await;
    assert_eq!(backlog(world.db.pool()).await.unwrap().failed, 0);
    stop.send(true).unwrap();
    worker.await.unwrap();
}

#[tokio::test]
async fn a_job_that_this_release_does_not_know_stays() {
    let world = World::new().await;
    world.fact("thing.changed", Uuid::now_v7()).await.unwrap();
    okrio::worker::relay::relay_batch(&world.worker, &jobs(), &okrio::worker::Notices::Postgres).await.unwrap();
    let (stop, worker) = start(&world, Jobs::new());
    until(Duration::from_secs(10), async || backlog(world.db.pool()).await.unwrap().failing == 1).await;
    stop.send(true).unwrap();
    worker.await.unwrap();
    assert_eq!((world.jobs().await, world.runs().await), (1, 0));
}

#[tokio::test]
async fn the_job_of_a_process_that_was_killed_is_run_by_another() {
    let world = World::new().await;
    world.fact("thing.changed", Uuid::now_v7()).await.unwrap();
    okrio::worker::relay::relay_batch(&world.worker, &jobs(), &okrio::worker::Notices::Postgres).await.unwrap();
    // what it leaves: a locked job, and a heartbeat of a minute ago
    let left = "UPDATE graphile_worker._private_jobs SET attempts = 1, locked_by = 'killed', locked_at = now() - interval '1 minute';
                INSERT INTO graphile_worker._private_workers (id, last_heartbeat_at) VALUES ('killed', now() - interval '1 minute')";
    sqlx::raw_sql(left).execute(&world.all).await.unwrap();
    let (stop, worker) = start(&world, jobs());
    until(Duration::from_secs(20), async || world.runs().await == 1).await;
    stop.send(true).unwrap();
    worker.await.unwrap();
}

/// The queue's own library asks the database without pause when it is set up wrongly.
#[tokio::test]
async fn an_idle_worker_rests() {
    let world = World::new().await;
    let (stop, worker) = start(&world, jobs());
    world.fact("thing.changed", Uuid::now_v7()).await.unwrap();
    until(Duration::from_secs(10), async || world.runs().await == 1).await;
    let transactions = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";
    let before: i64 = sqlx::query_scalar(transactions).fetch_one(&world.all).await.unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let after: i64 = sqlx::query_scalar(transactions).fetch_one(&world.all).await.unwrap();
    assert!(after - before < 300, "{} transactions in 3 seconds", after - before);
    stop.send(true).unwrap();
    worker.await.unwrap();
}

#[tokio::test]
async fn a_running_job_may_finish_when_the_worker_stops() {
    let world = World::new().await;
    let (stop, worker) = start(&world, jobs());
    world.fact("thing.slow", Uuid::now_v7()).await.unwrap();
    until(Duration::from_secs(10), async || world.count("audit_log WHERE action = 'thing.begin'").await == 1).await;
    stop.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(5), worker).await.unwrap().unwrap();
    assert_eq!((world.jobs().await, world.runs().await), (0, 1));
}

#[tokio::test]
async fn a_worker_goes_on_after_its_connections_were_cut() {
    let world = World::new().await;
    let (stop, worker) = start(&world, jobs());
    world.fact("thing.changed", Uuid::now_v7()).await.unwrap();
    until(Duration::from_secs(10), async || world.runs().await == 1).await;
    sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'okrio_worker' AND datname = current_database()").execute(&world.all).await.unwrap();
    world.fact("thing.changed", Uuid::now_v7()).await.unwrap();
    until(Duration::from_secs(20), async || world.runs().await == 2).await;
    stop.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(12), worker).await.unwrap().unwrap();
}
