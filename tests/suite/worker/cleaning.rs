//! What has expired goes, what has not stays.
use okrio::worker::cleaning::remove_expired;
use sqlx::Executor;

use super::world::World;

#[tokio::test]
async fn expired_rows_go_and_others_stay() {
    let world = World::new().await;
    let organization = world.actor.organization;
    let rows = format!(
        "INSERT INTO sessions SELECT 's' || n, '', now() + n * interval '1 hour' FROM unnest(ARRAY[-1, 1]) n;
         INSERT INTO sign_in_attempts VALUES ('\\x01', 3, now() - interval '2 days', NULL), ('\\x02', 3, now(), NULL), ('\\x03', 3, now() - interval '2 days', now() + interval '1 hour');
         INSERT INTO once_answers (organization_id, account_id, once, route, request_hash, created_at)
           SELECT '{organization}', gen_random_uuid(), gen_random_uuid(), '/', '', now() - n * interval '1 hour' FROM unnest(ARRAY[1, 25]) n;
         INSERT INTO undo_entries (organization_id, id, account_id, act, payload, expires_at)
           SELECT '{organization}', gen_random_uuid(), gen_random_uuid(), 'a', '{{}}', now() + n * interval '1 minute' FROM unnest(ARRAY[-1, 1]) n"
    );
    world.all.execute(sqlx::AssertSqlSafe(rows)).await.unwrap();
    assert_eq!(remove_expired(&world.worker).await.unwrap(), 4);
    assert_eq!(remove_expired(&world.worker).await.unwrap(), 0);
    for (table, left) in [("sessions", 1), ("sign_in_attempts", 2), ("once_answers", 1), ("undo_entries", 1)] {
        assert_eq!(world.count(table).await, left, "{table}");
    }
}
