//! The list as a file: what is in it and for whom, the types of a workbook, the words of a language, JSON against the database.

use std::io::Cursor;

use axum::http::StatusCode;
use okrio::kernel::{AccountId, KeyResultId, ObjectiveId};
use okrio::okr::imports::reading::{Cell, Row, open_input};
use serde_json::{Value, json};

use super::imports::kinds::{add, definition};
use super::imports::steps::Company;
use crate::support::answer::Answer;
use okrio::okr::key_results::model::Kind;

/// The rows of a workbook, the first with the names.
fn rows(file: &Answer) -> (Vec<String>, Vec<Row>) {
    assert_eq!(file.status, StatusCode::OK, "{}", file.body);
    let mut sheet = open_input(Box::new(Cursor::new(file.bytes.clone())), "objectives.xlsx").unwrap();
    let rows = sheet.rows().unwrap().map(Result::unwrap).collect();
    (sheet.sheet_names().to_vec(), rows)
}

fn cell<'r>(rows: &'r [Row], title: &str, column: &str) -> &'r Cell {
    let text = |row: &Row| row.cells.iter().map(|cell| cell.text().into_owned()).collect::<Vec<_>>();
    let at = text(&rows[0]).iter().position(|name| name == column).unwrap_or_else(|| panic!("no column {column}"));
    let row = rows.iter().find(|row| text(row).contains(&title.to_owned())).unwrap_or_else(|| panic!("no {title}"));
    row.cells.get(at).unwrap_or(&Cell::Empty)
}

async fn company_of_every_kind() -> (Company, ObjectiveId, Vec<KeyResultId>) {
    let company = Company::new().await;
    let objective = company.world.objective("=Grow", company.owner).await;
    let mut key_results = Vec::new();
    for kind in Kind::ALL {
        key_results.push(add(&company, objective, kind, true).await);
    }
    company.world.set("objectives", objective.0, "progress = 0.415, description = 'why'").await;
    (company, objective, key_results)
}

#[tokio::test]
async fn a_workbook_has_numbers_days_shares_and_truths_and_no_formula() {
    let (company, ..) = company_of_every_kind().await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let file = client.get("/objectives/export.xlsx").await;
    assert_eq!(file.header("content-type"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"objectives-2026-q4.xlsx\"");
    let (names, table) = rows(&file);
    assert_eq!((names, table.len()), (vec!["Objectives".to_owned()], 1 + Kind::ALL.len()));
    let number = |text: &str, percent| Cell::Number { value: text.parse().unwrap(), percent };
    let absolute = "=absolute true, \"quoted\"";
    for (column, expected) in [
        ("Objective", Cell::Text("=Grow".into())),
        ("Key result", Cell::Text(absolute.into())),
        ("Key result description", Cell::Text("two\nlines".into())),
        ("Kind", Cell::Text("absolute".into())),
        ("Objective progress", number("0.415", true)),
        ("Baseline", number("100", false)),
        ("Target", number("-20", false)),
        ("Value", number("2", false)),
        ("Value date", Cell::Date(crate::world::day(2026, 11, 2))),
        ("Key result weight", number("1.5", false)),
        ("Confidence", number("70", false)),
        ("Mid score", Cell::Empty),
    ] {
        assert_eq!(*cell(&table, absolute, column), expected, "{column}");
    }
    assert_eq!(*cell(&table, "=binary true, \"quoted\"", "Value"), Cell::Truth(false));
    assert_eq!(*cell(&table, "=milestones true, \"quoted\"", "Value"), Cell::Empty);
}

#[tokio::test]
async fn a_russian_file_speaks_russian() {
    let (company, ..) = company_of_every_kind().await;
    company.run("UPDATE accounts SET locale = 'ru'").await;
    company.run("UPDATE key_results SET value = 1.234 WHERE kind = 'absolute'").await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let csv = client.get("/objectives/export.csv").await;
    let text = csv.body.strip_prefix("\u{feff}").expect("begins with the mark of UTF-8");
    assert!(text.starts_with("ID цели;Цель;Описание цели;"), "{text}");
    assert!(text.contains(";41,5%;") && text.contains(";1,2340;2026-11-02;1,5;"), "{text}");
    assert!(text.contains(";IV кв. 2026;"), "{text}");
    let (names, table) = rows(&client.get("/objectives/export.xlsx").await);
    assert_eq!(names, ["Цели"]);
    let title = "=at_least true, \"quoted\"";
    assert_eq!(cell(&table, title, "Тип").text(), "не меньше");
    assert_eq!(cell(&table, title, "Видимость").text(), "видна всем");
    for word in ["absolute", "at_least", "organization", "2026 Q4"] {
        assert!(!text.contains(&format!(";{word};")), "{word}");
    }
}

#[tokio::test]
async fn only_what_the_viewer_sees_is_exported() {
    let company = Company::new().await;
    let boris = company.world.person("boris").await;
    let anna = company.world.person("anna").await;
    let hidden = company.world.objective("Quietly buy the competitor", boris).await;
    company.world.set("objectives", hidden.0, "visibility = 'private'").await;
    company.world.key_result(hidden, "Signed by the competitor", 0, 1).await;
    let (above, below) = (company.world.objective("Above", anna).await, company.world.objective("Below", anna).await);
    company.world.set("objectives", below.0, &format!("parent_id = '{hidden}'")).await;
    let organization = company.world.organization;
    for parent in [hidden, above] {
        let row = format!("'{organization}', '{below}', '{parent}'");
        company
            .run(&format!("INSERT INTO objective_parents (organization_id, objective_id, parent_id) VALUES ({row})"))
            .await;
    }
    for (who, sees) in [("anna", false), ("boris", true)] {
        let client = company.app.sign_in(&company.world.email(who)).await;
        let csv = client.get("/objectives/export.csv").await.body;
        let json = client.get("/objectives/export.json").await.body;
        let (_, table) = rows(&client.get("/objectives/export.xlsx").await);
        let sheet = format!("{table:?}");
        for (format, file) in [("csv", &csv), ("json", &json), ("xlsx", &sheet)] {
            assert!(file.contains("Below"), "{who} {format}");
            assert_eq!(file.contains("competitor"), sees, "{who} {format}");
            assert_eq!(file.contains(&hidden.to_string()), sees, "{who} {format}");
        }
    }
    for ending in ["csv", "json", "xlsx"] {
        let narrowed = format!("/objectives/export.{ending}?text=above");
        let file = company.app.sign_in(&company.world.email("anna")).await.get(&narrowed).await;
        let content = if ending == "xlsx" { format!("{:?}", rows(&file).1) } else { file.body };
        assert!(content.contains("Above") && !content.contains("\"Below\""), "{content}");
    }
}

#[tokio::test]
async fn json_says_what_the_database_holds() {
    let (company, objective, key_results) = company_of_every_kind().await;
    let organization = company.world.organization;
    let jonas = company.world.person("jonas").await;
    let (main, other) = (company.world.objective("Main", jonas).await, company.world.objective("Other", jonas).await);
    company.world.set("objectives", objective.0, &format!("parent_id = '{main}', parent_contributes = false")).await;
    company
        .run(&format!(
            "INSERT INTO objective_parents (organization_id, objective_id, parent_id) VALUES ('{organization}', '{objective}', '{other}');
             INSERT INTO object_roles (organization_id, objective_id, account_id, role) VALUES ('{organization}', '{objective}', '{jonas}', 'contributor'), ('{organization}', '{objective}', '{jonas}', 'viewer');
             UPDATE key_results SET value = 123456789012345.0123456789 WHERE kind = 'absolute';
             UPDATE key_results SET curve = 'stepped' WHERE kind = 'percentage';
             INSERT INTO expected_steps SELECT organization_id, id, '2026-11-01', 0.3 FROM key_results WHERE kind = 'percentage'"
        ))
        .await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let file = client.get("/objectives/export.json").await;
    assert_eq!(file.header("content-type"), "application/json");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"objectives-2026-q4.json\"");
    let json: Value = serde_json::from_str(&file.body).unwrap();
    assert_eq!((&json["format"], &json["version"]), (&json!("okrio-objectives"), &json!(1)));
    assert_eq!(json["exported_at"].as_str().unwrap().get(..10), Some("2026-11-18"));
    assert_eq!(json["period"]["code"], "2026-q4");
    assert_eq!(json["period"]["starts_on"], "2026-10-01");
    let objectives = json["objectives"].as_array().unwrap();
    assert_eq!(objectives.len(), 3);
    let found = objectives.iter().find(|one| one["id"] == json!(objective)).unwrap();
    let names = |people: &Value| people.as_array().unwrap().iter().map(|one| one["name"].clone()).collect::<Vec<_>>();
    assert_eq!((names(&found["contributors"]), &found["owner"]["name"]), (vec![json!("Jonas")], &json!("Olga")));
    assert_eq!(
        found["parents"],
        json!([
            { "id": main, "title": "Main", "is_main": true, "contributes": false },
            { "id": other, "title": "Other", "is_main": false, "contributes": false },
        ])
    );
    for (key, expected) in [
        ("title", json!("=Grow")),
        ("description", json!("why")),
        ("visibility", json!("organization")),
        ("weight", json!("1")),
        ("is_archived", json!(false)),
    ] {
        assert_eq!(found[key], expected, "{key}");
    }
    let listed = found["key_results"].as_array().unwrap();
    assert_eq!(
        listed.iter().map(|one| one["id"].clone()).collect::<Vec<_>>(),
        key_results.iter().map(|id| json!(id)).collect::<Vec<_>>()
    );
    for (kind, listed) in Kind::ALL.into_iter().zip(listed) {
        let defined = definition(kind);
        let exact = |number: Option<rust_decimal::Decimal>| json!(number.map(|number| number.normalize().to_string()));
        assert_eq!(listed["kind"], kind.code());
        for (key, number) in [
            ("baseline", defined.baseline),
            ("target", defined.target),
            ("band_low", defined.band_low),
            ("band_high", defined.band_high),
            ("tolerance", defined.tolerance),
            ("red_line", defined.red_line),
        ] {
            assert_eq!(listed[key], exact(number), "{} {key}", kind.code());
        }
        let counts = [
            ("levels", defined.levels.len()),
            ("milestones", defined.milestones.len()),
            ("curve_points", defined.checkpoints.len()),
        ];
        for (key, count) in counts {
            assert_eq!(listed[key].as_array().unwrap().len(), count, "{} {key}", kind.code());
        }
        assert_eq!(listed["confidence"], 70);
        assert_eq!(listed["weight"], "1.5");
        let id = listed["id"].as_str().unwrap();
        let row = company
            .text(&format!("SELECT json_build_array(trim_scale(value)::text, value_on, unit, title, description, progress)::text FROM key_results WHERE id = '{id}'"))
            .await;
        let mut row: Vec<Value> = serde_json::from_str(&row).unwrap();
        assert_eq!(listed["progress"].as_f64(), row.pop().unwrap().as_f64(), "{}", kind.code());
        let keys = ["value", "value_on", "unit", "title", "description"];
        assert_eq!(keys.map(|key| listed[key].clone()).to_vec(), row);
    }
    let of = |kind: Kind| listed.iter().find(|one| one["kind"] == kind.code()).unwrap();
    assert_eq!(of(Kind::Absolute)["value"], "123456789012345.0123456789");
    assert_eq!(of(Kind::Absolute)["curve_points"], json!([{ "value": "40", "progress": "0.3" }]));
    assert_eq!(of(Kind::Percentage)["expected_steps"], json!([{ "from_on": "2026-11-01", "progress": "0.3" }]));
    assert_eq!(of(Kind::Scale)["levels"][1], json!({ "number": 2, "label": "some", "progress": "0.5" }));
    let milestone = &of(Kind::Milestones)["milestones"][0];
    assert_eq!((&milestone["title"], &milestone["done_on"]), (&json!("one"), &json!("2026-11-02")));
}

/// As many objectives as fill several pieces.
#[tokio::test]
async fn every_format_holds_a_large_list_once() {
    let company = Company::new().await;
    let seed = company.world.objective("Seed", company.owner).await;
    fill(&company, seed, company.owner, 1250).await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let json: Value = serde_json::from_str(&client.get("/objectives/export.json").await.body).unwrap();
    let mut ids: Vec<_> =
        json["objectives"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 1251);
    let (_, table) = rows(&client.get("/objectives/export.xlsx").await);
    let mut keys: Vec<_> = table.iter().skip(1).map(|row| row.cells[0].text().into_owned()).collect();
    keys.sort();
    assert_eq!(keys, ids);
    let nothing = client.get("/objectives/export.json?text=zzz").await.body;
    assert_eq!(serde_json::from_str::<Value>(&nothing).unwrap()["objectives"], json!([]));
}

async fn fill(company: &Company, seed: ObjectiveId, owner: AccountId, count: usize) {
    company
        .run(&format!(
            "INSERT INTO objectives (organization_id, id, title, workspace_id, workspace_no, owner_id, owner_no, period_id, stage, position)
             SELECT o.organization_id, gen_random_uuid(), 'Generated ' || n, o.workspace_id, o.workspace_no, o.owner_id, o.owner_no, o.period_id, 'active', n
             FROM objectives o, generate_series(1, {count}) n WHERE o.id = '{seed}' AND o.owner_id = '{owner}'"
        ))
        .await;
}
