//! Sealed secrets get a new key while everything serves.

use okrio::auth::oidc::CLIENT_SECRET;
use okrio::config::Secret;
use okrio::secrets::Secrets;
use okrio::secrets::reseal::reseal;
use uuid::Uuid;

use crate::app::TestApp;
use crate::world::World;

fn keys(words: &[&str]) -> Secrets {
    Secrets::of(&words.iter().map(|words| Secret::new(*words)).collect::<Vec<_>>())
}

async fn insert(app: &TestApp, world: &World, sealed: Option<&[u8]>, id: Uuid) {
    let statement = "INSERT INTO identity_providers (organization_id, id, kind, name, issuer, client_id, client_secret) VALUES ($1, $2, 'openid', 'n', 'i', 'c', $3)";
    sqlx::query(statement).bind(world.organization).bind(id).bind(sealed).execute(&app.admin).await.unwrap();
}

async fn sealed(app: &TestApp, id: Uuid) -> Vec<u8> {
    sqlx::query_scalar("SELECT client_secret FROM identity_providers WHERE id = $1")
        .bind(id)
        .fetch_one(&app.admin)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_newest_key_takes_over_in_every_organization() {
    let app = TestApp::new().await;
    let (acme, globex) = (World::new(&app).await, World::named(&app, "globex").await);
    let (old, both, new) = (keys(&["old"]), keys(&["new", "old"]), keys(&["new"]));
    let ids = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
    insert(&app, &acme, Some(&old.seal(CLIENT_SECRET, ids[0], "one").unwrap()), ids[0]).await;
    insert(&app, &globex, Some(&old.seal(CLIENT_SECRET, ids[1], "two").unwrap()), ids[1]).await;
    insert(&app, &globex, Some(&new.seal(CLIENT_SECRET, ids[2], "three").unwrap()), ids[2]).await;
    insert(&app, &globex, None, Uuid::now_v7()).await;

    let organizations = [acme.organization, globex.organization];
    assert_eq!(reseal(&app.db, &both, &organizations, &okrio::app::sealed()).await.unwrap(), 2);
    for (id, secret) in ids.into_iter().zip(["one", "two", "three"]) {
        assert_eq!(new.unseal(CLIENT_SECRET, id, &sealed(&app, id).await).unwrap().expose(), secret);
    }
    assert_eq!(reseal(&app.db, &both, &organizations, &okrio::app::sealed()).await.unwrap(), 0);
    let traces: i64 = app.ask("SELECT count(*) FROM audit_log WHERE action = 'secret.reseal'").await;
    assert_eq!(traces, 2);
}

#[tokio::test]
async fn without_the_old_key_nothing_is_lost() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let id = Uuid::now_v7();
    let before = keys(&["old"]).seal(CLIENT_SECRET, id, "one").unwrap();
    insert(&app, &world, Some(&before), id).await;
    assert!(reseal(&app.db, &keys(&["new"]), &[world.organization], &okrio::app::sealed()).await.is_err());
    assert_eq!(sealed(&app, id).await, before);
}
