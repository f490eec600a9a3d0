//! A file goes out and comes in again, all by the pages: nothing is created, nothing is updated, whatever the texts and numbers are.

use okrio::okr::key_results::model::Kind;
use serde_json::{Value, json};

use super::kinds::add;
use super::steps::{Company, upload, wait};
use crate::support::client::Client;

const HOSTILE: [&str; 12] = [
    "=cmd|' /C calc'!A0",
    "+1 \"quoted\"; and, so; on",
    "-2",
    "@sum(A1:A9)",
    "'=1+1",
    "'tis",
    "Запуск 🚀 «Ёлки» & <b>",
    "10\u{a0}000  гостей",
    "_x000D_ is no line end",
    "1,234",
    "TRUE",
    "2026-11-02",
];

const NUMBERS: [&str; 10] = [
    "123456789012345.6789012345",
    "-999999999999999.9999999999",
    "0.0000000001",
    "-0.5",
    "1.234",
    "12.345",
    "1234567.125",
    "100000000000000",
    "-1",
    "0.3",
];

/// Every kind, measured or not, then one key result for each text and for each number.
async fn company() -> Company {
    let company = Company::new().await;
    company.run("UPDATE accounts SET name = 'Smith, Olga & Co'").await;
    let other = company.world.person("нет").await;
    let objective = company.world.objective("=Grow;  \"steadily\", 'и' всё", company.owner).await;
    let below = company.world.objective("@Below", other).await;
    company.world.objective("-Without key results", other).await;
    company
        .world
        .set("objectives", objective.0, "description = E'=1+1\\nтак; \"вот\", ''да''\\n\\n🚀', weight = 2.125")
        .await;
    let assignments = format!("parent_id = '{objective}', visibility = 'private', import_key = '=key;1', priority = 0");
    company.world.set("objectives", below.0, &assignments).await;
    for kind in Kind::ALL {
        for measured in [false, true] {
            add(&company, objective, kind, measured).await;
        }
    }
    for text in HOSTILE {
        let id = company.world.key_result(below, text, 0, 1).await;
        let text = text.replace('\'', "''");
        let texts = format!("title = '{text}', description = E'{text}\\n{text}', unit = left('{text}', 20)");
        company.world.set("key_results", id.0, &texts).await;
    }
    for (days, number) in (0..).zip(NUMBERS) {
        let id = company.world.key_result(below, &format!("№ {number}"), 0, 1).await;
        let numbers = format!(
            "baseline = {number}, target = {number} + 1, value = {number}, value_on = date '2026-10-01' + {days}, started = true, weight = abs({number} % 10)"
        );
        company.world.set("key_results", id.0, &numbers).await;
    }
    company
        .run("INSERT INTO recorded_scores (organization_id, key_result_id, moment, score, scored_on) SELECT organization_id, id, 'final', 0.125, '2026-12-31' FROM key_results WHERE unit = '-2'")
        .await;
    company
}

/// Uploads the file, takes the columns as they were guessed, checks, imports; what the check and the import reported.
async fn carry(company: &Company, client: &Client<'_>, name: &str, file: &[u8]) -> [Value; 2] {
    let sent = upload(client, name, file).await;
    let address = sent.location().unwrap_or_else(|| panic!("{}", sent.text()));
    let columns = client.get(&address).await;
    client.submit(columns.form("mapping-form")).await;
    let mut reports = [Value::Null, Value::Null];
    for (step, report) in reports.iter_mut().enumerate() {
        let page = wait(client, &address).await;
        let id = address.rsplit('/').next().unwrap();
        let text = company.text(&format!("SELECT report::text FROM imports WHERE id = '{id}'")).await;
        *report = serde_json::from_str(&text).unwrap();
        if step == 0 {
            assert_eq!(report["errors"], json!([]), "{name}");
            client.submit(page.form("run-form").set("skip", "0")).await;
        }
    }
    reports
}

#[tokio::test]
async fn what_goes_out_comes_back_unchanged_in_both_formats_and_languages() {
    let company = company().await;
    let (stop, worker) = company.work();
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let everything = "SELECT md5(string_agg(o::text, '' ORDER BY o.id)) || (SELECT md5(string_agg(k::text, '' ORDER BY k.id)) FROM key_results k) || (SELECT count(*) FROM readings) || (SELECT count(*) FROM accounts) FROM objectives o";
    let before = company.text(everything).await;
    let key_results = (Kind::ALL.len() * 2 + HOSTILE.len() + NUMBERS.len()) as u64;
    for language in ["en", "ru"] {
        company.run(&format!("UPDATE accounts SET locale = '{language}'")).await;
        for ending in ["xlsx", "csv"] {
            let file = client.get(&format!("/objectives/export.{ending}")).await;
            let name = format!("objectives.{ending}");
            for report in carry(&company, &client, &name, &file.bytes).await {
                let said = format!("{language} {ending}: {report:#}");
                for (what, unchanged) in [("objectives", 3), ("key_results", key_results)] {
                    let counts = &report[what];
                    assert_eq!((&counts["created"], &counts["updated"]), (&json!(0), &json!(0)), "{said}");
                    assert_eq!(counts["unchanged"], json!(unchanged), "{said}");
                }
                assert_eq!(
                    (&report["check_ins"]["created"], &report["people"]["created"]),
                    (&json!(0), &json!(0)),
                    "{said}"
                );
            }
            assert_eq!(company.text(everything).await, before, "{language} {ending}");
        }
    }
    stop.send_replace(true);
    worker.await.unwrap();
}

/// What Excel makes of a file that is changed and kept is one change, and no other.
#[tokio::test]
async fn a_number_that_is_changed_in_the_russian_file_is_the_only_change() {
    let company = company().await;
    let (stop, worker) = company.work();
    company.run("UPDATE accounts SET locale = 'ru'").await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let file = client.get("/objectives/export.csv").await.body;
    assert!(file.contains(";1,2340;2,2340;1,2340;2026-10-05;"), "{file}");
    let changed = file.replace(";1,2340;2,2340;1,2340;2026-10-05;", ";1,234;7,5;1,234;2026-10-05;");
    let [_, report] = carry(&company, &client, "objectives.csv", changed.as_bytes()).await;
    assert_eq!(
        (&report["key_results"]["created"], &report["key_results"]["updated"]),
        (&json!(0), &json!(1)),
        "{report}"
    );
    assert_eq!(company.text("SELECT string_agg(trim_scale(baseline) || ' ' || trim_scale(target), ',') FROM key_results WHERE version > 1 AND title LIKE '№%'").await, "1.234 7.5");
    stop.send_replace(true);
    worker.await.unwrap();
}
