//! Values, people, workspaces and periods of a file.

use std::collections::BTreeMap;

use okrio::okr::imports::mapping::{ColumnMapping, Field, Mapping, Options};

use super::steps::{Company, counts, errors};

#[tokio::test]
async fn a_value_becomes_a_reading_of_its_day_and_an_older_one_displaces_nothing() {
    let company = Company::new().await;
    let file = |value: &str, day: &str| {
        format!(
            "Objective,Key result,Baseline,Target,Value,Value date,Confidence,Comment\nGrow,Visits,0,10,{value},{day},80,Going well\n"
        )
    };
    let first = company.import(&file("4", "2026-11-10")).await;
    assert_eq!(counts(&first)[2], (1, 0, 0), "{:?}", first.report);
    assert_eq!(
        company
            .text("SELECT concat_ws('|', value, value_on, confidence, round(progress::numeric, 2)) FROM key_results")
            .await,
        "4|2026-11-10|80|0.40"
    );
    assert_eq!(
        company.text("SELECT concat_ws('|', value, confidence, comment, effective_on) FROM check_ins").await,
        "4|80|Going well|2026-11-10"
    );
    assert_eq!(company.text("SELECT round(progress::numeric, 2)::text FROM objectives").await, "0.40");

    let older = company.import(&file("2", "2026-10-20")).await;
    assert_eq!(counts(&older)[2], (1, 0, 0), "{:?}", older.report);
    assert_eq!(company.text("SELECT concat_ws('|', value, value_on) FROM key_results").await, "4|2026-11-10");
    assert_eq!(company.count("check_ins").await, 1, "the same words are not said twice");

    let newer = company.import(&file("6", "2026-11-17")).await;
    assert_eq!(counts(&newer)[2], (1, 0, 0));
    assert_eq!(company.text("SELECT concat_ws('|', value, value_on) FROM key_results").await, "6|2026-11-17");
    assert_eq!(errors(&company.import(&file("7", "2026-12-01")).await), [(2, "import-row-day-ahead".to_owned())]);
}

#[tokio::test]
async fn what_a_file_says_of_measures_that_exist_stands_in_the_ledger() {
    let company = Company::new().await;
    let file = |target: &str, weight: &str| {
        format!(
            "Objective,Key result,Kind,Unit,Baseline,Target,Weight\nGrow,Visits,absolute,visits,0,{target},{weight}\n"
        )
    };
    company.import(&file("10", "1")).await;
    let outcome = company.import(&file("20", "2")).await;
    assert_eq!(counts(&outcome)[1], (0, 1, 0), "{:?}", outcome.report);
    let ledger = company
        .text("SELECT string_agg(concat_ws('|', field, old, new, reason), ';' ORDER BY field) FROM target_ledger")
        .await;
    assert_eq!(ledger, "target|10|20|file.csv;weight|1|2|file.csv");
}

#[tokio::test]
async fn people_are_found_mapped_or_made_and_remembered() {
    let company = Company::new().await;
    let anna = company.world.person("anna").await;
    let file = "Objective,Key result,Owner\nGrow,Visits,Anna\nGrow,Sales,\"Boss, Kim\"\n";
    let column = |header: &str, field| ColumnMapping { header: header.into(), field: Some(field) };
    let mapping = |people: &[(&str, String)]| Mapping {
        header_line: None,
        columns: vec![
            column("Objective", Field::ObjectiveTitle),
            column("Key result", Field::KeyResultTitle),
            column("Owner", Field::Owner),
        ],
        options: Options {
            people: people.iter().map(|(name, email)| ((*name).to_owned(), email.clone())).collect::<BTreeMap<_, _>>(),
            ..Options::default()
        },
    };
    let refused =
        company.import_with(file, Some(mapping(&[("Boss", "nobody@acme.example".into())])), false, false).await;
    assert_eq!(errors(&refused), [(3, "import-row-unknown-person".to_owned())]);

    let outcome =
        company.import_with(file, Some(mapping(&[("boss", company.world.email("olga"))])), false, false).await;
    assert_eq!(counts(&outcome)[3], (1, 0, 2), "{:?}", outcome.report);
    let owners = company.text("SELECT string_agg(k.title || ' ' || a.name, ',' ORDER BY k.title) FROM key_results k JOIN accounts a ON a.id = k.owner_id").await;
    assert_eq!(owners, "Sales Olga,Visits Anna");
    assert_eq!(company.count(&format!("key_results WHERE owner_id = '{anna}'")).await, 1);
    // without the mapping the name still means the same person
    let again = company.import(file).await;
    assert_eq!(counts(&again), [(0, 0, 1), (0, 0, 2), (0, 0, 0), (0, 0, 3)], "{:?}", again.report);

    company.world.account("anna two", "member", None).await;
    company.run("UPDATE accounts SET name = 'Anna' WHERE name ILIKE 'anna two'").await;
    let new_row = format!("{file}Grow,Profit,Anna\n");
    assert_eq!(errors(&company.import(&new_row).await), [(4, "import-row-ambiguous-person".to_owned())]);
}

#[tokio::test]
async fn closed_periods_and_closed_objectives_take_nothing() {
    let company = Company::new().await;
    let file = |target: &str| {
        format!("Objective,Period,Key result,Baseline,Target\nGrow,2026 Q3,Visits,0,{target}\nRest,2026 Q4,Sleep,0,8\n")
    };
    company.import(&file("10")).await;
    company.run("UPDATE periods SET state = 'closed' WHERE starts_on = '2026-07-01'").await;
    // the same again is nothing that would have to be taken
    assert!(!company.import(&file("10")).await.refused);
    assert_eq!(errors(&company.import(&file("11")).await), [(2, "import-row-locked".to_owned())]);
    let other = file("10").replace("Grow", "Shrink");
    assert_eq!(errors(&company.import(&other).await), [(2, "import-row-closed-period".to_owned())]);
    let unnamed = company.import("Objective,Period,Key result,Baseline,Target\nGrow,Sprint 7,Visits,0,1\n").await;
    assert_eq!(errors(&unnamed), [(2, "import-row-unknown-period".to_owned())]);
}

#[tokio::test]
async fn where_approval_is_needed_objectives_come_in_as_drafts() {
    let company = Company::new().await;
    company.run("UPDATE organizations SET approval_required = true").await;
    company.import("Objective,Key result,Baseline,Target\nGrow,Visits,0,10\n").await;
    assert_eq!(company.text("SELECT stage FROM objectives").await, "draft");
    assert_eq!(company.text("SELECT stage FROM objective_stages").await, "draft");
}

#[tokio::test]
async fn history_and_facts_tell_of_the_import() {
    let company = Company::new().await;
    company.import("Objective,Key result,Baseline,Target\nGrow,Visits,0,10\nGrow,Sales,0,5\n").await;
    let history = company.text("SELECT string_agg(concat_ws(' ', subject_kind, field, new), ';' ORDER BY subject_kind DESC, field, new) FROM changes").await;
    assert_eq!(
        history,
        "objective created Grow;objective imported file.csv;key_result created Sales;key_result created Visits"
    );
    assert_eq!(company.count("audit_log WHERE action = 'import.run'").await, 1);
    assert_eq!(company.count("outbox WHERE fact = 'objective.created'").await, 1);
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let id = company.text("SELECT id::text FROM objectives").await;
    assert!(client.get(&format!("/objectives/{id}/history")).await.text().contains("Imported from the file"));
}
