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

/// A transaction that only read is ended with the beginning of the next one on its connection, else a moment later.
#[tokio::test]
async fn nothing_of_a_reading_transaction_is_left_to_the_next_one() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let (anna, boris) = (world.person("anna").await, world.person("boris").await);
    let (anna, boris) = (world.actor(anna).await, world.actor(boris).await);
    let alone = Db::connect_lazily(app.database.connect_options("okrio_app"), 1, Clock::system());
    let seen = async |tx: &mut OrganizationTx| -> (i32, String, String, String) {
        let asked = "SELECT pg_backend_pid(), now()::text, current_setting('app.account_id'), coalesce(current_setting('test.left', true), '')";
        sqlx::query_as(asked).fetch_one(tx.conn()).await.unwrap()
    };

    let mut tx = alone.read(&anna).await.unwrap();
    sqlx::query("SELECT set_config('test.left', 'behind', true)").execute(tx.conn()).await.unwrap();
    let (backend, began, account, _) = seen(&mut tx).await;
    assert_eq!(account, anna.account.unwrap().to_string());
    tx.commit().await.unwrap();
    // at once, by one that reads and by one that writes
    for actor in [&boris, &anna] {
        let mut tx = alone.read(actor).await.unwrap();
        let (again, later, account, left) = seen(&mut tx).await;
        assert_eq!((again, account, left), (backend, actor.account.unwrap().to_string(), String::new()));
        assert_ne!(later, began);
        tx.commit().await.unwrap();
        let mut tx = alone.write(actor).await.unwrap();
        assert_eq!(seen(&mut tx).await.0, backend);
        tx.audit(Audit::of("objective.edit", "objective", account_of(actor))).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(alone.connection_counts(), (1, 1, 1));
    }
    assert_eq!(app.ask::<i64>("SELECT count(*) FROM audit_log").await, 2);

    // one that failed without anybody minding
    let mut tx = alone.read(&anna).await.unwrap();
    assert!(sqlx::query("SELECT 1 / 0").execute(tx.conn()).await.is_err());
    tx.commit().await.unwrap();
    let mut tx = alone.system().await.unwrap();
    sqlx::query("SELECT 1").execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();

    // one statement by itself is in no transaction
    alone.read(&anna).await.unwrap().commit().await.unwrap();
    let account = alone.alone(async |conn| {
        sqlx::query_scalar::<_, Option<String>>("SELECT current_setting('app.account_id', true)").fetch_one(conn).await
    });
    assert_eq!(account.await.unwrap().unwrap_or_default(), "");
}

#[tokio::test]
async fn a_transaction_that_nobody_goes_on_with_is_ended_a_moment_later() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    let anna = world.person("anna").await;
    let anna = world.actor(anna).await;
    let two = Db::connect_lazily(app.database.connect_options("okrio_app"), 2, Clock::system());
    let open = async || -> i64 {
        app.ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'okrio_app' AND state LIKE 'idle in transaction%'").await
    };
    for _ in 0..3 {
        let (one, other) = (two.read(&anna).await.unwrap(), two.read(&anna).await.unwrap());
        // somebody who waits for a connection gets it when it is free, and not a moment later
        let third = tokio::spawn({
            let (two, anna) = (two.clone(), anna.clone());
            async move { two.read(&anna).await.unwrap().commit().await.unwrap() }
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!((open().await, third.is_finished()), (2, false));
        one.commit().await.unwrap();
        third.await.unwrap();
        other.commit().await.unwrap();
        // the server has ended them a moment before the connections are free
        let is_all_free = || two.connection_counts().0 == two.connection_counts().1;
        tokio::time::timeout(Duration::from_secs(5), async {
            while open().await > 0 || !is_all_free() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await
        .expect("both are ended");
    }
}

fn account_of(actor: &okrio::kernel::Actor) -> uuid::Uuid {
    actor.account.unwrap().0
}
