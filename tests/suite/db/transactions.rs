//! What a transaction promises to whoever ends it.

use okrio::db::Audit;
use okrio::kernel::Kind;

use crate::app::TestApp;
use crate::world::World;

#[tokio::test]
async fn a_failure_that_nobody_minded_is_heard_at_the_end() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let actor = world.actor(anna).await;
    // more often than there are connections: each of them is well again afterwards
    for _ in 0..8 {
        let mut tx = app.db.write(&actor).await.unwrap();
        tx.audit(Audit::of("objective.edit", "objective", anna.0)).await.unwrap();
        assert!(sqlx::query("SELECT 1 / 0").execute(tx.conn()).await.is_err());
        assert_eq!(tx.commit().await.unwrap_err().kind, Kind::Internal);

        // there is nothing to lose in it
        let mut tx = app.db.read(&actor).await.unwrap();
        assert!(sqlx::query("SELECT 1 / 0").execute(tx.conn()).await.is_err());
        tx.commit().await.unwrap();

        let mut tx = app.db.system().await.unwrap();
        assert!(sqlx::query("SELECT 1 / 0").execute(tx.conn()).await.is_err());
        assert_eq!(tx.commit().await.unwrap_err().kind, Kind::Internal);
    }
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM audit_log").await, 0);

    let mut tx = app.db.write(&actor).await.unwrap();
    tx.audit(Audit::of("objective.edit", "objective", anna.0)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM audit_log").await, 1);
}
