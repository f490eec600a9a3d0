//! Migrations on a database that is in use.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use okrio::db::migrate::{MIGRATIONS, migrate};
use okrio::db::{Db, roles};
use okrio::demo;
use okrio::kernel::{Clock, Locale};
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, PgConnection};

use crate::database::TestDatabase;

/// The last migration of the first schema. Each later one meets rows.
const FIRST: i64 = 20261121100600;

const SUPERUSER: &str = "okrio_cluster";

async fn seeded() -> (TestDatabase, PgConnection) {
    let database = TestDatabase::new().await;
    let now: DateTime<Utc> = "2026-11-18T09:00:00Z".parse().unwrap();
    let db = Db::connect_lazily(database.connect_options("okrio_app"), 4, Clock::from_fn(move || now));
    demo::seed(&db, Locale::En, "a password of the test").await.unwrap();
    let admin = database.connect_options(SUPERUSER).connect().await.unwrap();
    (database, admin)
}

/// Tables with their columns that hold what was written.
async fn tables(conn: &mut PgConnection) -> BTreeMap<String, Vec<String>> {
    let found: Vec<(String, Vec<String>)> = sqlx::query_as(
        "SELECT table_name::text, array_agg(quote_ident(column_name) ORDER BY column_name)
         FROM information_schema.tables JOIN information_schema.columns USING (table_schema, table_name)
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER' AND table_name <> '_sqlx_migrations' GROUP BY 1",
    )
    .fetch_all(conn)
    .await
    .unwrap();
    found.into_iter().collect()
}

async fn digest(conn: &mut PgConnection) -> BTreeMap<String, String> {
    let mut digests = BTreeMap::new();
    for (table, columns) in tables(conn).await {
        let query = format!(
            "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM (SELECT {} FROM {table}) t",
            columns.join(", ")
        );
        digests.insert(table, sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut *conn).await.unwrap());
    }
    digests
}

/// A schema as it was after the first migrations.
async fn old() -> (TestDatabase, PgConnection) {
    let database = TestDatabase::blank().await;
    let mut admin = database.connect_options(SUPERUSER).connect().await.unwrap();
    roles::create(&mut admin).await.unwrap();
    admin.execute("SET ROLE okrio_owner; SET row_security = off").await.unwrap();
    let first = MIGRATIONS.iter().filter(|migration| migration.version <= FIRST).cloned().collect();
    Migrator::with_migrations(first).run(&mut admin).await.unwrap();
    admin.execute("RESET ROLE; RESET row_security").await.unwrap();
    (database, admin)
}

#[tokio::test]
async fn migrating_again_changes_nothing() {
    let (database, mut admin) = seeded().await;
    let before = digest(&mut admin).await;
    migrate(database.connect_options(SUPERUSER)).await.unwrap();
    assert_eq!(digest(&mut admin).await, before);
}

#[tokio::test]
async fn a_filled_old_database_becomes_what_a_new_one_would_be() {
    let (_new_database, mut new) = seeded().await;
    let (database, mut old) = old().await;
    let known = tables(&mut new).await;
    old.execute("SET session_replication_role = replica").await.unwrap();
    for (table, columns) in tables(&mut old).await {
        let Some(known) = known.get(&table) else { continue };
        let columns: Vec<_> = columns.into_iter().filter(|column| known.contains(column)).collect();
        let columns = columns.join(", ");
        let rows = new.copy_out_raw(&format!("COPY {table} ({columns}) TO STDOUT")).await.unwrap();
        let rows: Vec<_> = rows.try_collect().await.unwrap();
        let mut into = old.copy_in_raw(&format!("COPY {table} ({columns}) FROM STDIN")).await.unwrap();
        for part in rows {
            into.send(part).await.unwrap();
        }
        into.finish().await.unwrap();
    }
    migrate(database.connect_options(SUPERUSER)).await.unwrap();
    let (mut migrated, mut expected) = (digest(&mut old).await, digest(&mut new).await);
    for digests in [&mut migrated, &mut expected] {
        // counts changes from the migration on
        assert!(digests.remove("account_places").is_some());
    }
    assert_eq!(migrated, expected);
}
