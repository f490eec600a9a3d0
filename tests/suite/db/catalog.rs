//! The catalog gate holds for the schema as it is, and notices each thing that a careless migration could do.

use okrio::db::catalog;
use sqlx::postgres::PgPoolOptions;
use sqlx::{ConnectOptions, Executor, PgPool};

use crate::database::TestDatabase;

async fn pool(database: &TestDatabase) -> PgPool {
    PgPoolOptions::new().max_connections(1).connect_with(database.connect_options("okrio_app")).await.unwrap()
}

#[tokio::test]
async fn the_schema_keeps_every_rule() {
    let database = TestDatabase::new().await;
    assert_eq!(catalog::check(&pool(&database).await).await.unwrap(), []);
}

#[tokio::test]
async fn each_careless_change_is_named() {
    let database = TestDatabase::new().await;
    let pool = pool(&database).await;
    let mut admin = database.connect_options("okrio_cluster").connect().await.unwrap();
    for (change, back, name) in [
        (
            "CREATE TABLE open_house (organization_id uuid, id uuid, PRIMARY KEY (organization_id, id))",
            "DROP TABLE open_house",
            "open_house",
        ),
        ("ALTER TABLE periods NO FORCE ROW LEVEL SECURITY", "ALTER TABLE periods FORCE ROW LEVEL SECURITY", "periods"),
        (
            "ALTER TABLE organizations DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE organizations ENABLE ROW LEVEL SECURITY",
            "organizations",
        ),
        (
            "CREATE POLICY all_of_them ON periods FOR SELECT TO okrio_app USING (true)",
            "DROP POLICY all_of_them ON periods",
            "periods.all_of_them",
        ),
        (
            "CREATE POLICY idle ON periods FOR DELETE TO okrio_app USING (organization_id = app.organization())",
            "DROP POLICY idle ON periods",
            "periods.idle",
        ),
        ("CREATE UNIQUE INDEX by_name ON periods (name)", "DROP INDEX by_name", "periods.by_name"),
        (
            "ALTER TABLE milestones ADD account_id uuid, ADD CONSTRAINT pointer FOREIGN KEY (account_id, organization_id) REFERENCES accounts (id, organization_id)",
            "ALTER TABLE milestones DROP account_id",
            "milestones.pointer",
        ),
        (
            "CREATE TYPE mood AS ENUM ('good'); ALTER TABLE comments ADD mood mood",
            "ALTER TABLE comments DROP mood; DROP TYPE mood",
            "comments.mood",
        ),
        ("CREATE INDEX by_weight ON objectives (organization_id, weight)", "DROP INDEX by_weight", "by_weight.weight"),
        (
            "CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM objectives",
            "DROP MATERIALIZED VIEW totals",
            "totals",
        ),
        ("CREATE VIEW everything AS SELECT * FROM objectives", "DROP VIEW everything", "everything"),
        (
            "CREATE FUNCTION app.leak() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
            "DROP FUNCTION app.leak()",
            "app.leak()",
        ),
        (
            "GRANT EXECUTE ON FUNCTION app.kept_people_bits() TO PUBLIC",
            "REVOKE EXECUTE ON FUNCTION app.kept_people_bits() FROM PUBLIC",
            "app.kept_people_bits()",
        ),
        (
            "ALTER FUNCTION app.kept_people_bits() SET search_path = public",
            "ALTER FUNCTION app.kept_people_bits() SET search_path = pg_catalog, public",
            "app.kept_people_bits()",
        ),
        ("GRANT CREATE ON SCHEMA app TO okrio_app", "REVOKE CREATE ON SCHEMA app FROM okrio_app", "app"),
        ("CREATE TABLE mine (); ALTER TABLE mine OWNER TO okrio_app", "DROP TABLE mine", "mine"),
        ("GRANT TRUNCATE ON comments TO okrio_app", "REVOKE TRUNCATE ON comments FROM okrio_app", "comments TRUNCATE"),
        (
            "GRANT UPDATE (value) ON readings TO okrio_app",
            "REVOKE UPDATE (value) ON readings FROM okrio_app",
            "readings UPDATE",
        ),
        (
            "GRANT DELETE ON audit_log TO okrio_worker",
            "REVOKE DELETE ON audit_log FROM okrio_worker",
            "audit_log DELETE",
        ),
        (
            "ALTER TABLE readings DISABLE TRIGGER readings_append_only",
            "ALTER TABLE readings ENABLE TRIGGER readings_append_only",
            "readings has no trigger",
        ),
    ] {
        admin.execute(change).await.unwrap();
        let broken = catalog::check(&pool).await.unwrap();
        assert!(broken.iter().any(|rule| rule.by.iter().any(|by| by == name)), "{change}: {broken:?}");
        admin.execute(back).await.unwrap();
        assert_eq!(catalog::check(&pool).await.unwrap(), [], "after {back}");
    }
}
