//! A PostgreSQL that writes to disk is killed at random moments: what was acknowledged is there afterwards.
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use okrio::db::cluster::{PrivateCluster, Purpose, SUPERUSER};
use okrio::db::migrate::migrate;
use okrio::worker::Notices;
use okrio::worker::relay::relay_batch;
use rand::Rng;
use sqlx::{ConnectOptions, Connection, Executor};
use uuid::Uuid;

use super::world::{World, jobs};

struct DataDir(PathBuf);

impl Drop for DataDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_acknowledged_change_and_no_fact_is_lost_when_the_server_is_killed() {
    let dir = DataDir(std::env::temp_dir().join(format!("okrio-durable-{}", std::process::id())));
    std::fs::create_dir_all(&dir.0).unwrap();
    let mut cluster = PrivateCluster::start(&dir.0, Purpose::Serve).await.unwrap();
    let mut admin = cluster.connect_options("postgres", SUPERUSER).connect().await.unwrap();
    admin.execute("CREATE DATABASE okrio").await.unwrap();
    admin.close().await.unwrap();
    migrate(cluster.connect_options("okrio", SUPERUSER)).await.unwrap();
    let options = |cluster: &PrivateCluster, user: &str| cluster.connect_options("okrio", user);
    let world = Arc::new(
        World::on(options(&cluster, "okrio_app"), options(&cluster, "okrio_worker"), options(&cluster, SUPERUSER))
            .await,
    );

    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    for _ in 0..3 {
        let killed = Arc::new(AtomicBool::new(false));
        let writers = (0..4).map(|_| {
            let (world, acknowledged, killed) = (world.clone(), acknowledged.clone(), killed.clone());
            tokio::spawn(async move {
                while !killed.load(Ordering::Relaxed) {
                    let thing = Uuid::now_v7();
                    if world.fact("thing.changed", thing).await.is_ok() {
                        acknowledged.lock().unwrap().push(thing);
                    }
                }
            })
        });
        let writers: Vec<_> = writers.collect();
        let relay = tokio::spawn({
            let (world, killed) = (world.clone(), killed.clone());
            async move {
                while !killed.load(Ordering::Relaxed) {
                    let _ = relay_batch(&world.worker, &jobs(), &Notices::Postgres).await;
                }
            }
        });
        let moment = rand::rng().random_range(200..1200);
        tokio::time::sleep(Duration::from_millis(moment)).await;
        let pid = std::fs::read_to_string(dir.0.join("postgres/data/postmaster.pid")).unwrap();
        assert!(Command::new("kill").args(["-KILL", pid.lines().next().unwrap()]).status().unwrap().success());
        killed.store(true, Ordering::Relaxed);
        for writer in writers {
            writer.await.unwrap();
        }
        relay.await.unwrap();

        cluster = PrivateCluster::start(&dir.0, Purpose::Serve).await.unwrap();
        let things = acknowledged.lock().unwrap().clone();
        assert!(!things.is_empty());
        let mut look = cluster.connect_options("okrio", SUPERUSER).connect().await.unwrap();
        let lost: i64 = sqlx::query_scalar(
            "WITH known AS (SELECT payload ->> 'thing' AS thing FROM outbox UNION ALL SELECT payload -> 'payload' ->> 'thing' FROM graphile_worker._private_jobs)
             SELECT count(*) FROM unnest($1::uuid[]) AS a(thing) WHERE thing NOT IN (SELECT subject_id FROM audit_log) OR thing::text NOT IN (SELECT known.thing FROM known)",
        )
        .bind(&things)
        .fetch_one(&mut look)
        .await
        .unwrap();
        assert_eq!(lost, 0, "of {}", things.len());
        look.close().await.unwrap();
    }
    drop(cluster);
}
