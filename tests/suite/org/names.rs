//! Names that are kept for a short time.
use okrio::org::names::Names;

use crate::app::TestApp;
use crate::world::World;

#[tokio::test]
async fn names_are_those_of_the_organization_and_a_new_person_is_known_at_once() {
    let app = TestApp::new().await;
    let (acme, other) = (World::new(&app).await, World::named(&app, "other").await);
    let (anna, stranger) = (acme.person("anna").await, other.person("stranger").await);
    let names = Names::default();
    for _ in 0..2 {
        let mut tx = app.db.read(&acme.actor(anna).await).await.unwrap();
        let found = names.load(&mut tx, [anna, stranger]).await.unwrap();
        assert_eq!(found.into_keys().collect::<Vec<_>>(), [anna]);
        // what one organization has read is not the other's
        let mut tx = app.db.read(&other.actor(stranger).await).await.unwrap();
        let found = names.load(&mut tx, [anna, stranger]).await.unwrap();
        assert_eq!(found.into_keys().collect::<Vec<_>>(), [stranger]);
    }
    let boris = acme.person("boris").await;
    let mut tx = app.db.read(&acme.actor(anna).await).await.unwrap();
    assert_eq!(names.load(&mut tx, [anna, boris]).await.unwrap().len(), 2);
}
