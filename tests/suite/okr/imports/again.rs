//! The same file again, and files that say something new.

use std::path::Path;

use super::steps::{Company, QUARTER, counts, errors};

const NOTHING_NEW: [(u64, u64); 4] = [(0, 0); 4];

fn news(all: [(u64, u64, u64); 4]) -> [(u64, u64); 4] {
    all.map(|(created, updated, _)| (created, updated))
}

#[tokio::test]
async fn the_same_file_again_changes_nothing_whatever_people_did_since() {
    let company = Company::new().await;
    let first = company.import(QUARTER).await;
    assert_eq!(counts(&first), [(3, 0, 0), (12, 0, 0), (16, 0, 0), (4, 0, 0)], "{:?}", first.report);
    let second = company.import(QUARTER).await;
    assert_eq!(counts(&second), [(0, 0, 3), (0, 0, 12), (0, 0, 16), (0, 0, 4)]);

    // renamed, handed over, measured anew, weighed anew, moved: all of it stays
    company.run("UPDATE objectives SET title = 'Renamed ' || title, owner_id = a.id, owner_no = a.account_no, version = 7 FROM accounts a WHERE a.name = 'Vera'").await;
    company.run("UPDATE key_results SET title = 'Renamed ' || title, value = 99, value_on = '2026-11-01', weight = 3, priority = 8, owner_id = a.id, owner_no = a.account_no FROM accounts a WHERE a.name = 'Vera'").await;
    company.run("UPDATE workspaces SET name = 'Beacon' WHERE name = 'Lighthouse'; UPDATE accounts SET name = 'Vera B.' WHERE name = 'Vera'").await;
    let before = company.text("SELECT md5(string_agg(k::text, '' ORDER BY id)) FROM key_results k").await;
    let third = company.import(QUARTER).await;
    assert_eq!(news(counts(&third)), NOTHING_NEW, "{:?}", third.report);
    assert_eq!(company.text("SELECT md5(string_agg(k::text, '' ORDER BY id)) FROM key_results k").await, before);
    assert_eq!(company.count("readings").await, 16);
    assert_eq!(company.count("accounts").await, 5);
    assert_eq!(company.count("workspaces").await, 2);

    // a dry run says the same
    assert_eq!(news(counts(&company.import_with(QUARTER, None, true, false).await)), NOTHING_NEW);
}

#[tokio::test]
async fn a_changed_cell_changes_its_field_and_no_other() {
    let company = Company::new().await;
    company.import(QUARTER).await;
    company.run("UPDATE key_results SET weight = 3, title = 'Renamed'  WHERE title = 'Open day'").await;
    let changed = QUARTER.replace("Open day,P0,Jonas,,0.4,0.6", "Open day,P2,Jonas,,0.4,0.7");
    assert_ne!(changed, QUARTER);
    let outcome = company.import(&changed).await;
    assert_eq!(counts(&outcome), [(0, 0, 3), (0, 1, 11), (1, 0, 15), (0, 0, 4)], "{:?}", outcome.report);
    assert_eq!(company.text("SELECT concat_ws('|', title, weight, priority, value, version) FROM key_results WHERE title = 'Renamed'").await, "Renamed|3|2|70|2");
    assert_eq!(company.text("SELECT score::text FROM recorded_scores s JOIN key_results k ON k.id = s.key_result_id WHERE k.title = 'Renamed' AND moment = 'final'").await, "0.7");
    let history = company.text("SELECT string_agg(concat_ws('|', field, old, new), ';' ORDER BY field) FROM changes WHERE version > 1 AND subject_kind = 'key_result'").await;
    assert_eq!(history, "priority|0|2;value|60|70");
}

#[tokio::test]
async fn the_file_of_a_real_team_comes_in_whole_and_stays_when_it_comes_again() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|above| above.join("shared/data/ipfs-cluster-2019q2.csv"))
        .find(|path| path.exists());
    let Some(path) = shared else { return };
    let csv = std::fs::read_to_string(path).unwrap();
    let company = Company::new().await;
    let first = company.import(&csv).await;
    assert_eq!(counts(&first), [(4, 0, 0), (26, 0, 0), (39, 0, 0), (5, 0, 0)], "{:?}", first.report);
    assert_eq!(first.report.ignored_columns, ["Mid-Q Projection"]);
    assert_eq!(company.count("objectives WHERE owner_id = (SELECT id FROM accounts WHERE role = 'owner')").await, 4);
    assert_eq!(company.text("SELECT string_agg(a.name, ',') FROM object_roles r JOIN accounts a ON a.id = r.account_id WHERE r.role = 'contributor'").await, "pkafei");
    assert_eq!(
        company.text("SELECT concat_ws('|', name, state, email, import_key) FROM accounts WHERE name = 'Mhz'").await,
        "Mhz|inactive|mhz"
    );
    assert_eq!(company.text("SELECT string_agg(DISTINCT effective_on::text, ',' ORDER BY effective_on::text) FROM readings WHERE source = 'import'").await, "2019-05-16,2019-06-30");
    assert_eq!(company.text("SELECT string_agg(concat_ws(' ', moment, mean, known), ',' ORDER BY moment) FROM (SELECT moment, round(avg(score), 3) AS mean, count(*) AS known FROM recorded_scores GROUP BY moment) m").await, "final 0.357 21,middle 0.344 18");
    assert_eq!(company.count("key_results WHERE priority IS NULL").await, 1);
    assert_eq!(company.text("SELECT concat_ws('|', kind, name, starts_on, ends_on, state) FROM periods WHERE starts_on < '2020-01-01'").await, "quarter|2019 Q2|2019-04-01|2019-06-30|closing");

    assert_eq!(news(counts(&company.import(&csv).await)), NOTHING_NEW);
    company
        .run("UPDATE objectives SET title = 'Renamed ' || id; UPDATE key_results SET title = 'Renamed ' || id")
        .await;
    assert_eq!(counts(&company.import(&csv).await), [(0, 0, 4), (0, 0, 26), (0, 0, 39), (0, 0, 5)]);
}

#[tokio::test]
async fn one_bad_row_stops_everything_unless_bad_rows_are_skipped() {
    let company = Company::new().await;
    let bad = QUARTER.replace("Open day,P0,Jonas,,0.4,0.6", "Open day,P0,Jonas,,0.4,1.6");
    let refused = company.import(&bad).await;
    assert!(refused.refused);
    assert_eq!(errors(&refused), [(12, "import-row-score-out-of-range".to_owned())]);
    assert_eq!(counts(&refused), [(0, 0, 0); 4]);
    for table in [
        "objectives",
        "key_results",
        "readings",
        "imports",
        "audit_log",
        "changes",
        "outbox",
        "accounts WHERE state = 'inactive'",
        "workspaces WHERE kind = 'team'",
    ] {
        assert_eq!(company.count(table).await, 0, "{table}");
    }
    let skipped = company.import_with(&bad, None, false, true).await;
    assert!(!skipped.refused);
    assert_eq!(counts(&skipped)[1], (11, 0, 0));
    assert_eq!(errors(&skipped).len(), 1);
    // the mended row comes in alone
    assert_eq!(counts(&company.import(QUARTER).await)[1], (1, 0, 11));
}

#[tokio::test]
async fn what_is_refused_only_here_rolls_back_too() {
    let company = Company::new().await;
    let parent = "Objective,Parent objective,Key result,Baseline,Target\nGrow,,Visits,0,10\nSell,Nowhere,Sales,0,10\n";
    let refused = company.import(parent).await;
    assert!(refused.refused);
    assert_eq!(errors(&refused), [(3, "import-row-unknown-parent".to_owned())]);
    assert_eq!(company.count("objectives").await, 0);
    let below = company.import(&parent.replace("Nowhere", "grow")).await;
    assert_eq!(counts(&below)[0], (2, 0, 0), "{:?}", below.report);
    assert_eq!(
        company
            .text("SELECT p.title FROM objectives o JOIN objectives p ON p.id = o.parent_id WHERE o.title = 'Sell'")
            .await,
        "Grow"
    );
    assert_eq!(news(counts(&company.import(&parent.replace("Nowhere", "grow")).await)), NOTHING_NEW);
}
