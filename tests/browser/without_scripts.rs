//! The main job with JavaScript off.

use okrio::kernel::Locale;

use crate::browser::{Browser, Setup};
use crate::site::{Site, click, fill, see};

#[tokio::test]
async fn values_check_ins_and_objectives_need_no_scripts() {
    let mut site = Site::start(Locale::En).await;
    let chosen = site.choose().await;
    let browser = Browser::with(Setup { javascript: false, ..Setup::default() }).await;
    site.sign_in(&browser, "employee").await;

    let field = format!("#value-{}", chosen.key_result);
    let before = site.value(chosen.key_result).await;
    site.goto(&browser, &format!("/objectives/{}", chosen.objective)).await;
    click(&browser, &format!("#key-result-{}-edit", chosen.key_result)).await;
    fill(&browser, &field, "12 apples").await;
    click(&browser, "[data-testid=key-result-form] .primary").await;
    see(&browser, "[data-testid=error-summary]").await;
    assert_eq!(see(&browser, &field).await.prop("value").await.unwrap().as_deref(), Some("12 apples"));
    assert!((site.value(chosen.key_result).await - before).abs() < 1e-9);
    fill(&browser, &field, &(before + 1.0).to_string()).await;
    click(&browser, "[data-testid=key-result-form] .primary").await;
    see(&browser, "[data-testid=toast]").await;
    assert!((site.value(chosen.key_result).await - before - 1.0).abs() < 1e-9);

    site.goto(&browser, "/check-in").await;
    let number = see(&browser, "#check-in-form input[inputmode=decimal]").await;
    let placeholder = number.attr("placeholder").await.unwrap().unwrap();
    let id = number.attr("id").await.unwrap().unwrap().replace("value-", "");
    fill(&browser, &format!("#value-{id}"), &placeholder).await;
    fill(&browser, &format!("#comment-{id}"), "Written without scripts").await;
    click(&browser, "#check-in-form .primary").await;
    see(&browser, "[data-testid=toast]").await;
    assert_eq!(site.count("SELECT count(*) FROM check_ins WHERE comment = 'Written without scripts'").await, 1);

    site.goto(&browser, "/objectives/new").await;
    fill(&browser, "#title", "Made without scripts").await;
    click(&browser, "#objective-form .primary").await;
    see(&browser, "[data-testid=toast]").await;
    assert_eq!(see(&browser, "h1").await.text().await.unwrap(), "Made without scripts");
    assert_eq!(site.count("SELECT count(*) FROM objectives WHERE title = 'Made without scripts'").await, 1);
}
