//! JSON goes out and comes in again: unchanged where it came from, and the same where nothing was.

use axum::http::StatusCode;
use okrio::kernel::{AccountId, ImportId};
use okrio::okr::imports::actions::{self, Order, Outcome, Progress};
use okrio::okr::imports::file;
use okrio::okr::key_results::model::Kind;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::kinds::add;
use super::steps::{Company, counts, errors, upload, wait};
use crate::world::World;

/// Imports JSON as somebody of an organization.
pub async fn import(company: &Company, world: &World, who: AccountId, content: &str) -> Outcome {
    let actor = world.actor(who).await;
    let order = Order {
        id: ImportId::new(),
        file_name: "file.json".into(),
        dry_run: false,
        skip_bad_rows: false,
        overwrite: false,
    };
    let (progress, _seen) = watch::channel(Progress::default());
    let read = file::plan(content.as_bytes().to_vec(), order.file_name.clone(), None, None, progress.clone()).await;
    let (plan, columns) = read.unwrap().unwrap();
    let mut tx = company.app.db.write(&actor).await.unwrap();
    okrio::okr::imports::store::insert(&mut tx, order.id, &order.file_name, content.len()).await.unwrap();
    let outcome = actions::carry_out(&mut tx, plan, &columns, &order, &progress).await.unwrap();
    if !outcome.refused {
        tx.commit().await.unwrap();
    }
    outcome
}

/// An organization with a key result of every kind, measured and not, and all that objectives can have.
async fn company() -> Company {
    let company = Company::new().await;
    let anna = company.world.person("anna").await;
    company.run("UPDATE accounts SET name = 'Smith, Anna & Co' WHERE name = 'Anna'").await;
    // two of the same name are still two
    let double = company.world.account("olga two", "member", None).await;
    company.run("UPDATE accounts SET name = 'Olga' WHERE name ILIKE 'olga two'").await;
    let objective = company.world.objective("=Grow;  «steadily» 🚀", company.owner).await;
    let below = company.world.objective("Below", double).await;
    let archived = company.world.objective("Put away", anna).await;
    for kind in Kind::ALL {
        for measured in [false, true] {
            add(&company, objective, kind, measured).await;
        }
    }
    let odd = company.world.key_result(below, "10\u{a0}000  гостей \\ \"x\"", 0, 1).await;
    let organization = company.world.organization;
    company
        .run(&format!(
            "UPDATE objectives SET description = E'a\\n\\nb', weight = 2.125, priority = 0, stage = 'draft' WHERE id = '{objective}';
             UPDATE objectives SET parent_id = '{objective}', parent_contributes = false, visibility = 'private', rollup = 'both', import_key = '=key;1', halted = 'postponed' WHERE id = '{below}';
             INSERT INTO objective_parents (organization_id, objective_id, parent_id, contributes) VALUES ('{organization}', '{below}', '{archived}', true);
             INSERT INTO object_roles (organization_id, objective_id, account_id, role) VALUES ('{organization}', '{objective}', '{anna}', 'contributor');
             UPDATE key_results SET rhythm = 'monthly', baseline = -0.5, value = 123456789012.0123456789, value_on = '2026-11-01', started = true WHERE id = '{odd}';
             UPDATE key_results SET curve = 'stepped' WHERE kind = 'percentage';
             INSERT INTO expected_steps SELECT organization_id, id, '2026-11-01', 0.3333333333333333 FROM key_results WHERE kind = 'percentage';
             INSERT INTO recorded_scores (organization_id, key_result_id, moment, score, scored_on) VALUES ('{organization}', '{odd}', 'final', 0.125, '2026-12-31')"
        ))
        .await;
    company
}

/// The export without what is its organization's own or of its moment.
fn content(file: &str) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Array(all) => all.iter_mut().for_each(strip),
            Value::Object(fields) => {
                for own in
                    ["id", "import_key", "exported_at", "created_at", "updated_at", "version", "progress", "status"]
                {
                    fields.remove(own);
                }
                fields.values_mut().for_each(strip);
            }
            _ => {}
        }
    }
    let mut value = serde_json::from_str(file).unwrap();
    strip(&mut value);
    value
}

/// What was counted of the key results of every kind.
fn figures(file: &str) -> Vec<[Value; 3]> {
    let value: Value = serde_json::from_str(file).unwrap();
    let objectives = value["objectives"].as_array().unwrap();
    let key_results = objectives.iter().flat_map(|objective| objective["key_results"].as_array().unwrap());
    key_results
        .filter(|one| one["title"].as_str().unwrap().starts_with('='))
        .map(|one| ["title", "progress", "status"].map(|field| one[field].clone()))
        .collect()
}

#[tokio::test]
async fn json_comes_back_unchanged_and_makes_the_same_elsewhere() {
    let company = company().await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let everything = "SELECT md5(string_agg(o::text, '' ORDER BY o.id)) || (SELECT md5(string_agg(k::text, '' ORDER BY k.id)) FROM key_results k)
      || (SELECT md5(string_agg(m::text, '' ORDER BY m.id)) FROM milestones m) || (SELECT count(*) FROM readings) || (SELECT count(*) FROM accounts) FROM objectives o";
    let before = company.text(everything).await;
    let file = client.get("/objectives/export.json").await.body;
    let key_results = Kind::ALL.len() as u64 * 2 + 1;
    for _ in 0..2 {
        let outcome = import(&company, &company.world, company.owner, &file).await;
        assert_eq!(errors(&outcome), [], "{:?}", outcome.report);
        let [objectives, rows, check_ins, people] = counts(&outcome);
        assert_eq!((objectives, rows), ((0, 0, 3), (0, 0, key_results)), "{:?}", outcome.report);
        assert_eq!((check_ins.0, people.0), (0, 0));
        assert_eq!(company.text(everything).await, before);
    }

    let other = World::named(&company.app, "other").await;
    let otto = other.person_as("otto", "owner").await;
    let outcome = import(&company, &other, otto, &file).await;
    assert_eq!(errors(&outcome), [], "{:?}", outcome.report);
    let [objectives, rows, ..] = counts(&outcome);
    assert_eq!((objectives, rows), ((3, 0, 0), (key_results, 0, 0)));
    let theirs = company.app.sign_in(&other.email("otto")).await;
    let again = theirs.get("/objectives/export.json?period=2026-q4").await.body;
    assert_eq!(content(&again), content(&file));
    assert_eq!(figures(&again), figures(&file));
    assert_eq!(figures(&file).len(), Kind::ALL.len() * 2);

    // theirs comes back to them, and so does ours
    for file in [&again, &file] {
        let [objectives, rows, check_ins, people] = counts(&import(&company, &other, otto, file).await);
        assert_eq!((objectives, rows), ((0, 0, 3), (0, 0, key_results)));
        assert_eq!((check_ins.0, people.0), (0, 0));
    }
    assert_eq!(content(&theirs.get("/objectives/export.json?period=2026-q4").await.body), content(&file));
}

#[tokio::test]
async fn what_is_changed_in_the_json_changes_and_nothing_else() {
    let company = company().await;
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let file = client.get("/objectives/export.json").await.body;
    let mut json: Value = serde_json::from_str(&file).unwrap();
    for objective in json["objectives"].as_array_mut().unwrap() {
        for one in objective["key_results"].as_array_mut().unwrap() {
            match one["title"].as_str().unwrap() {
                "=scale true, \"quoted\"" => one["levels"][1]["label"] = json!("half"),
                "=milestones true, \"quoted\"" => {
                    one["milestones"][1]["done_on"] = json!("2026-11-10");
                }
                "=milestones false, \"quoted\"" => {
                    one["milestones"].as_array_mut().unwrap().push(json!({ "title": "three", "weight": "2" }));
                }
                "=band true, \"quoted\"" => one["band_high"] = json!("7"),
                "=at_least true, \"quoted\"" => one["red_line"] = Value::Null,
                _ => {}
            }
        }
    }
    let outcome = import(&company, &company.world, company.owner, &json.to_string()).await;
    assert_eq!(errors(&outcome), [], "{:?}", outcome.report);
    assert_eq!((counts(&outcome)[0], counts(&outcome)[1], counts(&outcome)[2].0), ((0, 0, 3), (0, 5, 12), 1));
    assert_eq!(company.text("SELECT string_agg(label, ',' ORDER BY l.position) FROM scale_levels l JOIN key_results k ON k.id = l.key_result_id WHERE k.title LIKE '=scale true%'").await, "none,half,all");
    assert_eq!(
        company
            .text(
                "SELECT concat_ws('|', value, value_on, progress) FROM key_results WHERE title LIKE '=milestones true%'"
            )
            .await,
        "1|2026-11-10|1"
    );
    assert_eq!(company.text("SELECT string_agg(concat_ws(' ', m.title, m.weight), ',' ORDER BY m.position) FROM milestones m JOIN key_results k ON k.id = m.key_result_id WHERE k.title LIKE '=milestones false%'").await, "one 1,two 1,three 2");
    assert_eq!(
        company
            .text("SELECT concat_ws('|', band_low, band_high) FROM key_results WHERE title LIKE '=band true%'")
            .await,
        "4|7"
    );
    let history = company.text("SELECT string_agg(concat_ws('|', field, old, new), ';' ORDER BY field, old) FROM changes WHERE audit_id = (SELECT id FROM audit_log WHERE action = 'import.run') AND field <> 'imported'").await;
    assert_eq!(history, "band_high|6|7;level|some | 0.5|half | 0.5;milestone|three | 2;red_line|95;value|0.5|1");
}

#[tokio::test]
async fn an_objective_above_that_is_not_there_is_told_by_its_title() {
    let company = Company::new().await;
    let file = json!({
        "format": "okrio-objectives", "version": 1,
        "period": { "kind": "custom", "name": "Sprint 12", "starts_on": "2026-11-02", "ends_on": "2026-11-20" },
        "objectives": [
            { "title": "Grow", "parents": [{ "id": uuid::Uuid::now_v7(), "title": "Be well known", "is_main": true, "contributes": true }] },
            { "title": "Keep", "key_results": [{ "title": "Steps", "kind": "scale" }, { "title": "Band", "kind": "band", "band_low": "1" }, { "title": "Ahead", "kind": "binary", "value": "1", "value_on": "2027-01-01" }] },
        ],
    });
    let outcome = import(&company, &company.world, company.owner, &file.to_string()).await;
    assert!(outcome.refused);
    let told: Vec<_> = outcome
        .report
        .errors
        .iter()
        .map(|error| (error.message.id.as_ref(), error.column.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        told,
        [
            ("import-row-no-details", "key_results.kind"),
            ("import-row-no-details", "key_results.kind"),
            ("import-row-day-ahead", "key_results.value_on"),
            ("import-row-unknown-parent", "parents"),
        ]
    );
    assert_eq!(company.count("periods WHERE name = 'Sprint 12'").await, 0);
    let mended = file
        .to_string()
        .replace("Be well known", "Keep")
        .replace("\"scale\"", "\"binary\"")
        .replace("\"band\"", "\"binary\"")
        .replace("2027-01-01", "2026-11-10");
    let outcome = import(&company, &company.world, company.owner, &mended).await;
    assert_eq!(errors(&outcome), [], "{:?}", outcome.report);
    assert_eq!(
        company
            .text("SELECT concat_ws('|', kind, starts_on, ends_on, state) FROM periods WHERE name = 'Sprint 12'")
            .await,
        "custom|2026-11-02|2026-11-20|active"
    );
    assert_eq!(
        company
            .text("SELECT b.title FROM objectives o JOIN objectives b ON b.id = o.parent_id WHERE o.title = 'Grow'")
            .await,
        "Keep"
    );
}

#[tokio::test]
async fn json_goes_from_upload_to_the_check_without_columns() {
    let company = company().await;
    let (stop, worker) = company.work();
    let client = company.app.sign_in(&company.world.email("olga")).await;
    let file = client.get("/objectives/export.json").await.bytes;
    for (name, content, words) in [
        ("cut.json", &file[..file.len() / 2], "Here the file stops being JSON"),
        ("other.json", b"{\"format\": \"okrs\"}".as_slice(), "not an export of objectives"),
        ("new.json", b"{\"format\": \"okrio-objectives\", \"version\": 7}", "version 7"),
        ("deep.json", "[".repeat(5000).as_bytes(), "deeper than 32 levels"),
    ] {
        let refused = upload(&client, name, content).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.only("error-summary").contains(words), "{name}: {}", refused.text());
    }
    let cut = upload(&client, "cut.json", b"{\n\"format\":").await;
    assert!(cut.only("error-summary").contains("Line 2, character"), "{}", cut.text());

    let address = upload(&client, "objectives.json", &file).await.location().unwrap();
    let report = wait(&client, &address).await;
    let words = report.only("import-report");
    assert!(words.contains("Objectives 3 0 new, 0 changed, 3 unchanged"), "{words}");
    assert!(!words.contains("Change the columns") && !report.text().contains("Columns"), "{}", report.text());
    assert_eq!(client.get(&format!("{address}/mapping")).await.location().unwrap(), address);
    client.submit(report.form("run-form").set("skip", "0")).await;
    let result = wait(&client, &address).await;
    assert!(result.text().contains("What changed"), "{}", result.text());
    stop.send_replace(true);
    worker.await.unwrap();
}
