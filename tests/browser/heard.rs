//! What is heard on the pages that people work on most: role, name and state of everything, kept as text beside the tests.

use okrio::kernel::Locale;

use crate::browser::Browser;
use crate::hand::{click, fill, see};
use crate::site::Site;

#[tokio::test]
async fn pages_are_heard_as_they_are_written_down() {
    let mut site = Site::start(Locale::En).await;
    let chosen = site.choose().await;
    let browser = Browser::start().await;
    site.sign_in(&browser, "employee").await;
    for (name, path) in [
        ("check_in", "/check-in".to_owned()),
        ("alignment", "/alignment?period=2026-q4".to_owned()),
        ("objective", format!("/objectives/{}", chosen.objective)),
    ] {
        site.goto(&browser, &path).await;
        see(&browser, "html[data-ready] main h1").await;
        insta::assert_snapshot!(name, browser.heard().await);
    }

    browser.delete_all_cookies().await.unwrap();
    site.sign_in(&browser, "admin").await;
    site.goto(&browser, &format!("/objectives/{}/edit", chosen.objective)).await;
    fill(&browser, "#title", "Said by one").await;
    sqlx::raw_sql("UPDATE objectives SET version = version + 1, title = 'Said by another'")
        .execute(&mut site.admin)
        .await
        .unwrap();
    click(&browser, "#objective-form .primary").await;
    see(&browser, "[data-testid=merge-form]").await;
    insta::assert_snapshot!("two_versions", browser.heard().await);
}
