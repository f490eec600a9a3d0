//! The main job without a mouse.

use okrio::kernel::Locale;
use thirtyfour::prelude::*;

use crate::browser::Browser;
use crate::site::{Chosen, Site, hear, press, press_until, press_with_control, see};

#[tokio::test]
async fn a_value_a_check_in_and_a_comment_without_a_mouse() {
    let mut site = Site::start(Locale::En).await;
    let chosen = site.choose().await;
    let browser = Browser::start().await;
    site.sign_in_by_keyboard(&browser, "employee").await;

    open(&browser, &chosen).await;
    let row = format!("#key-result-{}", chosen.key_result);
    press_until(&browser, "j", &row).await;
    press(&browser, "e").await;
    see(&browser, &format!("#value-{}:focus", chosen.key_result)).await;
    let before = site.value(chosen.key_result).await;
    let after = before + 1.0;
    // what stands there is selected, so that typing replaces it
    press(&browser, after.to_string()).await;
    press(&browser, Key::Enter).await;
    see(&browser, &format!("{row}-edit:focus")).await;
    assert!(!hear(&browser).await.is_empty());
    assert!((site.value(chosen.key_result).await - after).abs() < 1e-9);

    press(&browser, "gc").await;
    see(&browser, "html[data-ready] #check-in-form").await;
    press_until(&browser, Key::Tab, "#check-in-form input[inputmode=decimal]").await;
    let field = browser.active_element().await.unwrap();
    let said_before = field.attr("placeholder").await.unwrap().unwrap();
    press(&browser, said_before).await;
    press_until(&browser, Key::Tab, "#check-in-form [id^=comment-]").await;
    press(&browser, "Written without a mouse").await;
    press_with_control(&browser, Key::Enter).await;
    // a page of its own follows
    see(&browser, "html[data-ready] [data-testid=toast]").await;
    assert!(!hear(&browser).await.is_empty());
    assert_eq!(site.count("SELECT count(*) FROM check_ins WHERE comment = 'Written without a mouse'").await, 1);

    open(&browser, &chosen).await;
    press_until(&browser, Key::Tab, "#comment-body").await;
    press(&browser, "Said without a mouse").await;
    press_with_control(&browser, Key::Enter).await;
    assert!(!hear(&browser).await.is_empty());
    let list = see(&browser, "#comment-list").await.text().await.unwrap();
    assert!(list.contains("Said without a mouse"));
    assert_eq!(site.count("SELECT count(*) FROM comments WHERE body = 'Said without a mouse'").await, 1);
    assert_eq!(browser.faults().await, Vec::<String>::new());
}

/// Finds the objective through the list's search.
async fn open(browser: &Browser, chosen: &Chosen) {
    // a field or button may have focus, where letters are text
    browser.execute("document.activeElement.blur()", Vec::new()).await.unwrap();
    press(browser, "go").await;
    see(browser, "html[data-ready] [data-key='g o'][aria-current=page]").await;
    press(browser, "/").await;
    see(browser, "[data-key='/']:focus").await;
    press(browser, chosen.objective_title.as_str()).await;
    press(browser, Key::Enter).await;
    let row = format!("#objective-{}", chosen.objective);
    see(browser, &format!("html[data-ready] {row}")).await;
    press_until(browser, "j", &row).await;
    press(browser, Key::Enter).await;
    see(browser, &format!("html[data-ready] #key-result-{}", chosen.key_result)).await;
}
