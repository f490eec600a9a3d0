//! What a transaction promises to whoever ends it.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use okrio::db::{Audit, Db, OrganizationTx, Question, opened};
use okrio::kernel::{Clock, Kind};
use sqlx::Row;

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

/// A request goes on in the transaction that it was found in, and never holds one connection while it waits for another.
#[tokio::test]
async fn what_was_opened_is_read_on_in_or_given_back() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let (anna, boris) = (world.person("anna").await, world.person("boris").await);
    let (anna, boris) = (world.actor(anna).await, world.actor(boris).await);
    let alone = Db::connect_lazily(app.database.connect_options("okrio_app"), 1, Clock::system());
    let backend = async |tx: &mut OrganizationTx| -> (String, String) {
        sqlx::query_as("SELECT now()::text, current_setting('app.account_id')").fetch_one(tx.conn()).await.unwrap()
    };

    // read on
    let mut tx = alone.read(&anna).await.unwrap();
    let (opened_at, account) = backend(&mut tx).await;
    assert_eq!(account, anna.account.unwrap().to_string());
    let (read_on, read_again) = opened::during(tx, async {
        let mut tx = alone.read(&anna).await.unwrap();
        let first = backend(&mut tx).await;
        tx.commit().await.unwrap();
        let mut tx = alone.read(&anna).await.unwrap();
        let second = backend(&mut tx).await;
        tx.commit().await.unwrap();
        (first, second)
    })
    .await;
    assert_eq!(read_on.0, opened_at, "the transaction that was opened");
    assert_ne!(read_again.0, opened_at, "one of its own");

    // somebody else reads, or something is written: with one connection in all, it must have been given back
    let tx = alone.read(&anna).await.unwrap();
    let (at, account) = opened::during(tx, async {
        let mut tx = alone.read(&boris).await.unwrap();
        let seen = backend(&mut tx).await;
        tx.commit().await.unwrap();
        seen
    })
    .await;
    assert_ne!(at, opened_at);
    assert_eq!(account, boris.account.unwrap().to_string());
    let tx = alone.read(&anna).await.unwrap();
    opened::during(tx, async {
        let mut tx = alone.write(&anna).await.unwrap();
        tx.needs_no_audit();
        tx.commit().await.unwrap();
        alone.system().await.unwrap().commit().await.unwrap();
    })
    .await;

    // nobody read: it has ended all the same
    let tx = alone.read(&anna).await.unwrap();
    opened::during(tx, async {}).await;
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
    for _ in 0..50 {
        if app.ask::<i64>(open).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("a transaction was left open");
}

/// A request that goes away while its question is being prepared leaves nothing behind that the next one falls over.
#[tokio::test]
async fn a_question_that_was_dropped_is_asked_again() {
    let app = TestApp::new().await;
    let question = Question { prepared: "PREPARE probe AS SELECT 7", asked: "EXECUTE probe".to_owned() };
    for polls in 1..12 {
        let db = Db::connect_lazily(app.database.connect_options("okrio_app"), 1, Clock::system());
        // connected already, so that it is the question which is dropped
        db.system().await.unwrap().commit().await.unwrap();
        {
            let mut asking = pin!(db.read_asking(&question));
            for _ in 0..polls {
                if poll_fn(|context| Poll::Ready(asking.as_mut().poll(context).is_ready())).await {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        let (begun, answer) = db.read_asking(&question).await.unwrap();
        assert_eq!(answer.unwrap().get::<i32, _>(0), 7, "after {polls} steps");
        begun.end().await.unwrap();
    }
}
