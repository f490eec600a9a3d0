//! Nothing is served when row security would not hold.

use okrio::db::roles::{self, Unsafe};
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};

use crate::database::TestDatabase;

async fn check_as(database: &TestDatabase, role: &str) -> Vec<Unsafe> {
    let pool = PgPoolOptions::new().max_connections(1).connect_with(database.connect_options(role)).await.unwrap();
    let found = roles::check(&pool).await.unwrap();
    pool.close().await;
    found
}

#[tokio::test]
async fn the_runtime_role_is_safe() {
    assert_eq!(check_as(&TestDatabase::new().await, "okrio_app").await, []);
}

#[tokio::test]
async fn roles_that_could_step_around_row_security_are_refused() {
    let database = TestDatabase::new().await;
    assert_eq!(check_as(&database, "okrio_cluster").await, [Unsafe::Bypasses { role: "okrio_cluster".to_owned() }]);

    let mut admin = database.connect_options("okrio_cluster").connect().await.unwrap();
    // roles belong to the whole server, which other tests share
    let role = format!("test_role_{}", std::process::id());
    for (attributes, grant, wanted) in [
        ("BYPASSRLS", None, Unsafe::Bypasses { role: role.clone() }),
        ("", Some("okrio_security"), Unsafe::Bypasses { role: role.clone() }),
        ("NOINHERIT", Some("okrio_cluster"), Unsafe::Bypasses { role: role.clone() }),
        // a member of the owner, which is itself a member of the role that bypasses
        ("", Some("okrio_owner"), Unsafe::Bypasses { role: role.clone() }),
    ] {
        let grant = grant.map(|grant| format!("GRANT {grant} TO {role};")).unwrap_or_default();
        admin.execute(AssertSqlSafe(format!("CREATE ROLE {role} LOGIN {attributes}; {grant}"))).await.unwrap();
        let found = check_as(&database, &role).await;
        admin.execute(AssertSqlSafe(format!("DROP ROLE {role}"))).await.unwrap();
        assert_eq!(found, [wanted]);
    }

    admin
        .execute(AssertSqlSafe(format!("CREATE ROLE {role} LOGIN; ALTER TABLE drafts OWNER TO {role}")))
        .await
        .unwrap();
    let found = check_as(&database, &role).await;
    admin.execute(AssertSqlSafe(format!("ALTER TABLE drafts OWNER TO okrio_owner; DROP ROLE {role}"))).await.unwrap();
    assert_eq!(found, [Unsafe::OwnsTables { role }]);
}

#[tokio::test]
async fn a_table_without_forced_row_security_or_policy_is_named() {
    let database = TestDatabase::new().await;
    let mut admin = database.connect_options("okrio_cluster").connect().await.unwrap();
    admin
        .execute("ALTER TABLE periods DISABLE ROW LEVEL SECURITY; ALTER TABLE comments NO FORCE ROW LEVEL SECURITY; DROP POLICY organization_states_read ON organization_states; DROP POLICY organization_states_add ON organization_states")
        .await
        .unwrap();
    let named = |table: &str| Unsafe::Unprotected { table: table.to_owned() };
    assert_eq!(
        check_as(&database, "okrio_app").await,
        [named("comments"), named("organization_states"), named("periods")]
    );
}
