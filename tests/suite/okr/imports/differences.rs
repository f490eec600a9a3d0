//! An exported sheet that somebody has edited: what it would change is shown before it does, and what people have changed since stays.

use axum::http::StatusCode;
use okrio::kernel::KeyResultId;
use okrio::okr::key_results::actions::{self, Edit, record};
use okrio::okr::key_results::model::{Kind, Measurement, ReadingSource};
use okrio::okr::key_results::store;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::kinds::add;
use super::steps::{Company, counts, upload, wait};
use crate::support::answer::Answer;
use crate::support::client::Client;
use crate::world::day;

/// An exported table in which cells can be changed.
struct Table(Vec<Vec<String>>);

impl Table {
    fn of(csv: &str) -> Self {
        let text = csv.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        Self(reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect())
    }

    /// Changes a cell in the row of a key result.
    fn set(&mut self, key_result: &str, column: &str, text: &str) {
        let place = |name: &str| self.0[0].iter().position(|one| one == name).unwrap_or_else(|| panic!("no {name}"));
        let (title, column) = (place("Key result"), place(column));
        let row = self.0.iter().position(|row| row[title].contains(key_result)).expect("the key result");
        self.0[row][column] = text.to_owned();
    }

    fn text(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        self.0.iter().for_each(|row| writer.write_record(row).unwrap());
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }
}

async fn edit(company: &Company, id: KeyResultId, change: impl FnOnce(&mut Edit)) {
    let actor = company.world.actor(company.owner).await;
    let mut tx = company.app.db.write(&actor).await.unwrap();
    let before = store::find(&mut tx, id).await.unwrap();
    let mut edit = Edit { reason: "because".into(), ..Edit::of(&before) };
    change(&mut edit);
    actions::edit(&mut tx, id, before.version, edit).await.unwrap();
    tx.commit().await.unwrap();
}

async fn measure(company: &Company, id: KeyResultId, value: i64, on: chrono::NaiveDate) {
    let actor = company.world.actor(company.owner).await;
    let mut tx = company.app.db.write(&actor).await.unwrap();
    let measurement = Measurement {
        value: Some(Decimal::from(value)),
        milestones_done: None,
        confidence: None,
        comment: String::new(),
        source: ReadingSource::Inline,
        effective_on: on,
    };
    record(&mut tx, id, None, measurement).await.unwrap();
    tx.commit().await.unwrap();
}

/// Uploads, takes the columns as they are recognised, and waits for the check.
async fn check(client: &Client<'_>, csv: &str) -> (String, Answer) {
    let address = upload(client, "objectives.csv", csv.as_bytes()).await.location().unwrap();
    client.submit(client.get(&address).await.form("mapping-form")).await;
    let report = wait(client, &address).await;
    (address, report)
}

#[tokio::test]
async fn an_edited_sheet_shows_from_what_to_what_before_anything_is_written() {
    let company = Company::new().await;
    let (stop, worker) = company.work();
    let anna = company.world.person("anna").await;
    let objective = company.world.objective("Grow", company.owner).await;
    for kind in Kind::ALL {
        add(&company, objective, kind, true).await;
    }
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let mut table = Table::of(&client.get("/objectives/export.csv").await.body);
    table.set("absolute", "Target", "-35.5");
    table.set("absolute", "Key result owner", "Anna");
    table.set("binary", "Value", "1");
    table.set("at_most", "Key result priority", "not one");
    table.set("at_most", "Key result", "<b>Calls</b>");
    table.set("band", "Key result description", "");
    let mut text = table.text();
    text.push_str(",Keep,,Company,2026 Q4,Kim,1,,,,,,Steps,,absolute,km,0,10,,,1,,Kim,,,,,\n");
    let (address, report) = check(&client, &text).await;

    let rows = report.texts("[data-testid=import-differences] tbody tr");
    assert_eq!(rows.len(), 4, "{rows:?}");
    assert!(
        rows[0].contains("Key result of “Grow” Target, €, thousand from -20 to -35.5")
            || rows[0].contains("from −20 to −35.5"),
        "{rows:?}"
    );
    assert!(rows[0].contains("Owner from Olga to Anna"), "{rows:?}");
    assert!(
        rows.iter().any(|row| row.contains("binary") && row.contains("Value from not done yet to done on 2")),
        "{rows:?}"
    );
    assert!(rows[2].contains("Keep Objective New") && rows[3].contains("Steps Key result of “Keep” New"), "{rows:?}");
    let tabs = report.texts("[data-testid=differences] .tabs a");
    assert_eq!(tabs, ["All 5", "New 2", "Changed 2", "Problems 1"]);
    assert!(report.only("import-report").contains("Key results 8 1 new, 1 changed, 6 unchanged"), "{}", report.text());
    assert!(report.has("[data-testid=import-problems]"));
    assert!(!report.body.contains("<b>Calls"), "{}", report.body);

    for (show, rows, problems) in
        [("new", 2, false), ("changed", 2, false), ("problems", 0, true), ("nonsense", 4, true)]
    {
        let page = client.get(&format!("{address}?show={show}&page=99")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.texts("[data-testid=import-differences] tbody tr").len(), rows, "{show}");
        assert_eq!(page.has("[data-testid=import-problems]"), problems, "{show}");
    }
    assert_eq!(company.count(&format!("key_results WHERE owner_id = '{anna}'")).await, 0, "a check writes nothing");
    assert_eq!(client.htmx().get(&format!("{address}?show=new")).await.status, StatusCode::OK);

    client.submit(report.form("run-form").set("skip", "1")).await;
    let result = wait(&client, &address).await;
    assert_eq!(result.texts("[data-testid=import-differences] tbody tr").len(), 4, "{}", result.text());
    assert_eq!(company.text("SELECT concat_ws('|', trim_scale(target), owner_id = (SELECT id FROM accounts WHERE name = 'Anna')) FROM key_results WHERE kind = 'absolute' AND title LIKE '=%'").await, "-35.5|t");
    stop.send_replace(true);
    worker.await.unwrap();
}

#[tokio::test]
async fn what_people_changed_since_the_export_stays_and_conflicts_are_told() {
    let company = Company::new().await;
    let (stop, worker) = company.work();
    let objective = company.world.objective("Grow", company.owner).await;
    let one = add(&company, objective, Kind::Absolute, true).await;
    let two = add(&company, objective, Kind::AtLeast, true).await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let mut table = Table::of(&client.get("/objectives/export.csv").await.body);

    // meanwhile somebody works on
    edit(&company, one, |edit| {
        edit.definition.target = Some(Decimal::from(-50));
        edit.weight = Decimal::from(4);
        edit.title = "Renamed".into();
    })
    .await;
    measure(&company, one, 7, day(2026, 11, 2)).await;
    measure(&company, two, 97, day(2026, 11, 10)).await;
    let before = company.text("SELECT string_agg(k::text, '' ORDER BY id) FROM key_results k").await;

    // the sheet as it was exported takes nothing of that back
    let (_, untouched) = check(&client, &table.text()).await;
    assert!(
        untouched.only("import-report").contains("Key results 2 0 new, 0 changed, 2 unchanged"),
        "{}",
        untouched.text()
    );
    assert!(!untouched.has("[data-testid=import-differences]") && !untouched.has("[data-testid=import-conflicts]"));
    client.submit(untouched.form("run-form").set("skip", "0")).await;

    // the same target is changed there too, and the unit, which nobody has touched here
    table.set("absolute", "Target", "-60");
    table.set("absolute", "Unit", "km");
    table.set("absolute", "Value", "9");
    let (address, report) = check(&client, &table.text()).await;
    let rows = report.texts("[data-testid=import-differences] tbody tr");
    assert_eq!(rows.len(), 1, "{rows:?}");
    let conflicts = report.texts("[data-testid=import-conflict]");
    assert_eq!(conflicts.len(), 2, "{rows:?}");
    assert!(conflicts[0].starts_with("Olga changed this here after the export"), "{conflicts:?}");
    assert!(
        report.only("import-conflicts").contains("2 fields were changed both in the file and here"),
        "{}",
        report.text()
    );
    assert_eq!(
        client.get(&format!("{address}?show=conflicts")).await.texts("[data-testid=import-differences] tbody tr").len(),
        1
    );
    assert_eq!(company.text("SELECT string_agg(k::text, '' ORDER BY id) FROM key_results k").await, before);

    client.submit(report.form("run-form").set("skip", "0")).await;
    wait(&client, &address).await;
    let state = format!(
        "SELECT concat_ws('|', title, unit, trim_scale(target), trim_scale(weight), trim_scale(value)) FROM key_results WHERE id = '{one}'"
    );
    assert_eq!(company.text(&state).await, "Renamed|km|-50|4|7", "what is here stays");

    // chosen for good, the file wins in what it says, and in nothing else
    let (address, report) = check(&client, &table.text()).await;
    assert_eq!(report.texts("[data-testid=import-conflict]").len(), 2, "{}", report.text());
    client.submit(report.form("run-form").set("skip", "0").set("overwrite", "1")).await;
    wait(&client, &address).await;
    assert_eq!(company.text(&state).await, "Renamed|km|-60|4|9");
    assert_eq!(
        company
            .text("SELECT detail ->> 'overwrite' FROM audit_log WHERE action = 'import.start' ORDER BY id DESC LIMIT 1")
            .await,
        "true"
    );
    stop.send_replace(true);
    worker.await.unwrap();
}

#[tokio::test]
async fn a_fresh_export_can_be_edited_back_to_what_an_earlier_file_said() {
    let company = Company::new().await;
    let objective = company.world.objective("Grow", company.owner).await;
    let one = add(&company, objective, Kind::Absolute, true).await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let first = client.get("/objectives/export.csv").await.body;
    assert_eq!(counts(&company.import(&first).await)[1], (0, 0, 1));
    edit(&company, one, |edit| edit.weight = Decimal::from(4)).await;
    let mut table = Table::of(&client.get("/objectives/export.csv").await.body);
    table.set("absolute", "Key result weight", "1.5");
    assert_eq!(counts(&company.import(&table.text()).await)[1], (0, 1, 0), "the file before the change said so too");
    assert_eq!(company.text("SELECT trim_scale(weight)::text FROM key_results").await, "1.5");
}

#[tokio::test]
async fn json_tells_conflicts_too_and_keeps_newer_ticks() {
    let company = Company::new().await;
    let objective = company.world.objective("Grow", company.owner).await;
    let id = add(&company, objective, Kind::Milestones, true).await;
    let scale = add(&company, objective, Kind::Scale, true).await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let file = client.get("/objectives/export.json").await.body;
    let actor = company.world.actor(company.owner).await;
    let mut tx = company.app.db.write(&actor).await.unwrap();
    let all = store::find(&mut tx, id).await.unwrap().definition.milestones.iter().map(|one| one.id).collect();
    let measurement = Measurement {
        value: None,
        milestones_done: Some(all),
        confidence: None,
        comment: String::new(),
        source: ReadingSource::Inline,
        effective_on: day(2026, 11, 2),
    };
    record(&mut tx, id, None, measurement).await.unwrap();
    tx.commit().await.unwrap();
    edit(&company, scale, |edit| edit.definition.levels[1].label = "half".into()).await;
    let before = company.text("SELECT string_agg(m::text, '' ORDER BY id) FROM milestones m").await;

    let outcome = super::json::import(&company, &company.world, company.owner, &file).await;
    assert_eq!(counts(&outcome)[1], (0, 0, 2), "{:?}", outcome.report);
    assert_eq!(company.text("SELECT string_agg(m::text, '' ORDER BY id) FROM milestones m").await, before);
    assert_eq!(company.count("scale_levels WHERE label = 'half'").await, 1, "the file only says what it was");

    let mut json: Value = serde_json::from_str(&file).unwrap();
    for one in json["objectives"][0]["key_results"].as_array_mut().unwrap() {
        if one["kind"] == "scale" {
            one["levels"][1]["label"] = json!("most");
        }
    }
    let outcome = super::json::import(&company, &company.world, company.owner, &json.to_string()).await;
    assert_eq!((counts(&outcome)[1], outcome.report.conflicts), ((0, 0, 2), 1), "{:?}", outcome.report.differences);
    assert_eq!(company.count("scale_levels WHERE label = 'half'").await, 1);
}
