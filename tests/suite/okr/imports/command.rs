//! `okrio import` as an operator runs it: the program itself, on a database of its own.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::steps::{Company, QUARTER};

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("import-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path.to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn command(company: &Company, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_okrio"));
    command
        .arg("import")
        .args(arguments)
        .args(["--organization", "acme"])
        .env_clear()
        .env("DATABASE_URL", company.app.database.url("okrio_app"))
        .env("OKRIO_DATA_DIR", env!("CARGO_TARGET_TMPDIR"))
        .current_dir(env!("CARGO_TARGET_TMPDIR"));
    command
}

async fn run(company: &Company, arguments: &[&str]) -> (i32, String) {
    let mut command = command(company, arguments);
    let Output { status, stdout, stderr } =
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    (status.code().unwrap(), format!("{}{}", String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap()))
}

fn counts(json: &Value, what: &str) -> [u64; 3] {
    ["created", "updated", "unchanged"].map(|name| json[what][name].as_u64().unwrap())
}

#[tokio::test]
async fn the_report_is_json_for_programs_and_words_for_people() {
    let company = Company::new().await;
    let folder = Folder::new();
    let file = folder.file("quarter.csv", QUARTER);
    let (code, text) = run(&company, &[&file, "--period", "2024 Q3", "--dry-run", "--format", "json"]).await;
    let json: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!((code, counts(&json, "objectives"), counts(&json, "key_results")), (0, [3, 0, 0], [12, 0, 0]), "{text}");
    assert_eq!((counts(&json, "check_ins"), counts(&json, "people")), ([16, 0, 0], [4, 0, 0]), "{text}");
    assert_eq!(json["errors"], serde_json::json!([]));
    assert_eq!(company.count("objectives").await, 0);

    let (code, text) = run(&company, &[&file, "--period", "2024 Q3"]).await;
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("key results                 12         0         0"), "{text}");
    assert!(text.contains("columns left out: Mid-Q Projection"), "{text}");
    let (_, text) = run(&company, &[&file, "--period", "2024 Q3", "--format", "json"]).await;
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((counts(&json, "objectives"), counts(&json, "key_results")), ([0, 0, 3], [0, 0, 12]));
    assert_eq!(company.count("imports WHERE state = 'done' AND NOT dry_run").await, 2);
}

#[tokio::test]
async fn a_dry_run_says_line_by_line_what_would_change_and_changes_nothing() {
    let company = Company::new().await;
    let folder = Folder::new();
    let first = folder.file(
        "first.csv",
        "Objective,Key result,Baseline,Target,Weight,Row: key,Spare\nGrow,Visits,0,10,1,a,x\nGrow,Sales,5,20,1,b,x\n",
    );
    let period = ["--period", "2026 Q4", "--dry-run"];
    let (code, text) = run(&company, &[&[first.as_str()][..], &period].concat()).await;
    insta::assert_snapshot!("dry_run_of_new_rows", format!("{code}\n{text}"));
    assert_eq!(company.count("objectives").await, 0);
    assert_eq!(run(&company, &[&first, "--period", "2026 Q4"]).await.0, 0);

    let second = folder.file(
        "second.csv",
        "Objective,Key result,Baseline,Target,Weight\nGrow,Visits,0,12.5,3\nGrow,Sales,5,20,1\nShrink,Waste,9,2,1\n",
    );
    let (code, text) = run(&company, &[&[second.as_str()][..], &period].concat()).await;
    insta::assert_snapshot!("dry_run_of_changes", format!("{code}\n{text}"));
    assert_eq!(company.count("key_results WHERE target = 12.5 OR title = 'Waste'").await, 0);

    let bad = folder.file("bad.csv", "Objective,Key result,Baseline,Target\nGrow,Visits,0,ten\nGrow,,0,1\n");
    let (code, text) = run(&company, &[&[bad.as_str()][..], &period].concat()).await;
    insta::assert_snapshot!("dry_run_of_errors", format!("{code}\n{text}"));
}

#[tokio::test]
async fn errors_end_with_one_and_name_line_and_column() {
    let company = Company::new().await;
    company.world.person("anna").await;
    let folder = Folder::new();
    let bad = folder.file("bad.csv", "Objective,Key result,Baseline,Target\nGrow,Visits,0,10\nGrow,Sales,0,ten\n");
    let (code, text) = run(&company, &[&bad, "--period", "2026 Q4", "--format", "json"]).await;
    assert_eq!(code, 1);
    let json: Value =
        serde_json::from_str(text.split("\nokrio:").next().unwrap()).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!((json["errors"][0]["line"].as_u64(), json["errors"][0]["column"].as_str()), (Some(3), Some("Target")));
    assert!(json["errors"][0]["message"].as_str().unwrap().contains("is not a number"));
    assert_eq!(company.count("objectives").await, 0);
    assert_eq!(run(&company, &[&bad, "--period", "2026 Q4", "--dry-run"]).await.0, 1);
    assert_eq!(run(&company, &[&bad, "--period", "2026 Q4", "--skip-bad-rows"]).await.0, 0);
    assert_eq!(company.count("key_results").await, 1);

    let good = folder.file("good.csv", "Goal,What\nGrow,Visits\n");
    let mapping = folder.file("mapping.json", r#"{"columns": [{"header": "Goal", "field": "objective_title"}, {"header": "What", "field": "key_result_title"}]}"#);
    let nonsense = folder.file("nonsense.json", r#"{"columns": [{"header": "Goal", "field": "aim"}]}"#);
    assert_eq!(
        run(&company, &[&good, "--period", "2026 Q4", "--mapping", &mapping, "--as", "OLGA@acme.example"]).await.0,
        0
    );
    for (arguments, words) in [
        (vec![good.as_str()], "import-mapping-no-period"),
        (vec![&good, "--mapping", &nonsense], "unknown variant `aim`"),
        (vec![&good, "--as", "anna@acme.example"], "only owners and administrators"),
        (vec![&good, "--as", "nobody@acme.example"], "has no active account"),
        (vec!["/nowhere.csv"], "No such file"),
    ] {
        let (code, text) = run(&company, &arguments).await;
        let words = if words.starts_with("import-") { "No column holds periods" } else { words };
        assert!(code == 1 && text.contains(words), "{arguments:?}: {code} {text}");
    }
}

/// The peak of the resident memory of a process, in kilobytes; nothing once it has ended.
fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn fifty_thousand_rows_come_in_within_two_hundred_megabytes() {
    let company = Company::new().await;
    let folder = Folder::new();
    let mut csv = String::from(
        "Team,Period,Objective,Key result,Priority,Owner,Baseline,Target,Value,Value date,Mid score,Final score,Key result description\n",
    );
    for row in 0..50_000_u32 {
        let objective = row / 10;
        writeln!(
            csv,
            "Team {},2026 Q4,Objective number {objective} of the company,Key result number {row} with a title of the usual length,P{},Person {},0,{},{},2026-11-02,0.{},,Why key result {row} matters to everybody who works on it",
            objective % 50,
            row % 5,
            objective % 300,
            100 + row % 900,
            row % 90,
            row % 10,
        )
        .unwrap();
    }
    let file = folder.file("large.csv", &csv);
    drop(csv);
    let mut child = command(&company, &[&file]).stdout(Stdio::null()).spawn().unwrap();
    let (started, mut highest) = (std::time::Instant::now(), 0);
    let status = loop {
        highest = peak(child.id()).unwrap_or(0).max(highest);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    println!("{} MB at most, {:.1} s", highest / 1024, started.elapsed().as_secs_f64());
    assert!(status.success());
    assert_eq!((company.count("objectives").await, company.count("key_results").await), (5_000, 50_000));
    assert!((20_000..200 * 1024).contains(&highest), "{} MB", highest / 1024);
}
