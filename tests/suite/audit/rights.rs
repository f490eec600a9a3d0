//! Who may do what to the log and to what seals it.
use sqlx::{AssertSqlSafe, Connection, Executor};

use super::scene::Scene;

#[tokio::test]
async fn nobody_changes_blocks_and_the_worker_alone_adds_them() {
    let mut scene = Scene::new().await;
    scene.write(2).await;
    scene.seal_all().await;
    let (organization, database) = (scene.organization(), scene.world.database.as_ref().unwrap());
    let again = "INSERT INTO audit_blocks SELECT organization_id, no + 1, version, row_count, first_xid, first_id, last_xid, last_id, seals, sealed_at, previous, hash FROM audit_blocks";
    for (role, reach, refused) in [
        (
            "okrio_app",
            "all",
            &[
                again,
                "UPDATE audit_blocks SET no = 9",
                "DELETE FROM audit_blocks",
                "TRUNCATE audit_blocks",
                "UPDATE audit_heads SET no = 9",
                "DELETE FROM audit_heads",
            ][..],
        ),
        (
            "okrio_worker",
            "",
            &[
                "UPDATE audit_blocks SET no = 9",
                "DELETE FROM audit_blocks",
                "TRUNCATE audit_blocks",
                "DELETE FROM audit_heads",
                "DELETE FROM audit_log",
                "UPDATE audit_log SET action = 'x'",
            ],
        ),
        ("okrio_cluster", "", &["UPDATE audit_blocks SET no = 9", "DELETE FROM audit_blocks", "TRUNCATE audit_blocks"]),
    ] {
        let mut conn = sqlx::PgConnection::connect_with(&database.connect_options(role)).await.unwrap();
        for statement in refused {
            let mut tx = conn.begin().await.unwrap();
            tx.execute(AssertSqlSafe(format!(
                "SET LOCAL app.organization_id = '{organization}'; SET LOCAL app.reach = '{reach}'"
            )))
            .await
            .unwrap();
            let answer = tx.execute(*statement).await;
            let code =
                answer.as_ref().err().and_then(|error| error.as_database_error()?.code().map(|code| code.into_owned()));
            assert_eq!(code.as_deref(), Some("42501"), "{role}: {statement}: {answer:?}");
        }
    }
    assert!(scene.verify().await.is_sound());
}

#[tokio::test]
async fn a_row_cannot_claim_another_transaction() {
    let scene = Scene::new().await;
    let mut tx = scene.begun(1).await;
    let organization = scene.organization();
    let forged = format!(
        "INSERT INTO audit_log (organization_id, xid, action, subject_kind, subject_id) VALUES ('{organization}', '3', 'a.b', 'c', '{organization}')"
    );
    let refused = tx.conn().execute(AssertSqlSafe(forged)).await.unwrap_err();
    assert!(refused.to_string().contains("row-level security"), "{refused}");
}
