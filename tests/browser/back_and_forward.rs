//! Back, forward, reload and an address opened anew always show a whole page, whatever was swapped before.

use okrio::kernel::Locale;
use thirtyfour::prelude::*;

use crate::browser::Browser;
use crate::hand::{address_has, attribute, click, fill, follow, hear, hush, see, wait_for};
use crate::site::{Chosen, Site};

#[tokio::test]
async fn every_way_through_history_shows_whole_pages() {
    let mut site = Site::start(Locale::En).await;
    let chosen = site.choose().await;
    let browser = Browser::start().await;
    site.sign_in(&browser, "employee").await;

    filters(&site, &browser).await;
    tree(&site, &browser).await;
    explanation(&site, &browser, &chosen).await;
    row(&mut site, &browser, &chosen).await;
    comment(&site, &browser, &chosen).await;
    refused(&site, &browser).await;
    parts(&site, &browser, &chosen).await;
    assert_eq!(browser.faults_besides(&[422]).await, Vec::<String>::new());
    after_signing_out(&site, &browser).await;
}

/// A whole page: the frame around one main, with its sheet and scripts at work.
async fn whole(browser: &Browser, shown: &str) {
    let script = "return document.documentElement.hasAttribute('data-ready')
        && document.compatMode === 'CSS1Compat'
        && document.querySelectorAll('header.top').length === 1
        && document.querySelectorAll('main').length === 1
        && document.querySelectorAll('nav .i').length > 0
        && getComputedStyle(document.querySelector('.app')).display === 'grid'
        && !!document.querySelector(arguments[0])";
    wait_for(browser, script, vec![shown.into()]).await;
}

/// Reloads, leaves by a link, comes back, goes and comes again: the same whole page each time.
async fn there_and_back(browser: &Browser, shown: &str) {
    browser.refresh().await.unwrap();
    whole(browser, shown).await;
    follow(browser, "footer a[href='/help']").await;
    whole(browser, "#help-quarter").await;
    browser.back().await.unwrap();
    whole(browser, shown).await;
    browser.forward().await.unwrap();
    whole(browser, "#help-quarter").await;
    browser.back().await.unwrap();
    whole(browser, shown).await;
}

async fn filters(site: &Site, browser: &Browser) {
    site.goto(browser, "/objectives?period=2026-q4").await;
    whole(browser, "#objectives-filters").await;
    let all = browser.find_all(By::Css("[data-testid=objective-row]")).await.unwrap().len();
    for status in ["behind", "at_risk"] {
        hush(browser).await;
        click(browser, &format!("#f-status option[value={status}]")).await;
        hear(browser, "objectives").await;
        address_has(browser, &format!("status={status}")).await;
    }
    there_and_back(browser, "#f-status option[value=at_risk]:checked").await;
    // each filter was a step: the address, the filter and the rows go back together
    browser.back().await.unwrap();
    whole(browser, "#f-status option[value=behind]:checked").await;
    browser.back().await.unwrap();
    whole(browser, "#f-status option[value='']:checked").await;
    assert_eq!(browser.find_all(By::Css("[data-testid=objective-row]")).await.unwrap().len(), all);
    browser.forward().await.unwrap();
    whole(browser, "#f-status option[value=behind]:checked").await;
    // the same address in a new tab
    let address = browser.current_url().await.unwrap();
    let here = browser.window().await.unwrap();
    let tab = browser.new_tab().await.unwrap();
    browser.switch_to_window(tab).await.unwrap();
    browser.goto(address.as_str()).await.unwrap();
    whole(browser, "#f-status option[value=behind]:checked").await;
    browser.close_window().await.unwrap();
    browser.switch_to_window(here).await.unwrap();
}

async fn tree(site: &Site, browser: &Browser) {
    site.goto(browser, "/alignment?period=2026-q4").await;
    whole(browser, "[role=treegrid]").await;
    let closed = attribute(browser, "[aria-expanded=false]", "id").await;
    hush(browser).await;
    click(browser, &format!("#{closed} a.tw")).await;
    hear(browser, "rows shown").await;
    there_and_back(browser, &format!("#{closed}[aria-expanded=true]")).await;
    browser.back().await.unwrap();
    whole(browser, &format!("#{closed}[aria-expanded=false]")).await;
}

async fn explanation(site: &Site, browser: &Browser, chosen: &Chosen) {
    site.goto(browser, &format!("/objectives/{}", chosen.objective)).await;
    click(browser, "[data-testid=objective-progress] summary").await;
    see(browser, "[data-testid=objective-progress] [data-testid=why-content]").await;
    there_and_back(browser, "[data-testid=objective-progress]").await;
}

async fn row(site: &mut Site, browser: &Browser, chosen: &Chosen) {
    let (row, value) = (format!("#key-result-{}", chosen.key_result), format!("#value-{}", chosen.key_result));
    site.goto(browser, &format!("/objectives/{}", chosen.objective)).await;
    click(browser, &format!("{row}-edit")).await;
    see(browser, &value).await;
    there_and_back(browser, &row).await;

    let next = site.value(chosen.key_result).await + 1.0;
    // it may come back as it was left
    if browser.find(By::Css(&value)).await.is_err() {
        click(browser, &format!("{row}-edit")).await;
    }
    fill(browser, &value, &next.to_string()).await;
    click(browser, "[data-testid=key-result-form] .primary").await;
    see(browser, &format!("{row}-edit")).await;
    there_and_back(browser, &format!("{row}-edit")).await;
    assert!((site.value(chosen.key_result).await - next).abs() < 1e-9, "nothing was sent twice");
}

async fn comment(site: &Site, browser: &Browser, chosen: &Chosen) {
    site.goto(browser, &format!("/objectives/{}", chosen.objective)).await;
    see(browser, "html[data-ready]").await;
    fill(browser, "#comment-body", "Said once").await;
    click(browser, "#comment-new button").await;
    hear(browser, "Comment added").await;
    there_and_back(browser, "#comment-list").await;
    let said = "return [...document.querySelectorAll('[data-testid=comment]')].filter(one => one.textContent.includes('Said once')).length === 1
        && document.getElementById('comment-body').value === ''";
    wait_for(browser, said, Vec::new()).await;
}

/// A refused form, as a part and as a page.
async fn refused(site: &Site, browser: &Browser) {
    site.goto(browser, "/check-in").await;
    whole(browser, "#check-in-form").await;
    fill(browser, "#check-in-form input[inputmode=decimal]", "many").await;
    click(browser, "#check-in-form .primary").await;
    see(browser, "#check-in-form [data-testid=error-summary]").await;
    there_and_back(browser, "#check-in-form").await;

    site.goto(browser, "/objectives/new").await;
    click(browser, "#objective-form .primary").await;
    whole(browser, "#objective-form [data-testid=error-summary]").await;
    // the refusal came into the page: the address is still that of the form, and nothing asks to be sent again
    there_and_back(browser, "#objective-form").await;
}

/// The addresses of parts, opened as addresses.
async fn parts(site: &Site, browser: &Browser, chosen: &Chosen) {
    let (objective, key_result) = (chosen.objective, chosen.key_result);
    for (address, shown) in [
        (format!("/key-results/{key_result}"), "[data-testid=key-result-why]"),
        (format!("/key-results/{key_result}/value/edit"), "[data-testid=key-result-form]"),
        (format!("/key-results/{key_result}/why"), "[data-testid=why-content]"),
        (format!("/objectives/{objective}/why"), "[data-testid=why-content]"),
        (format!("/objectives/{objective}/head"), "h1"),
        (format!("/objectives/{objective}/comments"), "#comment-list"),
        (format!("/objectives/{objective}/history?field=objective.title"), "#history"),
    ] {
        // as a part first, so that a cache would have something to mistake for the page
        let fetched = "const done = arguments[arguments.length - 1];
            fetch(arguments[0], { headers: { 'HX-Request': 'true', 'HX-Request-Type': 'partial' } })
              .then(answer => answer.text()).then(text => done(text.includes('<html')))";
        let answer = browser.execute_async(fetched, vec![address.as_str().into()]).await.unwrap();
        assert_eq!(answer.json(), &false, "{address} is no part");
        site.goto(browser, &address).await;
        whole(browser, shown).await;
    }
}

async fn after_signing_out(site: &Site, browser: &Browser) {
    site.goto(browser, "/objectives?period=2026-q4").await;
    whole(browser, "[data-testid=objective-row]").await;
    click(browser, "[data-testid=account-menu]").await;
    follow(browser, "form[data-sign-out] button").await;
    see(browser, "#email").await;
    browser.back().await.unwrap();
    wait_for(
        browser,
        "return !!document.querySelector('#email') && !document.querySelector('[data-testid=objective-row]')",
        Vec::new(),
    )
    .await;
}
