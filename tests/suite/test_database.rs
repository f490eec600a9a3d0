//! Each test has a database of its own, with the schema and the roles of a real one.

use sqlx::{ConnectOptions, Connection, Executor, PgConnection};

use crate::database::TestDatabase;

async fn connect(database: &TestDatabase, user: &str) -> PgConnection {
    database.connect_options(user).connect().await.unwrap()
}

#[tokio::test]
async fn tests_do_not_see_each_other() {
    let (one, other) = (TestDatabase::new().await, TestDatabase::new().await);
    let mut in_one = connect(&one, "okrio_cluster").await;
    in_one.execute("CREATE TABLE only_here ()").await.unwrap();
    let mut in_other = PgConnection::connect(&other.url("okrio_cluster")).await.unwrap();
    let seen: bool =
        sqlx::query_scalar("SELECT to_regclass('only_here') IS NOT NULL").fetch_one(&mut in_other).await.unwrap();
    assert!(!seen);
}

#[tokio::test]
async fn the_runtime_role_is_as_weak_as_in_production() {
    let database = TestDatabase::new().await;
    let mut connection = connect(&database, "okrio_app").await;
    let (superuser, bypasses): (bool, bool) =
        sqlx::query_as("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    assert!(!superuser && !bypasses);
    assert!(connection.execute("CREATE TABLE mine ()").await.is_err());
    assert!(connection.execute("SET ROLE okrio_owner").await.is_err());
}

#[tokio::test]
async fn a_database_goes_away_with_its_test() {
    let kept = TestDatabase::new().await;
    let gone = TestDatabase::new().await;
    let mut connection = connect(&gone, "okrio_app").await;
    drop(gone);
    assert!(connection.ping().await.is_err());
    assert!(connect(&kept, "okrio_app").await.ping().await.is_ok());
}
