//! The browser of the tests sees what it is there to see, and leaves nothing behind.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::browser::{Browser, Setup};

const PAGE: &str = "data:text/html,<html lang=en><title>t</title><main><h1>h</h1>";

#[tokio::test]
async fn faults_of_scripts_and_of_the_policy_are_seen() {
    let browser = Browser::start().await;
    browser.goto(format!("{PAGE}<p>calm</p>")).await.unwrap();
    assert_eq!(browser.faults().await, Vec::<String>::new());

    browser.goto(format!("{PAGE}<script>nothing.here()</script>")).await.unwrap();
    assert!(browser.faults().await.iter().any(|fault| fault.contains("nothing")));

    let policy = "<meta http-equiv=content-security-policy content=\"script-src 'none'\">";
    browser.goto(format!("{PAGE}{policy}<script>1</script>")).await.unwrap();
    assert!(browser.faults().await.iter().any(|fault| fault.contains("Content Security Policy")));
}

#[tokio::test]
async fn axe_names_what_is_wrong_and_is_silent_on_what_is_right() {
    let browser = Browser::start().await;
    browser.goto(format!("{PAGE}<p>text</p>")).await.unwrap();
    assert_eq!(browser.axe().await, Vec::<String>::new());
    browser.goto(format!("{PAGE}<input id=nameless>")).await.unwrap();
    assert!(browser.axe().await.iter().any(|found| found.starts_with("label:")));
}

#[tokio::test]
async fn size_theme_and_language_are_those_asked_for() {
    let browser = Browser::with(Setup { dark: true, size: (390, 800), languages: "ru", ..Setup::default() }).await;
    browser.goto(format!("{PAGE}<div style='height:3000px'>")).await.unwrap();
    let seen = browser
        .execute(
            "return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches, navigator.language]",
            Vec::new(),
        )
        .await
        .unwrap();
    assert_eq!(seen.json(), &serde_json::json!([390, true, "ru"]));

    let picture = std::fs::read(browser.picture("browser-itself").await).unwrap();
    let side = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
    assert_eq!(side(16), 390);
    assert!(side(20) > 3000);
}

#[tokio::test]
async fn without_scripts_a_page_shows_its_fallback() {
    let page = format!("{PAGE}<p id=p>plain</p><script>p.textContent = 'scripted'</script>");
    let with = Browser::start().await;
    with.goto(&page).await.unwrap();
    assert!(with.source().await.unwrap().contains(">scripted<"));
    let without = Browser::with(Setup { javascript: false, ..Setup::default() }).await;
    without.goto(&page).await.unwrap();
    assert!(without.source().await.unwrap().contains(">plain<"));
}

#[tokio::test]
async fn nothing_stays_behind_after_a_panic() {
    let failed = tokio::spawn(async {
        let browser = Browser::start().await;
        let profile = browser.profile().to_owned();
        assert!(processes_of(&profile) > 3);
        std::panic::panic_any(profile);
    });
    let profile = *failed.await.unwrap_err().into_panic().downcast::<PathBuf>().unwrap();
    // What was killed may need a moment to be gone.
    let began = Instant::now();
    while processes_of(&profile) > 0 || profile.exists() {
        assert!(began.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Counts the processes that were told to use a folder.
fn processes_of(profile: &Path) -> usize {
    let profile = profile.to_str().unwrap();
    std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|process| std::fs::read(process.path().join("cmdline")).ok())
        .filter(|command| String::from_utf8_lossy(command).contains(profile))
        .count()
}
