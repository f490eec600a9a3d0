//! Whatever somebody does to sealed rows and blocks with the database in their hands is found, and named.
use okrio::audit::chain::{BEGINNING, Fate};
use okrio::audit::verify::{Break, verify};
use uuid::Uuid;

use super::scene::Scene;

/// Ids of rows in the order in which they were sealed.
async fn rows(scene: &Scene) -> Vec<Uuid> {
    sqlx::query_scalar("SELECT id FROM audit_log ORDER BY xid, id").fetch_all(&scene.world.all).await.unwrap()
}

/// Four blocks of three rows each, two of them of one transaction, and a copy of everything.
async fn scene() -> Scene {
    let mut scene = Scene::new().await;
    for _ in 0..4 {
        scene.write(2).await;
        scene.write(1).await;
        scene.seal_all().await;
    }
    // others in the same server may have cut them differently
    scene
        .sql(
            "ALTER TABLE audit_log DISABLE TRIGGER USER; ALTER TABLE audit_blocks DISABLE TRIGGER USER;
             CREATE TABLE kept_log AS TABLE audit_log; CREATE TABLE kept_blocks AS TABLE audit_blocks; CREATE TABLE kept_heads AS TABLE audit_heads",
        )
        .await;
    scene
}

async fn restore(scene: &Scene) {
    scene
        .sql(
            "TRUNCATE audit_log, audit_blocks, audit_heads; INSERT INTO audit_log SELECT * FROM kept_log;
             INSERT INTO audit_blocks SELECT * FROM kept_blocks; INSERT INTO audit_heads SELECT * FROM kept_heads",
        )
        .await;
}

/// The block that a row was sealed in.
async fn block_of(scene: &Scene, row: Uuid) -> i64 {
    sqlx::query_scalar("SELECT min(b.no) FROM kept_blocks b JOIN kept_log l ON (l.xid, l.id) <= (b.last_xid, b.last_id) WHERE l.id = $1")
        .bind(row)
        .fetch_one(&scene.world.all)
        .await
        .unwrap()
}

#[tokio::test]
async fn rows_that_are_changed_removed_added_or_moved_are_named() {
    let scene = scene().await;
    let ids = rows(&scene).await;
    assert_eq!(ids.len(), 12);
    let (victim, neighbour) = (ids[3], ids[4]);
    let block = block_of(&scene, victim).await;
    for change in [
        "action = 'objective.look'",
        "subject_kind = 'key_result'",
        "subject_id = gen_random_uuid()",
        "account_id = gen_random_uuid()",
        "request_id = ''",
        "at = at + interval '1 microsecond'",
        "at = 'infinity'",
        "detail = detail || '{\"n\": 7}'",
        "detail = '[]'",
        "detail = jsonb_set(detail, '{b,0}', '1.50')",
    ] {
        scene.sql(&format!("UPDATE audit_log SET {change} WHERE id = '{victim}'")).await;
        let found = scene.verify().await;
        assert_eq!(found.breaks, [Break::Row(block, victim, Fate::Changed)], "{change}");
        assert_eq!((found.rows, found.unsealed), (11, 0), "{change}");
        restore(&scene).await;
    }
    assert!(scene.verify().await.is_sound(), "as it was");

    scene.sql(&format!("DELETE FROM audit_log WHERE id = '{victim}'")).await;
    assert_eq!(scene.verify().await.breaks, [Break::Row(block, victim, Fate::Removed)]);
    restore(&scene).await;

    let new = Uuid::now_v7();
    scene
        .sql(&format!(
            "INSERT INTO audit_log (organization_id, id, xid, action, subject_kind, subject_id)
             SELECT organization_id, '{new}', xid, action, subject_kind, subject_id FROM audit_log WHERE id = '{victim}'"
        ))
        .await;
    let found = scene.verify().await;
    assert!(matches!(found.breaks[..], [Break::Row(_, row, Fate::Added)] if row == new), "{found:?}");
    assert_eq!(found.rows, 12);
    restore(&scene).await;

    // two rows of one transaction change places
    scene
        .sql(&format!(
            "UPDATE audit_log SET id = gen_random_uuid() WHERE id = '{victim}';
             UPDATE audit_log SET id = '{victim}' WHERE id = '{neighbour}';
             UPDATE audit_log SET id = '{neighbour}' WHERE id NOT IN (SELECT id FROM kept_log)"
        ))
        .await;
    let found = scene.verify().await;
    assert_eq!(
        found.breaks,
        [
            Break::Row(block, victim, Fate::Changed),
            Break::Row(block_of(&scene, neighbour).await, neighbour, Fate::Changed)
        ]
    );
    restore(&scene).await;

    // a row is put behind all that is sealed
    scene.sql(&format!("UPDATE audit_log SET xid = pg_current_xact_id() WHERE id = '{victim}'")).await;
    let found = scene.verify().await;
    assert_eq!((&found.breaks[..], found.unsealed), (&[Break::Row(block, victim, Fate::Removed)][..], 1));
}

#[tokio::test]
async fn blocks_that_are_changed_or_removed_are_named() {
    let scene = scene().await;
    let last = scene.blocks().await;
    assert!(last >= 4);
    for change in [
        "sealed_at = sealed_at + interval '1 microsecond'",
        "row_count = row_count + 1",
        "first_id = gen_random_uuid()",
        "seals = overlay(seals PLACING '\\x00' FROM 20 FOR 1) || '\\x00'",
    ] {
        scene.sql(&format!("UPDATE audit_blocks SET {change} WHERE no = 2")).await;
        let found = scene.verify().await;
        assert!(found.breaks.contains(&Break::Changed(2)), "{change}: {found:?}");
        assert!(!found.breaks.contains(&Break::Changed(1)) && !found.breaks.contains(&Break::Changed(3)), "{found:?}");
        restore(&scene).await;
    }
    scene.sql("UPDATE audit_blocks SET version = 2 WHERE no = 2").await;
    assert_eq!(scene.verify().await.breaks, [Break::Unknown(2, 2)]);
    restore(&scene).await;

    // one of which the hash was made to fit: the next one gives it away
    scene.sql("UPDATE audit_blocks SET hash = sha256('x') WHERE no = 2").await;
    assert_eq!(scene.verify().await.breaks, [Break::Changed(2), Break::Unlinked(3)]);
    restore(&scene).await;

    scene.sql("DELETE FROM audit_blocks WHERE no = 2").await;
    let found = scene.verify().await;
    assert!(matches!(found.breaks[..], [Break::Missing(2, 2), Break::Orphans(2, 1..)]), "{found:?}");
    restore(&scene).await;

    scene.sql(&format!("DELETE FROM audit_blocks WHERE no = {last}")).await;
    let found = scene.verify().await;
    assert_eq!(found.breaks, [Break::Missing(last, last)]);
    assert!(found.unsealed > 0);
    restore(&scene).await;

    scene.sql(&format!("UPDATE audit_heads SET no = {last} - 1")).await;
    assert_eq!(scene.verify().await.breaks, [Break::End(last)]);
    scene.sql("DELETE FROM audit_heads").await;
    assert_eq!(scene.verify().await.breaks, [Break::End(last)]);
}

#[tokio::test]
async fn a_chain_that_was_made_anew_is_found_by_a_hash_that_was_noted() {
    let mut scene = scene().await;
    let noted = scene.verify().await.end.unwrap();
    let check = async |scene: &Scene, expected| {
        let mut conn = scene.world.worker.acquire().await.unwrap();
        verify(&mut conn, scene.organization(), Some(expected)).await.unwrap().breaks
    };
    assert_eq!(check(&scene, noted).await, []);
    assert_eq!(check(&scene, (1, BEGINNING)).await, [Break::Unexpected(1)]);
    scene
        .sql("UPDATE audit_log SET action = 'objective.look' WHERE id = (SELECT min(id::text)::uuid FROM audit_log); TRUNCATE audit_blocks, audit_heads")
        .await;
    scene.sealer = okrio::audit::seal::Sealer::default();
    scene.seal_all().await;
    assert!(scene.verify().await.is_sound(), "nothing in the database tells of it");
    assert_eq!(check(&scene, noted).await, [Break::Unexpected(noted.0)]);
}

#[tokio::test]
async fn many_breaks_are_counted() {
    let mut scene = Scene::new().await;
    scene.write(150).await;
    scene.seal_all().await;
    scene.sql("ALTER TABLE audit_log DISABLE TRIGGER USER; UPDATE audit_log SET action = 'x.y'").await;
    let found = scene.verify().await;
    assert_eq!((found.breaks.len(), found.unnamed, found.broken(), found.rows), (100, 50, 150, 0));
}
