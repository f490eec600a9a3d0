//! A file on its way through the web form: columns, check, progress, result, and the same file once more.

use std::path::{Path, PathBuf};

use okrio::kernel::Locale;
use thirtyfour::prelude::*;

use crate::browser::{Browser, Setup};
use crate::hand::{attribute, follow, hear, read, see};
use crate::site::Site;

/// Three objectives with twelve key results of a quarter that was scored twice.
pub const FIXTURE: &str = "tests/fixtures/imports/scored-quarter.csv";
/// A real quarter of a real team, where it is at hand.
const REAL: &str = "/work/shared/data/ipfs-cluster-2019q2.csv";

/// What a file brings, and the means of its scores as they have to be shown.
struct Expected {
    file: PathBuf,
    period: &'static str,
    objectives: u32,
    key_results: u32,
    middle: &'static str,
    end: &'static str,
}

impl Expected {
    fn fixture() -> Self {
        let file = import_file(FIXTURE);
        Self {
            file,
            period: "2024-q3",
            objectives: 3,
            key_results: 12,
            middle: "0.343 (7 of 12)",
            end: "0.522 (9 of 12)",
        }
    }

    fn real() -> Option<Self> {
        let file = PathBuf::from(REAL);
        let (middle, end) = ("0.344 (18 of 26)", "0.357 (21 of 26)");
        file.exists().then_some(Self { file, period: "2019-q2", objectives: 4, key_results: 26, middle, end })
    }

    /// The same in the language of the site.
    fn in_words(&self, site: &Site, text: &str) -> String {
        match site.locale {
            Locale::En => text.to_owned(),
            Locale::Ru => text.replace('.', ",").replace("of", "из"),
        }
    }
}

pub fn import_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[tokio::test]
async fn a_file_comes_in_and_changes_nothing_the_second_time() {
    come_in(Locale::En, "en", true).await;
}

#[tokio::test]
async fn a_file_comes_in_without_scripts_in_russian() {
    come_in(Locale::Ru, "ru", false).await;
}

async fn come_in(locale: Locale, languages: &'static str, javascript: bool) {
    let mut site = Site::start(locale).await;
    let browser = Browser::with(Setup { languages, javascript, ..Setup::default() }).await;
    site.sign_in(&browser, "admin").await;
    refuse_what_is_no_table(&site, &browser).await;
    for (renamed, expected) in (1..).zip([Some(Expected::fixture()), Expected::real()].into_iter().flatten()) {
        let (new, key_results) = (expected.objectives, expected.key_results);
        let before = site.count("SELECT count(*) FROM objectives").await;
        let checked = check(&site, &browser, &expected.file).await;
        assert!(checked.contains(&counts(&site, new, 0)), "{checked}");
        assert!(checked.contains(&counts(&site, key_results, 0)), "{checked}");
        assert_eq!(site.count("SELECT count(*) FROM objectives").await, before, "a check writes nothing");

        let result = run(&site, &browser).await;
        assert!(result.contains(&counts(&site, new, 0)) && result.contains(&counts(&site, key_results, 0)), "{result}");
        show(&site, &browser, &expected).await;

        // also after a rename: rows are known by their keys
        sqlx::query("UPDATE objectives SET title = 'Renamed', version = version + 1 WHERE id = (SELECT id FROM objectives WHERE import_key IS NOT NULL ORDER BY id DESC LIMIT 1)")
            .execute(&mut site.admin)
            .await
            .unwrap();
        check(&site, &browser, &expected.file).await;
        let again = run(&site, &browser).await;
        assert!(again.contains(&counts(&site, 0, new)) && again.contains(&counts(&site, 0, key_results)), "{again}");
        assert_eq!(
            site.count("SELECT count(*) FROM objectives WHERE title = 'Renamed'").await,
            renamed,
            "a rename stays"
        );
    }
    assert_eq!(browser.faults_besides(&[422]).await, Vec::<String>::new());
}

/// «3 new, 0 changed, 0 unchanged»
fn counts(site: &Site, created: u32, unchanged: u32) -> String {
    match site.locale {
        Locale::En => format!("{created} new, 0 changed, {unchanged} unchanged"),
        Locale::Ru => format!("новых: {created}, изменено: 0, без изменений: {unchanged}"),
    }
}

async fn refuse_what_is_no_table(site: &Site, browser: &Browser) {
    let picture = import_file("static/img/mark.svg");
    let lying = std::env::temp_dir().join(format!("okrio-lying-{}.xlsx", std::process::id()));
    std::fs::copy(picture, &lying).unwrap();
    site.goto(browser, "/imports").await;
    send(browser, &lying).await;
    let said = read(browser, "[data-testid=error-summary]").await;
    assert!(said.contains(site.words("called a workbook", "назван книгой")), "{said}");
    std::fs::remove_file(lying).unwrap();
}

async fn send(browser: &Browser, file: &Path) {
    see(browser, "#file").await.send_keys(file.to_str().unwrap()).await.unwrap();
    follow(browser, "[data-testid=import-form] .primary").await;
}

/// Uploads a file, accepts the columns as they were recognised, and waits for the report of the check.
async fn check(site: &Site, browser: &Browser, file: &Path) -> String {
    site.goto(browser, "/imports").await;
    send(browser, file).await;
    see(browser, "[data-testid=mapping-form]").await;
    // what was projected for the end is no result
    assert_eq!(see(browser, "#column-7").await.prop("value").await.unwrap().as_deref(), Some(""));
    follow(browser, "[data-testid=mapping-form] .primary").await;
    report(browser, "[data-testid=run-form]", site.words("has been checked", "проверен")).await
}

async fn run(site: &Site, browser: &Browser) -> String {
    follow(browser, "[data-testid=run-form] .primary").await;
    report(browser, "[data-testid=import-report] a.primary", site.words("has been imported", "импортирован")).await
}

/// Waits while the job runs: with scripts the page looks again by itself and says when it is done.
async fn report(browser: &Browser, end: &str, words: &str) -> String {
    let is_scripted = browser.find(By::Css("html[data-ready]")).await.is_ok();
    if is_scripted {
        see(browser, end).await;
        hear(browser, words).await;
    } else {
        for _ in 0..200 {
            if browser.find(By::Css(end)).await.is_ok() {
                break;
            }
            see(browser, "[data-testid=import-job], [data-testid=import-report]").await;
            if let Ok(look_again) = browser.find(By::Css("[data-testid=import-job] .nojs a")).await {
                // it may have ended between the two looks
                let _ = look_again.click().await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    }
    let report = read(browser, "[data-testid=import-report]").await;
    let ignored = read(browser, "[data-testid=import-ignored]").await;
    assert!(ignored.contains("Mid-Q Projection"), "{ignored}");
    report
}

/// The list of the period shows both means beside the product's own progress, each taken apart.
async fn show(site: &Site, browser: &Browser, expected: &Expected) {
    let address = attribute(browser, "[data-testid=import-report] a.primary", "href").await;
    assert_eq!(address, format!("/objectives?period={}", expected.period));
    follow(browser, "[data-testid=import-report] a.primary").await;
    see(browser, "[data-testid=objective-row]").await;
    assert_eq!(
        browser.find_all(By::Css("[data-testid=objective-row]")).await.unwrap().len(),
        expected.objectives as usize
    );
    let scores = read(browser, "[data-testid=recorded-scores]").await;
    for mean in [expected.middle, expected.end] {
        assert!(scores.contains(&expected.in_words(site, mean)), "{scores}");
    }
    assert!(scores.contains(site.words("Progress counted here", "Прогресс по расчёту OKRio")), "{scores}");
    let parts = browser.find_all(By::Css("[data-testid=recorded-scores] details")).await.unwrap();
    assert_eq!(parts.len(), 3);
    for part in parts {
        let summary = part.find(By::Css("summary")).await.unwrap();
        summary.scroll_into_view().await.unwrap();
        summary.click().await.unwrap();
        assert!(part.find(By::Css("[data-testid=why-content] tfoot")).await.unwrap().is_displayed().await.unwrap());
    }
    let rows = browser.find_all(By::Css("[data-testid=recorded-scores] details:first-of-type tbody tr")).await.unwrap();
    assert_eq!(rows.len(), expected.key_results as usize);
    browser.picture(&format!("scores-{}-{}", expected.period, site.words("en", "ru"))).await;
}
