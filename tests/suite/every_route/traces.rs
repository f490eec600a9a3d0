//! Each change leaves a row in the audit log, in the transaction in which it is written, and happens once however often its
//! form is sent.

use super::scene::{Scene, differing};
use super::table::{CHANGES, Trace};

/// Tables whose rows are no change by themselves: one's own devices and text not saved yet.
const BESIDE: [&str; 3] = ["audit_log", "drafts", "account_sessions"];

/// How many rows were written since, by transactions that left no audit row.
async fn untraced(scene: &Scene, since: i64) -> Vec<String> {
    let tables: Vec<String> =
        scene.digest().await.into_keys().filter(|table| !BESIDE.contains(&table.as_str())).collect();
    let each: Vec<String> = tables
        .iter()
        .map(|table| format!("SELECT '{table}' FROM {table} t WHERE t.xmin::text::bigint >= {since} AND NOT EXISTS (SELECT FROM audit_log l WHERE l.xmin = t.xmin)"))
        .collect();
    sqlx::query_scalar(sqlx::AssertSqlSafe(each.join(" UNION "))).fetch_all(&scene.app.admin).await.unwrap()
}

#[tokio::test]
async fn each_change_is_traced_in_its_transaction_and_happens_once() {
    let scene = Scene::new("organization").await;
    let anna = scene.anna().await;
    for change in CHANGES.iter().filter(|change| !matches!(change.3, Trace::Machine)) {
        let own = [
            "/account/",
            "/operator",
            "/organization/ownership/",
            "/organizations/",
            "/sign-",
            "/password/",
            "/invitation",
            "/regist",
        ]
        .iter()
        .any(|start| change.0.starts_with(start));
        if change.0 == "/sign-out" || change.0.starts_with("/organization/ownership") {
            scene.reset().await;
        }
        let sender = if own { Some(change.sender(&scene).await) } else { None };
        let client = sender.as_ref().unwrap_or(&anna);
        let form = change.form(&scene, client).await;
        let since: i64 = scene.app.ask("SELECT pg_current_xact_id()::text::bigint").await;
        let answer = change.send(client, form.as_ref(), false).await;
        let what = format!("{}: {} {}", change.0, answer.status, answer.text());
        assert!(answer.status.is_redirection() || answer.status.is_success(), "{what}");
        let found: Vec<String> =
            sqlx::query_scalar("SELECT DISTINCT action FROM audit_log WHERE xmin::text::bigint >= $1")
                .bind(since)
                .fetch_all(&scene.app.admin)
                .await
                .unwrap();
        match change.3 {
            Trace::Audit(action) => {
                assert!(found.iter().any(|one| one == action), "{action} is not among {found:?}: {what}");
                assert_eq!(untraced(&scene, since).await, Vec::<String>::new(), "{what}");
            }
            Trace::Machine => {}
            Trace::None(reason) => assert_eq!(found, Vec::<String>::new(), "{reason}: {what}"),
        }
        if let Some(form) = form.filter(|form| form.get("_once").is_some()) {
            let before = scene.digest().await;
            let again = change.send(client, Some(&form), false).await;
            let ended = again.location().is_some_and(|to| to.starts_with("/sign-in"));
            assert!(
                ended || (again.status, again.location()) == (answer.status, answer.location()),
                "{what}: {}",
                again.status
            );
            assert_eq!(differing(&before, &scene.digest().await), Vec::<String>::new(), "twice by {what}");
        }
    }
}
