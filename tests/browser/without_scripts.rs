//! Every job of the product with JavaScript off: forms, links and whole pages do it all.

use okrio::kernel::Locale;
use thirtyfour::prelude::*;

use crate::browser::{Browser, Setup};
use crate::hand::{Here, address_has, attribute, click, fill, follow, read, see};
use crate::site::{Chosen, Site};

#[tokio::test]
async fn every_job_in_english() {
    every_job(Locale::En, "en").await;
}

#[tokio::test]
async fn every_job_in_russian() {
    every_job(Locale::Ru, "ru").await;
}

async fn every_job(locale: Locale, languages: &'static str) {
    let mut site = Site::start(locale).await;
    let chosen = site.choose().await;
    let browser = Browser::with(Setup { javascript: false, languages, ..Setup::default() }).await;
    site.sign_in(&browser, "employee").await;

    find(&site, &browser, &chosen).await;
    create(&site, &browser).await;
    edit(&mut site, &browser).await;
    check_in(&mut site, &browser).await;
    discuss(&mut site, &browser, &chosen).await;
    look_back(&site, &browser).await;
    climb(&site, &browser).await;
    // only what was asked for: a value that is none
    assert_eq!(browser.faults_besides(&[422]).await, Vec::<String>::new());
    assert!(browser.find(By::Css("html[data-ready]")).await.is_err(), "scripts are off");

    click(&browser, "[data-testid=account-menu]").await;
    follow(&browser, "form[data-sign-out] button").await;
    see(&browser, "#email").await;
    site.goto(&browser, "/objectives").await;
    see(&browser, "#email").await;
    assert_eq!(browser.faults().await, Vec::<String>::new());
}

async fn select(browser: &Browser, selector: &str, value: &str) {
    click(browser, &format!("{selector} option[value='{value}']")).await;
}

async fn find(site: &Site, browser: &Browser, chosen: &Chosen) {
    follow(browser, ".nav a[href='/objectives']").await;
    fill(browser, "#f-text", &chosen.objective_title).await;
    select(browser, "#f-stage", "active").await;
    follow(browser, "#objectives-filters button").await;
    let count = read(browser, "#objectives-count").await;
    assert!(count.contains(site.words("1 objective,", "1 цель,")), "{count}");
    address_has(browser, "stage=active").await;
    follow(browser, &format!("#objective-{} a.ttl", chosen.objective)).await;
    see(browser, &format!("#key-result-{}", chosen.key_result)).await;
    // why a number is what it is, on a page of its own address
    click(browser, "[data-testid=objective-progress] summary").await;
    follow(browser, "[data-testid=objective-progress] .card a").await;
    see(browser, "[data-testid=objective-progress] [data-testid=why-content]").await;
}

async fn create(site: &Site, browser: &Browser) {
    follow(browser, ".nav a[href='/objectives']").await;
    follow(browser, ".head a.primary").await;
    fill(browser, "#title", "Made without scripts").await;
    follow(browser, "#objective-form .primary").await;
    say(browser, site.words("created as a draft", "создана как черновик")).await;
    assert_eq!(read(browser, "h1").await, "Made without scripts");
    follow(browser, ".sec-head a[href$='/key-results/new']").await;
    fill(browser, "#title", "Minutes in the queue").await;
    // without scripts all fields are there, whatever the kind
    fill(browser, "#baseline", "12").await;
    fill(browser, "#target", "4").await;
    follow(browser, "#key-result-form .primary").await;
    say(browser, site.words("Key result added", "Ключевой результат добавлен")).await;
    follow(browser, "[data-testid=activate-form] button").await;
    say(browser, site.words("active now", "взята в работу")).await;
}

/// In the objective that was just made.
async fn edit(site: &mut Site, browser: &Browser) {
    let id = attribute(browser, "[data-testid=key-result-row]", "data-id").await;
    let field = format!("#value-{id}");
    follow(browser, &format!("#key-result-{id}-edit")).await;
    fill(browser, &field, "12 apples").await;
    follow(browser, "[data-testid=key-result-form] .primary").await;
    see(browser, "[data-testid=error-summary]").await;
    let title = browser.title().await.unwrap();
    assert!(title.starts_with(site.words("Error: ", "Ошибка: ")), "{title}");
    assert_eq!(see(browser, &field).await.prop("value").await.unwrap().as_deref(), Some("12 apples"));
    fill(browser, &field, "10").await;
    follow(browser, "[data-testid=key-result-form] .primary").await;
    say(browser, site.words("Saved. Minutes in the queue: 10", "Сохранено. Minutes in the queue: 10")).await;
    assert_eq!(site.count("SELECT value::bigint FROM key_results WHERE title = 'Minutes in the queue'").await, 10);

    follow(browser, &format!("#key-result-{id}-edit")).await;
    follow(browser, "a[href$='/target/edit']").await;
    fill(browser, &format!("#target-{id}"), "5").await;
    fill(browser, &format!("#reason-{id}"), "The new till is slower").await;
    follow(browser, "[data-testid=target-form] .primary").await;
    say(browser, site.words("Target of", "Целевое значение сохранено")).await;
    assert_eq!(site.count("SELECT target::bigint FROM key_results WHERE title = 'Minutes in the queue'").await, 5);

    // its own page follows, and the objective is a step up
    follow(browser, ".crumbs a[href^='/objectives/']").await;
    follow(browser, "a[id$=-title-edit]").await;
    fill(browser, "[data-testid=title-form] [name=title]", "Renamed without scripts").await;
    follow(browser, "[data-testid=title-form] .primary").await;
    say(browser, site.words("Title saved", "Название сохранено")).await;
    assert_eq!(read(browser, "h1").await, "Renamed without scripts");
}

async fn check_in(site: &mut Site, browser: &Browser) {
    let before = site.count("SELECT count(*) FROM check_ins").await;
    follow(browser, ".nav a[href='/check-in']").await;
    let fields = browser.find_all(By::Css("#check-in-form input[inputmode=decimal]")).await.unwrap();
    assert!(fields.len() >= 7, "{}", fields.len());
    for field in &fields {
        let last = field.attr("placeholder").await.unwrap().unwrap();
        field.send_keys(last).await.unwrap();
    }
    fill(browser, "#check-in-form [id^=comment-]", "Told without scripts").await;
    follow(browser, "#check-in-form .primary").await;
    say(browser, site.words("Check-in saved", "Чек-ин сохранён")).await;
    assert_eq!(site.count("SELECT count(*) FROM check_ins").await - before, fields.len() as i64);
    assert_eq!(site.count("SELECT count(*) FROM check_ins WHERE comment = 'Told without scripts'").await, 1);
}

async fn discuss(site: &mut Site, browser: &Browser, chosen: &Chosen) {
    site.goto(browser, &format!("/objectives/{}", chosen.objective)).await;
    fill(browser, "#comment-body", "Said without scripts").await;
    follow(browser, "#comment-new button").await;
    say(browser, site.words("Comment added", "Комментарий добавлен")).await;
    assert!(read(browser, "[data-testid=comment]:last-child").await.contains("Said without scripts"));
    let comment = attribute(browser, "[data-testid=comment]:last-child", "id").await;
    follow(browser, &format!("#{comment} [data-testid=comment-removal] button")).await;
    say(browser, site.words("Comment removed", "Комментарий удалён")).await;
    assert!(browser.find(By::Css(format!("#{comment}"))).await.is_err());
    // the message stays in the corner and may lie over nothing: its button is in sight
    let here = Here::of(browser).await;
    see(browser, "[data-testid=toast] form button").await.click().await.unwrap();
    here.left(browser).await;
    say(browser, site.words("Comment restored", "Комментарий восстановлен")).await;
    assert!(read(browser, &format!("#{comment}")).await.contains("Said without scripts"));
    assert_eq!(site.count("SELECT count(*) FROM comments WHERE body = 'Said without scripts'").await, 1);
}

async fn look_back(site: &Site, browser: &Browser) {
    follow(browser, "a[href$='/history']").await;
    let all = browser.find_all(By::Css(".hist li")).await.unwrap().len();
    click(browser, "#f-field option:last-child").await;
    follow(browser, "#history-filters button").await;
    address_has(browser, "field=").await;
    let some = browser.find_all(By::Css(".hist li")).await.unwrap().len();
    assert!((1..all).contains(&some), "{some} of {all} in {}", site.words("English", "Russian"));
}

/// The tree opens by links, and stands as a plain list as well.
async fn climb(site: &Site, browser: &Browser) {
    follow(browser, ".nav a[href='/alignment']").await;
    let before = browser.find_all(By::Css("[data-testid=tree-row]")).await.unwrap().len();
    follow(browser, "[aria-expanded=false] a.tw").await;
    see(browser, "[data-testid=tree-row]").await;
    let after = browser.find_all(By::Css("[data-testid=tree-row]")).await.unwrap().len();
    assert!(after > before, "{before} rows, then {after}");
    follow(browser, ".seg a:last-child").await;
    let list = read(browser, "[data-testid=alignment-list]").await;
    assert!(list.contains('%'), "{} {list}", site.address);
    follow(browser, "[data-testid=alignment-list] a.ttl").await;
    see(browser, "[data-testid=objective-progress]").await;
}

/// The page says in its toast what was done.
async fn say(browser: &Browser, words: &str) {
    let toast = read(browser, "[data-testid=toast]").await;
    assert!(toast.contains(words), "{toast}");
}
