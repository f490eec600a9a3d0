//! From the outbox to the queue.
use std::time::Duration;

use okrio::db::Audit;
use okrio::worker::Notices;
use okrio::worker::relay::relay_batch;
use serde_json::json;
use sqlx::{Connection, Executor};
use uuid::Uuid;

use super::world::{World, jobs};

#[tokio::test]
async fn a_committed_fact_becomes_one_job_and_a_rolled_back_one_nothing() {
    let world = World::new().await;
    let thing = Uuid::now_v7();
    world.fact("thing.changed", thing).await.unwrap();
    world.fact("thing.changed", thing).await.unwrap();
    world.fact("thing.nobody_cares", thing).await.unwrap();
    let mut tx = world.db.write(&world.actor).await.unwrap();
    tx.audit(Audit::of("thing.change", "thing", thing)).await.unwrap();
    tx.emit("thing.changed", json!({ "thing": Uuid::now_v7() })).await.unwrap();
    drop(tx);

    assert_eq!(relay_batch(&world.worker, &jobs(), &Notices::Postgres).await.unwrap(), 3);
    assert_eq!((world.facts().await, world.jobs().await), (0, 1));
    // the same thing again, while the job still waits
    world.fact("thing.changed", thing).await.unwrap();
    assert_eq!(relay_batch(&world.worker, &jobs(), &Notices::Postgres).await.unwrap(), 1);
    assert_eq!((world.facts().await, world.jobs().await), (0, 1));
}

#[tokio::test]
async fn a_late_commit_is_not_skipped_and_holds_up_nobody() {
    let world = World::new().await;
    let mut late = world.db.write(&world.actor).await.unwrap();
    late.audit(Audit::of("thing.change", "thing", Uuid::now_v7())).await.unwrap();
    late.emit("thing.changed", json!({ "thing": Uuid::now_v7() })).await.unwrap();
    world.fact("thing.changed", Uuid::now_v7()).await.unwrap();

    assert_eq!(relay_batch(&world.worker, &jobs(), &Notices::Postgres).await.unwrap(), 1);
    late.commit().await.unwrap();
    assert_eq!(relay_batch(&world.worker, &jobs(), &Notices::Postgres).await.unwrap(), 1);
    assert_eq!((world.facts().await, world.jobs().await), (0, 2));
}

#[tokio::test]
async fn many_relays_at_once_make_each_job_once() {
    let world = World::new().await;
    for _ in 0..1200 {
        world.fact("thing.changed", Uuid::now_v7()).await.unwrap();
    }
    let relays = (0..4).map(|_| {
        let pool = world.worker.clone();
        tokio::spawn(async move {
            let mut taken = 0;
            loop {
                match relay_batch(&pool, &jobs(), &Notices::Postgres).await.unwrap() {
                    0 => return taken,
                    some => taken += some,
                }
            }
        })
    });
    let mut taken = 0;
    for relay in relays.collect::<Vec<_>>() {
        taken += relay.await.unwrap();
    }
    assert_eq!((taken, world.facts().await, world.jobs().await), (1200, 0, 1200));
}

/// What the database sees of a process that is killed between taking the facts and adding the jobs.
#[tokio::test]
async fn a_relay_that_dies_half_way_loses_no_fact() {
    let world = World::new().await;
    world.fact("thing.changed", Uuid::now_v7()).await.unwrap();
    let mut blocker = world.all.acquire().await.unwrap();
    let mut lock = blocker.begin().await.unwrap();
    lock.execute("LOCK TABLE graphile_worker._private_jobs IN ACCESS EXCLUSIVE MODE").await.unwrap();

    let pool = world.worker.clone();
    let relay = tokio::spawn(async move {
        relay_batch(&pool, &jobs(), &Notices::Postgres).await.map_err(|error| error.to_string())
    });
    let waiting = "SELECT pid FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let pid: i32 = loop {
        match sqlx::query_scalar(waiting).fetch_optional(&world.all).await.unwrap() {
            Some(pid) => break pid,
            None => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    sqlx::query("SELECT pg_terminate_backend($1)").bind(pid).execute(&world.all).await.unwrap();
    assert!(relay.await.unwrap().is_err());
    lock.rollback().await.unwrap();

    assert_eq!((world.facts().await, world.jobs().await), (1, 0));
    assert_eq!(relay_batch(&world.worker, &jobs(), &Notices::Postgres).await.unwrap(), 1);
    assert_eq!((world.facts().await, world.jobs().await), (0, 1));
}

#[tokio::test]
async fn the_runtime_role_adds_facts_and_reads_neither_facts_nor_jobs() {
    let world = World::new().await;
    world.fact("thing.changed", Uuid::now_v7()).await.unwrap();
    for forbidden in [
        "SELECT count(*) FROM outbox",
        "DELETE FROM outbox",
        "SELECT count(*) FROM graphile_worker._private_jobs",
        "SELECT graphile_worker.add_job('job', '{}'::json)",
    ] {
        assert!(world.db.pool().execute(forbidden).await.is_err(), "{forbidden}");
    }
}
