//! Rows of one organization do not exist for another, in any table and for any verb, and what is written once stays.

use sqlx::{AssertSqlSafe, ConnectOptions, Executor, PgConnection};
use uuid::Uuid;

use crate::database::TestDatabase;
use crate::okr::twin::compare::PROBE;
use crate::okr::twin::world::World;

/// Every table with an organization, with its columns that can be written.
async fn tables(conn: &mut PgConnection) -> Vec<(String, String)> {
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT t.table_name::text, string_agg(quote_ident(c.column_name), ', ' ORDER BY c.ordinal_position)
         FROM information_schema.tables t JOIN information_schema.columns c USING (table_schema, table_name)
         WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER' AND c.is_identity = 'NO'
         GROUP BY t.table_name HAVING bool_or(c.column_name = 'organization_id') ORDER BY 1",
    )
    .fetch_all(conn)
    .await
    .unwrap();
    assert!(found.len() > 30);
    found
}

/// Two organizations, and a copy of every row of the second where the runtime role can read it.
async fn worlds() -> (TestDatabase, [World; 2], Vec<(String, String)>) {
    let database = TestDatabase::new().await;
    let worlds = [World::generate(1, 6, 6), World::generate(2, 6, 6)];
    let mut admin = database.connect_options("okrio_cluster").connect().await.unwrap();
    for world in &worlds {
        admin.execute(AssertSqlSafe(world.sql())).await.unwrap();
    }
    admin.execute("SELECT app.keep_scope(organization_id, id) FROM accounts").await.unwrap();
    admin.execute(PROBE).await.unwrap();
    let tables = tables(&mut admin).await;
    for (table, columns) in &tables {
        let copy = format!(
            "CREATE TABLE probe.{table} AS SELECT {columns} FROM {table} WHERE organization_id = '{}'; GRANT SELECT ON probe.{table} TO okrio_app",
            worlds[1].organization
        );
        admin.execute(AssertSqlSafe(copy)).await.unwrap();
        let rows: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM probe.{table}")))
            .fetch_one(&mut admin)
            .await
            .unwrap();
        assert!(rows > 0, "{table} has no foreign rows, so it proves nothing");
    }
    (database, worlds, tables)
}

async fn enter(conn: &mut PgConnection, organization: &str, account: &str, reach: &str) {
    let context = format!(
        "SET app.organization_id = '{organization}'; SET app.account_id = '{account}'; SET app.reach = '{reach}'"
    );
    conn.execute(AssertSqlSafe(context)).await.unwrap();
}

async fn attempt(conn: &mut PgConnection, statement: &str) -> String {
    sqlx::query_scalar("SELECT probe.attempt($1)").bind(statement).fetch_one(conn).await.unwrap()
}

#[tokio::test]
async fn foreign_rows_are_neither_seen_nor_changed_nor_made() {
    let (database, worlds, tables) = worlds().await;
    let (own, foreign) = (&worlds[0], &worlds[1]);
    let mut conn = database.connect_options("okrio_app").connect().await.unwrap();
    // the owner, an auditor, a member, background work; last somebody who mixes a foreign account into the own organization
    for (account, reach) in [
        (own.accounts[0].id, "all"),
        (own.accounts[2].id, "read"),
        (own.accounts[5].id, ""),
        (Uuid::nil(), "all"),
        (foreign.accounts[0].id, "all"),
    ] {
        let account = if account.is_nil() { String::new() } else { account.to_string() };
        enter(&mut conn, &own.organization.to_string(), &account, reach).await;
        for (table, columns) in &tables {
            let other = format!("organization_id = '{}'", foreign.organization);
            let seen = attempt(&mut conn, &format!("SELECT 1 FROM {table} WHERE {other}")).await;
            assert_ne!(seen, "done", "{table} by {account} {reach}");
            let any: String = attempt(
                &mut conn,
                &format!("SELECT 1 FROM {table} t JOIN probe.{table} p ON p.organization_id = t.organization_id"),
            )
            .await;
            assert_ne!(any, "done", "{table} by {account} {reach}");
            for statement in [
                format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM probe.{table}"),
                format!("UPDATE {table} SET organization_id = organization_id WHERE {other}"),
                format!("UPDATE {table} SET {other}"),
                format!("DELETE FROM {table} WHERE {other}"),
            ] {
                assert_ne!(attempt(&mut conn, &statement).await, "done", "{statement} by {account} {reach}");
            }
        }
        let organizations: Vec<Uuid> =
            sqlx::query_scalar("SELECT id FROM organizations").fetch_all(&mut conn).await.unwrap();
        assert_eq!(organizations, [own.organization]);
    }
}

#[tokio::test]
async fn without_a_context_there_is_nothing() {
    let (database, worlds, tables) = worlds().await;
    let mut conn = database.connect_options("okrio_app").connect().await.unwrap();
    let member = worlds[0].accounts[5].id.to_string();
    // none, an empty one as it is left behind by an earlier transaction, an organization that is not there, an account alone
    let unknown = Uuid::from_u128(7).to_string();
    for context in
        [None, Some(("", "", "")), Some((unknown.as_str(), member.as_str(), "all")), Some(("", member.as_str(), "all"))]
    {
        if let Some((organization, account, reach)) = context {
            enter(&mut conn, organization, account, reach).await;
        }
        for (table, columns) in tables
            .iter()
            .map(|(table, columns)| (table.as_str(), columns.as_str()))
            .chain([("organizations", "id, slug, name")])
        {
            assert_ne!(attempt(&mut conn, &format!("SELECT 1 FROM {table}")).await, "done", "{table} in {context:?}");
            // a failed sign-in is noted before anybody is known
            if table != "security_log" && table != "organizations" {
                assert_ne!(
                    attempt(&mut conn, &format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM probe.{table}"))
                        .await,
                    "done",
                    "{table} in {context:?}"
                );
            }
        }
    }
    enter(&mut conn, "not an id", "", "").await;
    assert!(conn.execute("SELECT 1 FROM objectives").await.is_err());
}

#[tokio::test]
async fn nobody_changes_what_is_written_once() {
    let (database, worlds, _) = worlds().await;
    let mut app = database.connect_options("okrio_app").connect().await.unwrap();
    let mut admin = database.connect_options("okrio_cluster").connect().await.unwrap();
    enter(&mut app, &worlds[0].organization.to_string(), "", "all").await;
    for table in ["audit_log", "readings", "target_ledger"] {
        for statement in [
            format!("UPDATE {table} SET organization_id = organization_id"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table}"),
        ] {
            assert!(app.execute(AssertSqlSafe(statement.clone())).await.is_err(), "{statement}");
            if !statement.starts_with("TRUNCATE") || table == "audit_log" {
                let refused = admin.execute(AssertSqlSafe(statement.clone())).await.unwrap_err();
                assert_eq!(refused.as_database_error().unwrap().code().as_deref(), Some("42501"), "{statement}");
            }
        }
    }
    // not even with triggers switched off for replication
    admin.execute("SET session_replication_role = replica").await.unwrap();
    assert!(admin.execute("DELETE FROM audit_log").await.is_err());
}
