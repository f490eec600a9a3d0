//! Mappings that are kept, and layouts of other products.

use axum::http::StatusCode;

use super::steps::{Company, counts, errors, upload, wait};
use crate::world::World;

/// Columns whose names say nothing.
const ODD: &str = "What,Measured by,Who,From,To\nGrow,Visits,Anna,0,\"1.234,5\"\n";
const VIVA: &str = include_str!("../../../fixtures/imports/viva-goals.csv");

#[tokio::test]
async fn a_mapping_is_kept_offered_again_renamed_removed_and_brought_back() {
    let company = Company::new().await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    assert!(!client.get("/imports").await.has("a[href='/imports/mappings']"));
    let address = upload(&client, "a.csv", ODD.as_bytes()).await.location().unwrap();
    let fields = ["objective_title", "key_result_title", "owner", "baseline", "target"];
    let form =
        fields.iter().enumerate().fold(client.get(&address).await.form("mapping-form"), |form, (place, field)| {
            form.set_nth("column", place, field)
        });
    let form = form.set("period", "2026 Q4").set("decimal_mark", "comma").set("keep", "Sheet of sales");
    let checked = client.submit(form.clone()).await;
    assert_eq!(checked.status, StatusCode::SEE_OTHER, "{}", checked.text());
    assert_eq!(
        company
            .text("SELECT string_agg(action, ',' ORDER BY id) FROM audit_log WHERE action LIKE 'import_mapping%'")
            .await,
        "import_mapping.keep"
    );

    // another file with the same columns
    let again = ODD.replace("Grow", "Shrink");
    let address = upload(&client, "b.csv", again.as_bytes()).await.location().unwrap();
    let columns = client.get(&address).await;
    assert!(columns.only("mapping-source").contains("mapped as in “Sheet of sales”"), "{}", columns.text());
    let selected: Vec<_> =
        (0..5).flat_map(|place| columns.attributes(&format!("#column-{place} option[selected]"), "value")).collect();
    assert_eq!(selected, fields);
    assert_eq!(columns.attributes("#decimal_mark option[selected]", "value"), ["comma"]);
    assert_ne!(columns.attributes("#period", "value"), [""], "the period of another file is not kept");
    let without = client.get(&format!("{address}/mapping?as=auto")).await;
    assert!(
        !without.has("[data-testid=mapping-source]")
            && without.attributes("#column-0 option[selected]", "value").is_empty()
    );
    let id = company.text("SELECT id::text FROM import_mappings").await;
    let chosen = client.get(&format!("{address}/mapping?as={id}")).await;
    assert_eq!(chosen.attributes("#as option[selected]", "value"), std::slice::from_ref(&id));

    let page = client.get("/imports/mappings").await;
    assert!(page.only("kept-mappings").contains("What, Measured by, Who, From, To"), "{}", page.text());
    let refused = client.submit(page.form("rename-form").set("name", " ")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let renamed = client.submit(page.form("rename-form").set("name", "Sales")).await;
    assert_eq!(renamed.location().unwrap(), "/imports/mappings");
    let once = uuid::Uuid::now_v7().to_string();
    let stale = client.submit(page.form("rename-form").set("name", "Other").set("_once", &once)).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(company.text("SELECT name FROM import_mappings").await, "Sales");

    let page = client.get("/imports/mappings").await;
    client.submit(page.form("remove-form")).await;
    assert_eq!(company.count("import_mappings").await, 0);
    let undo = company.text("SELECT id::text FROM undo_entries WHERE act = 'import_mapping.restore'").await;
    client.post(&format!("/undo/{undo}"), &[]).await;
    assert_eq!(company.text("SELECT name || ' ' || id FROM import_mappings").await, format!("Sales {id}"));

    // one of the same name gives way, another may not take it
    let page = client.get(&address).await;
    client.submit(page.form("mapping-form").set("keep", "SALES")).await;
    assert_eq!(company.count("import_mappings").await, 1);
    let address = upload(&client, "c.csv", ODD.as_bytes()).await.location().unwrap();
    let long = client.submit(client.get(&address).await.form("mapping-form").set("keep", &"x".repeat(101))).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.has("#keep[aria-invalid]"), "{}", long.text());
}

#[tokio::test]
async fn kept_mappings_are_their_organizations_own() {
    let company = Company::new().await;
    company.world.person("anna").await;
    let other = World::named(&company.app, "other").await;
    other.person_as("otto", "owner").await;
    let olga = company.app.sign_in(&company.world.email("olga")).await;
    let csv = "Objective,Key result\nGrow,Visits\n";
    let address = upload(&olga, "a.csv", csv.as_bytes()).await.location().unwrap();
    olga.submit(olga.get(&address).await.form("mapping-form").set("keep", "Ours")).await;
    let id = company.text("SELECT id::text FROM import_mappings").await;
    let path = format!("/imports/mappings/{id}");

    let anna = company.app.sign_in(&company.world.email("anna")).await;
    let otto = company.app.sign_in(&other.email("otto")).await;
    assert_eq!(anna.get("/imports/mappings").await.status, StatusCode::FORBIDDEN);
    assert!(!otto.get("/imports/mappings").await.text().contains("Ours"));
    for (who, status) in [(&anna, StatusCode::FORBIDDEN), (&otto, StatusCode::NOT_FOUND)] {
        assert_eq!(who.post(&path, &[("name", "Theirs"), ("_ver", "1")]).await.status, status);
        assert_eq!(who.post(&format!("{path}/delete"), &[]).await.status, status);
    }
    let address = upload(&otto, "a.csv", csv.as_bytes()).await.location().unwrap();
    let columns = otto.get(&format!("{address}/mapping?as={id}")).await;
    assert!(!columns.has("[data-testid=mapping-source]"), "{}", columns.text());
    // the same name is free there
    otto.submit(otto.get(&address).await.form("mapping-form").set("keep", "Ours")).await;
    assert_eq!(company.count("import_mappings WHERE name = 'Ours'").await, 2);
}

#[tokio::test]
async fn the_workbook_of_viva_goals_is_known_by_its_columns() {
    let company = Company::new().await;
    let (stop, worker) = company.work();
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let address = upload(&client, "okrs.csv", VIVA.as_bytes()).await.location().unwrap();
    let columns = client.get(&address).await;
    assert!(columns.only("mapping-source").contains("columns of Viva Goals"), "{}", columns.text());
    assert_eq!(columns.attributes("#as option[selected]", "value"), ["viva-goals"]);
    client.submit(columns.form("mapping-form")).await;
    let report = wait(&client, &address).await;
    let words = report.only("import-report");
    assert!(words.contains("Objectives 2 2 new") && words.contains("Key results 3 3 new"), "{words}");
    stop.send_replace(true);
    worker.await.unwrap();

    let outcome = company.import(VIVA).await;
    assert_eq!(errors(&outcome), [], "{:?}", outcome.report);
    let below = "SELECT string_agg(o.title || ' > ' || k.title || ' ' || trim_scale(k.baseline) || '-' || trim_scale(k.target), ';' ORDER BY k.title) FROM key_results k JOIN objectives o ON o.id = k.objective_id";
    assert_eq!(
        company.text(below).await,
        "Shops open their account in a day > Median time to first sale in hours 72-24;Shops open their account in a day > Shops that need no help at all in % 40-75;Be the first choice of small shops > Shops that recommend us 30-60"
    );
    assert_eq!(
        company.text("SELECT b.title FROM objectives o JOIN objectives b ON b.id = o.parent_id").await,
        "Be the first choice of small shops"
    );
    assert_eq!(company.text("SELECT string_agg(a.name, ',' ORDER BY k.title) FROM key_results k JOIN accounts a ON a.id = k.owner_id").await, "jonas@fictive.example,vera@fictive.example,mira@fictive.example");
    let [objectives, key_results, ..] = counts(&company.import(VIVA).await);
    assert_eq!((objectives, key_results), ((0, 0, 2), (0, 0, 3)));

    let bad = VIVA.replace("\n5,1,", "\n5,9,").replace("\n4,2,", "\n3,2,");
    let outcome = company.import_with(&bad, None, true, false).await;
    assert_eq!(
        errors(&outcome),
        [(5, "import-row-same-key-twice".to_owned()), (6, "import-row-unknown-parent".to_owned())],
        "{:?}",
        outcome.report
    );
}

#[tokio::test]
async fn headers_that_repeat_and_words_that_mean_nothing_are_told() {
    let company = Company::new().await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let twice = "Objective,Objective,Key result,Kind,Target,Value\nGrow,Other,Visits,level of joy,10,=1+1\n";
    let address = upload(&client, "a.csv", twice.as_bytes()).await.location().unwrap();
    let columns = client.get(&address).await;
    let form = columns.form("mapping-form").set_nth("column", 1, "objective_title");
    let refused = client.submit(form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.only("error-summary").contains("another column fills already"), "{}", refused.text());
    let outcome = company.import(twice).await;
    let told: Vec<_> = outcome.report.errors.iter().map(|error| error.column.as_deref().unwrap_or_default()).collect();
    assert_eq!(told, ["Kind", "Value"], "{:?}", outcome.report);
    assert_eq!(company.count("objectives").await, 0);

    let half = client.submit(columns.form("mapping-form").set_nth("column", 1, "row_above")).await;
    assert!(half.only("error-summary").contains("how rows belong together"), "{}", half.text());
}
