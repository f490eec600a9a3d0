//! The comparison notices each single policy that is missing, or that lets everything through.

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

use super::{compare, two_worlds};

/// Table, policy, and whether it has the two conditions.
type Policy = (String, String, bool, bool);

async fn policies(conn: &mut PgConnection) -> Vec<Policy> {
    sqlx::query_as(
        "SELECT tablename::text, policyname::text, qual IS NOT NULL, with_check IS NOT NULL FROM pg_policies
         WHERE schemaname = 'public' AND 'okrio_app' = ANY(roles) ORDER BY 1, 2",
    )
    .fetch_all(conn)
    .await
    .unwrap()
}

#[tokio::test]
#[ignore = "takes minutes: tries every policy twice"]
async fn a_missing_or_open_policy_is_noticed() {
    let (database, worlds) = two_worlds(9, 5).await;
    let mut conn = database.connect_options("okrio_cluster").connect().await.unwrap();
    let mut tx = conn.begin().await.unwrap();
    assert_eq!(
        compare::differences(&mut tx, &worlds, true, true).await.differences,
        Vec::<String>::new(),
        "before any mutation"
    );
    tx.rollback().await.unwrap();

    let mut survived = Vec::new();
    for (table, policy, filters, checks) in policies(&mut conn).await {
        let conditions = [(filters, "USING (true)"), (checks, "WITH CHECK (true)")]
            .into_iter()
            .filter_map(|(has, open)| has.then_some(open))
            .collect::<Vec<_>>()
            .join(" ");
        for mutation in
            [format!("DROP POLICY {policy} ON {table}"), format!("ALTER POLICY {policy} ON {table} {conditions}")]
        {
            let mut tx = conn.begin().await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(mutation.clone())).execute(&mut *tx).await.unwrap();
            if compare::differences(&mut tx, &worlds, true, true).await.differences.is_empty() {
                survived.push(mutation);
            }
            tx.rollback().await.unwrap();
        }
    }
    assert!(survived.is_empty(), "unnoticed: {survived:#?}");
}
