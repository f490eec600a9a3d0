//! Which rows are sealed, when, and in what order.
use okrio::audit::seal::{BLOCK, Sealed, Sealer};
use okrio::db::{Audit, Db};
use okrio::kernel::{Actor, Clock, OrganizationId};

use super::scene::Scene;

#[tokio::test]
async fn rows_are_sealed_once_and_younger_ones_wait() {
    let mut scene = Scene::new().await;
    assert_eq!(scene.verify().await.end, None);
    scene.write(3).await;
    scene.seal_all().await;
    scene.write(2).await;
    scene.seal_all().await;
    let sealed = scene.verify().await;
    assert!(sealed.is_sound() && (sealed.rows, sealed.unsealed) == (5, 0), "{sealed:?}");
    let blocks = scene.blocks().await;
    assert_eq!((sealed.blocks, sealed.end.unwrap().0), (blocks, blocks));

    // nothing new is no block, also for a worker that has just been started
    assert_eq!(scene.sealer.seal(&scene.world.worker).await.unwrap(), Sealed::default());
    let mut other = Sealer::default();
    assert_eq!(other.seal(&scene.world.worker).await.unwrap(), Sealed::default());
    assert_eq!(scene.blocks().await, blocks);

    scene.write(4).await;
    let waiting = scene.verify().await;
    assert!(waiting.is_sound() && (waiting.rows, waiting.unsealed) == (5, 4), "{waiting:?}");
    assert!(waiting.unsealed_since.is_some());
}

#[tokio::test]
async fn what_commits_late_is_sealed_later() {
    let mut scene = Scene::new().await;
    scene.write(2).await;
    scene.seal_all().await;
    let late = scene.begun(3).await;
    scene.write(1).await;
    // the second row is committed, but a transaction before its own still runs
    for _ in 0..3 {
        scene.sealer.seal(&scene.world.worker).await.unwrap();
    }
    let between = scene.verify().await;
    assert!(between.is_sound() && (between.rows, between.unsealed) == (2, 1), "{between:?}");
    late.commit().await.unwrap();
    scene.seal_all().await;
    let sealed = scene.verify().await;
    assert!(sealed.is_sound() && (sealed.rows, sealed.unsealed) == (6, 0), "{sealed:?}");
}

#[tokio::test]
async fn what_is_rolled_back_leaves_no_gap() {
    let mut scene = Scene::new().await;
    scene.write(1).await;
    drop(scene.begun(2).await);
    scene.write(1).await;
    scene.seal_all().await;
    let sealed = scene.verify().await;
    assert!(sealed.is_sound() && sealed.rows == 2, "{sealed:?}");
}

#[tokio::test]
async fn a_transaction_of_many_rows_becomes_several_blocks() {
    let mut scene = Scene::new().await;
    let rows = BLOCK * 5 + 7;
    scene
        .sql(&format!(
            "INSERT INTO audit_log (organization_id, action, subject_kind, subject_id) SELECT '{}', 'import.run', 'import', gen_random_uuid() FROM generate_series(1, {rows})",
            scene.organization()
        ))
        .await;
    scene.seal_all().await;
    let sealed = scene.verify().await;
    assert!(sealed.is_sound(), "{sealed:?}");
    assert_eq!((sealed.rows, sealed.blocks), (i64::from(rows), 6));
}

#[tokio::test]
async fn each_organization_has_its_chain_and_workers_take_turns() {
    let mut scene = Scene::new().await;
    let other = Actor::system(OrganizationId::new(), chrono_tz::UTC);
    let options = scene.world.database.as_ref().unwrap().connect_options("okrio_app");
    let db = Db::connect_lazily(options, 2, Clock::system());
    let mut tx = db.write(&other).await.unwrap();
    tx.audit(Audit::of("organization.create", "organization", other.organization.0)).await.unwrap();
    tx.commit().await.unwrap();
    let mut second = Sealer::default();
    for _ in 0..5 {
        scene.write(2).await;
        let (one, two) = tokio::join!(scene.sealer.seal(&scene.world.worker), second.seal(&scene.world.worker));
        one.unwrap();
        two.unwrap();
    }
    scene.seal_all().await;
    let ours = scene.verify().await;
    assert!(ours.is_sound() && ours.rows == 10, "{ours:?}");
    let theirs: Vec<(i64, i32)> = sqlx::query_as("SELECT no, row_count FROM audit_blocks WHERE organization_id = $1")
        .bind(other.organization.0)
        .fetch_all(&scene.world.all)
        .await
        .unwrap();
    assert_eq!(theirs, [(1, 1)]);
}
