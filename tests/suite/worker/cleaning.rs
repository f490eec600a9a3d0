//! What has expired goes, what has not stays.
use okrio::worker::cleaning::remove_expired;
use sqlx::Executor;

use super::world::World;

#[tokio::test]
async fn expired_rows_go_and_others_stay() {
    let world = World::new().await;
    let organization = world.actor.organization;
    let account = uuid::Uuid::now_v7();
    let rows = format!(
        "INSERT INTO sessions SELECT 's' || n, '', now() + n * interval '1 hour' FROM unnest(ARRAY[-1, 1]) n;
         INSERT INTO sign_in_attempts VALUES ('\\x01', 3, now() - interval '2 days', NULL), ('\\x02', 3, now(), NULL), ('\\x03', 3, now() - interval '2 days', now() + interval '1 hour');
         INSERT INTO once_answers (organization_id, account_id, once, route, request_hash, created_at)
           SELECT '{organization}', gen_random_uuid(), gen_random_uuid(), '/', '', now() - n * interval '1 hour' FROM unnest(ARRAY[1, 25]) n;
         INSERT INTO undo_entries (organization_id, id, account_id, act, payload, expires_at)
           SELECT '{organization}', gen_random_uuid(), gen_random_uuid(), 'a', '{{}}', now() + n * interval '1 minute' FROM unnest(ARRAY[-1, 1]) n;
         INSERT INTO drafts (organization_id, account_id, form, content, updated_at)
           SELECT '{organization}', gen_random_uuid(), 'objective-new', '[]', now() - n * interval '1 day' FROM unnest(ARRAY[29, 31]) n;
         INSERT INTO accounts (organization_id, id, account_no, name) VALUES ('{organization}', '{account}', 0, 'Anna');
         INSERT INTO account_sessions (organization_id, id, account_id, expires_at, ended_at)
           SELECT '{organization}', gen_random_uuid(), '{account}', now() - e * interval '1 day', now() - d * interval '1 day'
           FROM (VALUES (29, NULL), (31, NULL), (-1, 31), (31, 29)) s(e, d);
         INSERT INTO identity_providers (organization_id, id, kind, name, issuer, client_id) VALUES ('{organization}', '{account}', 'openid', 'n', 'i', 'c');
         INSERT INTO provider_sessions (organization_id, id, provider_id, account_id, subject, created_at)
           SELECT '{organization}', gen_random_uuid(), '{account}', '{account}', 's', now() - h * interval '1 hour' FROM unnest(ARRAY[23, 25]) h;
         INSERT INTO logins (id, email) VALUES ('{account}', 'operator@okrio.example');
         INSERT INTO letters (id, kind, recipient, locale, subject, text, html, created_at, next_at)
           SELECT gen_random_uuid(), 'k', 'anna@acme.example', 'en', 's', '', '', now() - n * interval '1 day', now() FROM unnest(ARRAY[29, 31]) n;
         INSERT INTO mail_quotas SELECT decode(n::text, 'escape'), now() - n * interval '1 hour', 1 FROM unnest(ARRAY[23, 25]) n;
         INSERT INTO links (hash, purpose, created_at, expires_at)
           SELECT sha256(n::text::bytea), 'password', now(), now() - n * interval '1 hour' FROM unnest(ARRAY[23, 25]) n;
         INSERT INTO operator_sessions (id, login_id, expires_at)
           SELECT gen_random_uuid(), '{account}', now() - e * interval '1 day' FROM unnest(ARRAY[29, 31]) e"
    );
    world.all.execute(sqlx::AssertSqlSafe(rows)).await.unwrap();
    assert_eq!(remove_expired(&world.worker).await.unwrap(), 12);
    assert_eq!(remove_expired(&world.worker).await.unwrap(), 0);
    for (table, left) in [
        ("sessions", 1),
        ("sign_in_attempts", 2),
        ("once_answers", 1),
        ("undo_entries", 1),
        ("drafts", 1),
        ("account_sessions", 2),
        ("operator_sessions", 1),
        ("letters", 1),
        ("links", 1),
        ("mail_quotas", 1),
        ("provider_sessions", 1),
    ] {
        assert_eq!(world.count(table).await, left, "{table}");
    }
}
