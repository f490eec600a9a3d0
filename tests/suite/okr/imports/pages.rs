//! The steps in the browser: file, columns, check, result.

use axum::http::StatusCode;

use super::steps::{Company, QUARTER, upload, upload_once, wait};
use crate::world::World;

#[tokio::test]
async fn a_file_goes_from_upload_to_the_objectives_page_by_page() {
    let company = Company::new().await;
    let (stop, worker) = company.work();
    let client = company.app.sign_in(&company.world.email("olga")).await;
    assert!(client.get("/imports").await.has("form[enctype='multipart/form-data'] input[type=file]"));

    let sent = upload(&client, "C:\\files\\quarter.csv", QUARTER.as_bytes()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let address = sent.location().unwrap();
    let columns = client.get(&address).await;
    assert!(columns.text().contains("Columns of quarter.csv"), "{}", columns.text());
    assert_eq!(columns.attributes("#column-6 option[selected]", "value"), ["mid_score"]);
    assert_eq!(
        columns.attributes("#column-7 option[selected]", "value"),
        Vec::<String>::new(),
        "a projection is left out"
    );
    assert_eq!(
        columns.attributes("[data-testid=import-people] input[name=person]", "value"),
        ["Mira", "Jonas", "Vera", "Petr"]
    );

    assert!(columns.only("import-owner").contains("you will own every new one"), "{}", columns.text());

    let checked = client.submit(columns.form("mapping-form")).await;
    assert_eq!(checked.location().unwrap(), address);
    let report = wait(&client, &address).await;
    let words = report.only("import-report");
    assert!(words.contains("What will change"), "{words}");
    assert!(words.contains("Objectives 3 3 new, 0 changed, 0 unchanged Key results 12 12 new"), "{words}");
    assert!(words.contains("People 4 4 new"), "{words}");
    assert!(report.only("import-ignored").contains("Mid-Q Projection"));
    assert_eq!(company.count("objectives").await, 0, "a check writes nothing");
    assert_eq!(company.count("accounts WHERE state = 'inactive'").await, 0);

    let started = client.submit(report.form("run-form").set("skip", "0")).await;
    assert_eq!(started.location().unwrap(), address);
    let result = wait(&client, &address).await;
    assert!(result.text().contains("What changed"), "{}", result.text());
    let scores = result.only("recorded-scores");
    // 0.5 0.2 0.9 0 0.4 0.3 0.1 and 0.7 0 0.4 1 0.3 0.5 1 0.6 0.2
    assert!(scores.contains("0.343 (7 of 12)") && scores.contains("0.522 (9 of 12)"), "{scores}");
    assert!(scores.contains("Progress counted here"), "{scores}");
    assert!(result.has("details.why"));
    assert_eq!(result.attributes("[data-testid=import-report] a.primary", "href"), ["/objectives?period=2024-q3"]);

    assert_eq!(client.get("/imports").await.texts("[data-testid=imports-past] tbody td:nth-child(4)"), ["imported"]);
    let again = client.post(&format!("{address}/run"), &[("skip", "0")]).await;
    assert_eq!(again.location().unwrap(), address);
    assert_eq!(company.count("audit_log WHERE action = 'import.run'").await, 1, "an import runs once");
    stop.send_replace(true);
    worker.await.unwrap();
}

#[tokio::test]
async fn a_file_that_is_sent_twice_is_one_import() {
    let company = Company::new().await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let once = uuid::Uuid::now_v7();
    let first = upload_once(&client, once, "a.csv", QUARTER.as_bytes()).await.location().unwrap();
    assert_eq!(upload_once(&client, once, "a.csv", QUARTER.as_bytes()).await.location().unwrap(), first);
    assert_eq!(company.count("imports").await, 1);
    let other = upload_once(&client, once, "b.csv", QUARTER.as_bytes()).await.location().unwrap();
    assert_ne!(other, first, "another file with the same id of the form");
    assert_eq!(company.count("import_files").await, 2);
}

#[tokio::test]
async fn only_those_who_administer_import_and_only_in_their_organization() {
    let company = Company::new().await;
    company.world.person("anna").await;
    let other = World::named(&company.app, "other").await;
    other.person_as("otto", "owner").await;
    let olga = company.app.sign_in(&company.world.email("olga")).await;
    let address = upload(&olga, "a.csv", QUARTER.as_bytes()).await.location().unwrap();

    let anna = company.app.sign_in(&company.world.email("anna")).await;
    let otto = company.app.sign_in(&other.email("otto")).await;
    for path in ["", "/progress", "/mapping"] {
        assert_eq!(anna.get(&format!("{address}{path}")).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(otto.get(&format!("{address}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let refused = anna.get("/imports").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text().contains("Administrators import"), "{}", refused.text());
    assert_eq!(upload(&anna, "a.csv", QUARTER.as_bytes()).await.status, StatusCode::FORBIDDEN);
    for path in ["/run", "/mapping"] {
        assert_eq!(anna.post(&format!("{address}{path}"), &[]).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(otto.post(&format!("{address}{path}"), &[]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(company.count("imports").await, 1);
}

#[tokio::test]
async fn columns_that_do_not_fit_are_told_with_what_was_chosen() {
    let company = Company::new().await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let address = upload(&client, "a.csv", b"Goal;Measure\nGrow;Visits\n").await.location().unwrap();
    let form = client.get(&address).await.form("mapping-form");
    let refused = client.submit(form.clone().set("column", "").set("period", "")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.only("error-summary").contains("No column holds the titles of objectives"), "{}", refused.text());
    let refused = client.submit(form.set("period", "Sprint 12").set("mid_date", "2026-13-01")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let words = refused.only("error-summary");
    assert!(words.contains("There is no period “Sprint 12”"), "{words}");
    assert_eq!(refused.attributes("#period", "value"), ["Sprint 12"]);
    assert_eq!(company.count("imports WHERE state = 'uploaded'").await, 1);
}

#[tokio::test]
async fn an_import_that_cannot_go_on_says_why_and_can_be_tried_again() {
    let company = Company::new().await;
    let (stop, worker) = company.work();
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let csv = "Objective,Key result,Baseline,Target\nGrow,Visits,0,10\nGrow,Sales,0,ten\n";
    let address = upload(&client, "a.csv", csv.as_bytes()).await.location().unwrap();
    client.submit(client.get(&address).await.form("mapping-form")).await;
    let report = wait(&client, &address).await;
    assert_eq!(
        report.texts("[data-testid=import-problems] tbody td"),
        ["3", "Target", "“ten” is not a number. Write digits only, for example 12.5."]
    );
    assert!(report.text().contains("Import 1 good row"), "{}", report.text());

    // without the word to skip, the bad row stops everything
    client.post(&format!("{address}/run"), &[("skip", "0")]).await;
    let failed = wait(&client, &address).await;
    assert!(failed.has("[data-testid=import-failure]"), "{}", failed.text());
    assert_eq!(company.count("objectives").await, 0);

    client.post(&format!("{address}/run"), &[("skip", "1")]).await;
    let result = wait(&client, &address).await;
    assert!(result.text().contains("They were left out."), "{}", result.text());
    assert_eq!(company.count("key_results").await, 1);
    stop.send_replace(true);
    worker.await.unwrap();
}
