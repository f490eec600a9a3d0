//! Two people at their browsers: what one changes, the other is told of, and sees when they ask; nothing moves before.

use okrio::kernel::Locale;

use crate::browser::{Browser, Setup};
use crate::hand::{click, fill, focus_on, hear, hush, read, see, wait_for};
use crate::keyboard::Keyboard;
use crate::site::{Chosen, Site};

const UPDATES: &str = "[data-testid=updates]";

#[tokio::test]
async fn updates_wait_until_somebody_asks_in_english() {
    two_people(Locale::En, "en").await;
}

#[tokio::test]
async fn updates_wait_until_somebody_asks_in_russian() {
    two_people(Locale::Ru, "ru").await;
}

async fn two_people(locale: Locale, languages: &'static str) {
    let mut site = Site::start(locale).await;
    let chosen = site.choose().await;
    let setup = || Setup { languages, ..Setup::default() };
    let (one, other) = (Browser::with(setup()).await, Browser::with(setup()).await);
    site.sign_in(&one, "employee").await;
    site.sign_in(&other, "manager").await;

    by_key(&site, &one, &other, &chosen).await;
    by_button(&site, &one, &other, &chosen).await;
    under_a_draft(&site, &one, &other, &chosen).await;
    in_ones_own_tabs(&site, &one, &chosen).await;
    in_a_list(&site, &one, &other, &chosen).await;
    in_a_check_in(&site, &one, &other, &chosen).await;
    assert_eq!(one.faults().await, Vec::<String>::new());
    assert_eq!(other.faults().await, Vec::<String>::new());
    offline(&site, &one, &other, &chosen).await;
}

/// Opens a page that listens, and waits until it does.
async fn open(site: &Site, browser: &Browser, path: &str) {
    site.goto(browser, path).await;
    listening(browser).await;
}

async fn listening(browser: &Browser) {
    let script = "return document.querySelector('okrio-live')?.source?.readyState === 1";
    wait_for(browser, script, Vec::new()).await;
}

/// The employee sets the value in place.
async fn set_value(site: &Site, one: &Browser, chosen: &Chosen, value: &str) {
    site.goto(one, &format!("/objectives/{}", chosen.objective)).await;
    let row = format!("#key-result-{}", chosen.key_result);
    click(one, &format!("html[data-ready] {row} [data-key=edit]")).await;
    fill(one, &format!("{row} input[name=value]"), value).await;
    click(one, &format!("{row} .primary")).await;
    see(one, &format!("{row}:not(.editing)")).await;
}

async fn told(site: &Site, browser: &Browser) {
    offered(browser).await;
    assert_eq!(read(browser, UPDATES).await, site.words("1 update: show", "1 обновление: показать"));
    hear(browser, site.words("1 update on this page", "1 обновление на этой странице")).await;
    assert!(browser.title().await.unwrap().starts_with("(1) "));
}

async fn offered(browser: &Browser) {
    see(browser, &format!("{UPDATES}:not([hidden])")).await;
}

fn row(chosen: &Chosen) -> String {
    format!("#key-result-{}", chosen.key_result)
}

async fn place(browser: &Browser, selector: &str) -> String {
    let script = "const { x, y, width, height } = document.querySelector(arguments[0]).getBoundingClientRect();
        return [x, y, width, height].join(' ')";
    browser.execute(script, vec![selector.into()]).await.unwrap().convert().unwrap()
}

/// With the key, focus stays where it was.
async fn by_key(site: &Site, one: &Browser, other: &Browser, chosen: &Chosen) {
    open(site, other, &format!("/objectives/{}", chosen.objective)).await;
    let row = row(chosen);
    let link = format!("{row} a.ttl");
    see(other, &link).await.focus().await.unwrap();
    let (before, lies) = (read(other, &row).await, place(other, &row).await);
    hush(other).await;
    set_value(site, one, chosen, "17").await;
    told(site, other).await;
    assert_eq!((read(other, &row).await, place(other, &row).await), (before, lies), "nothing has moved");
    assert_eq!(other.axe().await, Vec::<String>::new());
    hush(other).await;
    Keyboard::of(other).command("u").await;
    hear(other, site.words("Up to date", "Всё показано")).await;
    assert!(read(other, &row).await.contains("17"));
    focus_on(other, &link).await;
    assert!(!see(other, UPDATES).await.is_displayed().await.unwrap());
    assert!(!other.title().await.unwrap().starts_with('('));
}

/// With the button, focus stays there until it leaves.
async fn by_button(site: &Site, one: &Browser, other: &Browser, chosen: &Chosen) {
    listening(other).await;
    hush(other).await;
    set_value(site, one, chosen, "18").await;
    told(site, other).await;
    let keyboard = Keyboard::of(other);
    keyboard.tab_back_to(UPDATES).await;
    hush(other).await;
    keyboard.press(thirtyfour::Key::Enter).await;
    hear(other, site.words("Up to date", "Всё показано")).await;
    focus_on(other, UPDATES).await;
    assert!(read(other, &row(chosen)).await.contains("18"));
    keyboard.press(thirtyfour::Key::Tab).await;
    wait_for(other, "return document.querySelector(arguments[0]).hidden", vec![UPDATES.into()]).await;
    // what one did oneself is not told
    assert!(!see(one, UPDATES).await.is_displayed().await.unwrap());
}

/// What is being typed stays, in a comment and in a form that is open in a row.
async fn under_a_draft(site: &Site, one: &Browser, other: &Browser, chosen: &Chosen) {
    let row = row(chosen);
    fill(other, "#comment-body", "Half a thought").await;
    click(other, &format!("{row} [data-key=edit]")).await;
    fill(other, &format!("{row} input[name=value]"), "99").await;
    listening(other).await;
    hush(other).await;
    set_value(site, one, chosen, "19").await;
    told(site, other).await;
    click(other, UPDATES).await;
    hear(other, site.words("Up to date", "Всё показано")).await;
    for (field, typed) in [("#comment-body".to_owned(), "Half a thought"), (format!("{row} input[name=value]"), "99")] {
        assert_eq!(see(other, &field).await.prop("value").await.unwrap().as_deref(), Some(typed));
    }
    let progress = format!("#objective-{}-progress", chosen.objective);
    assert_eq!(read(other, &progress).await, read(one, &progress).await, "around it the page is fresh");
    click(other, &format!("{row} [data-cancel]")).await;
    see(other, &format!("{row}:not(.editing)")).await;
}

/// What one does oneself is news in one's other tab, and not where it was done.
async fn in_ones_own_tabs(site: &Site, one: &Browser, chosen: &Chosen) {
    let here = one.window().await.unwrap();
    let beside = one.new_tab().await.unwrap();
    one.switch_to_window(beside).await.unwrap();
    open(site, one, &format!("/objectives/{}", chosen.objective)).await;
    one.switch_to_window(here.clone()).await.unwrap();
    set_value(site, one, chosen, "19.5").await;
    one.switch_to_window(one.windows().await.unwrap().into_iter().find(|tab| *tab != here).unwrap()).await.unwrap();
    told(site, one).await;
    one.close_window().await.unwrap();
    one.switch_to_window(here).await.unwrap();
    assert!(!see(one, UPDATES).await.is_displayed().await.unwrap());
}

async fn in_a_list(site: &Site, one: &Browser, other: &Browser, chosen: &Chosen) {
    open(site, other, "/objectives?period=2026-q4").await;
    // another list is read by a filter: what it has seen counts from then on
    click(other, "#f-owner option[value=me]").await;
    crate::hand::address_has(other, "owner=me").await;
    listening(other).await;
    let says_what_is_shown = "const { source } = document.querySelector('okrio-live');
        const shown = new URL(source.url).searchParams.get('shown').split(',');
        const rows = [...document.querySelectorAll('[data-testid=objective-row]')].map(row => row.id);
        return rows.length > 1 && rows.length === shown.length && shown.every(id => rows.includes('objective-' + id))";
    wait_for(other, says_what_is_shown, Vec::new()).await;
    set_value(site, one, chosen, "20").await;
    offered(other).await;
    click(other, "#f-owner option[value='']").await;
    wait_for(other, "return document.querySelector(arguments[0]).hidden", vec![UPDATES.into()]).await;
    listening(other).await;
    set_value(site, one, chosen, "21").await;
    // the objectives above that follow are updates too
    offered(other).await;
    Keyboard::of(other).command("u").await;
    wait_for(other, "return document.querySelector(arguments[0]).hidden", vec![UPDATES.into()]).await;
    see(other, "#objectives-filters").await;
}

/// On the sheet of the week the row that is being filled in stays as it is.
async fn in_a_check_in(site: &Site, one: &Browser, other: &Browser, chosen: &Chosen) {
    open(site, one, "/check-in").await;
    let typed = format!("#value-{}", chosen.key_result);
    fill(one, &typed, "25").await;
    see(one, &format!("#check-in-{}.dirty", chosen.key_result)).await;
    listening(one).await;
    hush(one).await;
    set_value(site, other, chosen, "22").await;
    told(site, one).await;
    click(one, UPDATES).await;
    hear(one, site.words("Up to date", "Всё показано")).await;
    assert_eq!(see(one, &typed).await.prop("value").await.unwrap().as_deref(), Some("25"));
}

/// What happens while there is no connection is told when it is back.
async fn offline(site: &Site, one: &Browser, other: &Browser, chosen: &Chosen) {
    open(site, other, &format!("/key-results/{}", chosen.key_result)).await;
    other.set_offline(true).await;
    see(other, "#offline:not([hidden])").await;
    other.execute("document.querySelector('okrio-live').source.close()", Vec::new()).await.unwrap();
    set_value(site, one, chosen, "23").await;
    hush(other).await;
    other.set_offline(false).await;
    told(site, other).await;
    Keyboard::of(other).command("u").await;
    hear(other, site.words("Up to date", "Всё показано")).await;
    assert!(read(other, "main").await.contains("23"));
}
