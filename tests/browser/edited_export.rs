//! An exported sheet that was edited comes back: the difference is shown first, and what somebody changed meanwhile is asked for.

use okrio::kernel::Locale;
use thirtyfour::prelude::*;

use crate::browser::{Browser, Setup};
use crate::hand::{click, follow, read, see};
use crate::site::Site;

/// Places of columns in the exported table.
const KEY_RESULT: usize = 12;
const WEIGHT: usize = 20;

#[tokio::test]
async fn an_edited_export_shows_what_it_changes_before_it_does() {
    come_back(Locale::En, "en", (1280, 900)).await;
}

#[tokio::test]
async fn an_edited_export_comes_back_in_russian_on_a_phone() {
    come_back(Locale::Ru, "ru", (390, 844)).await;
}

async fn come_back(locale: Locale, languages: &'static str, size: (u32, u32)) {
    let mut site = Site::start(locale).await;
    let browser = Browser::with(Setup { languages, size, ..Setup::default() }).await;
    site.sign_in(&browser, "admin").await;
    let script = "const done = arguments[arguments.length - 1]; fetch('/objectives/export.csv').then(answer => answer.text()).then(done)";
    let csv: String = browser.execute_async(script, Vec::new()).await.unwrap().convert().unwrap();
    let delimiter = site.words(",", ";").as_bytes()[0];
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(reader.headers().unwrap()).unwrap();
    let mut edited = Vec::new();
    for row in reader.records() {
        let mut cells: Vec<String> = row.unwrap().iter().map(str::to_owned).collect();
        if edited.len() < 2 && !cells[KEY_RESULT].is_empty() {
            cells[WEIGHT] = site.words("2.5", "2,5").to_owned();
            edited.push(cells[KEY_RESULT].clone());
        }
        writer.write_record(&cells).unwrap();
    }
    let file = std::env::temp_dir().join(format!("okrio-edited-{languages}-{}.csv", std::process::id()));
    std::fs::write(&file, writer.into_inner().unwrap()).unwrap();

    // somebody gives the first of them another weight meanwhile
    let change = "WITH changed AS (UPDATE key_results SET weight = 9, version = version + 1 WHERE title = $1 AND weight <> 9 RETURNING *)
      INSERT INTO changes (organization_id, audit_id, objective_id, subject_kind, subject_id, version, field, old, new, account_id)
      SELECT organization_id, gen_random_uuid(), objective_id, 'key_result', id, version, 'weight', '1', '9', owner_id FROM changed";
    sqlx::query(change).bind(&edited[0]).execute(&mut site.admin).await.unwrap();

    site.goto(&browser, "/imports").await;
    see(&browser, "#file").await.send_keys(file.to_str().unwrap()).await.unwrap();
    follow(&browser, "[data-testid=import-form] .primary").await;
    follow(&browser, "[data-testid=mapping-form] .primary").await;
    see(&browser, "html[data-ready] [data-testid=run-form] .primary").await;
    let table = read(&browser, "[data-testid=import-differences] tbody").await;
    assert!(edited.iter().all(|title| table.contains(title.as_str())), "{table}");
    assert!(table.contains(site.words("2.5", "2,5")) && table.contains('9'), "{table}");
    assert!(
        read(&browser, "[data-testid=import-conflict]")
            .await
            .contains(site.words("after the export", "после выгрузки"))
    );
    let wide = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
    assert_eq!(browser.execute(wide, Vec::new()).await.unwrap().json().as_bool(), Some(false), "wider than the screen");
    assert_eq!(browser.axe().await, Vec::<String>::new());
    browser.picture(&format!("import-differences-{languages}")).await;

    follow(&browser, "[data-testid=differences] .tabs a[href*='show=conflicts']").await;
    see(&browser, "html[data-ready] [data-testid=import-differences]").await;
    assert_eq!(browser.find_all(By::Css("[data-testid=import-differences] tbody tr")).await.unwrap().len(), 1);
    click(&browser, "[data-testid=run-form] [name=overwrite]").await;
    follow(&browser, "[data-testid=run-form] .primary").await;
    see(&browser, "[data-testid=import-report] a.primary").await;
    assert_eq!(site.count("SELECT count(*) FROM key_results WHERE weight = 2.5").await, 2);
    assert_eq!(browser.faults().await, Vec::<String>::new());
    std::fs::remove_file(file).unwrap();
}
