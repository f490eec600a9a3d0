//! What holds for every page holds in every state of it: menus and editors open, refused, in conflict, empty, missing, away.
//! Each language is looked at in two ways; together they are all four.

use okrio::kernel::Locale;
use thirtyfour::By;

use crate::browser::{Browser, Setup};
use crate::every_page::{Look, Ways};
use crate::hand::{click, fill, follow, see, wait_for};
use crate::imports::{FIXTURE, import_file};
use crate::site::{Chosen, Site};

#[tokio::test]
async fn states_are_accessible_and_fit_in_english() {
    walk(Locale::En, "en", &[(1280, false), (390, true)]).await;
}

#[tokio::test]
async fn states_are_accessible_and_fit_in_russian() {
    walk(Locale::Ru, "ru", &[(1280, true), (390, false)]).await;
}

async fn walk(locale: Locale, languages: &'static str, ways: Ways) {
    let (mut site, wire) = Site::behind_a_wire(locale).await;
    let chosen = site.choose().await;
    let browser = Browser::with(Setup { languages, ..Setup::default() }).await;
    let mut look = Look::of(&browser, languages, ways);

    outside(&site, &browser, &mut look).await;
    site.sign_in(&browser, "employee").await;
    menus(&site, &browser, &mut look).await;
    nothing_there(&site, &browser, &mut look).await;
    check_in(&mut site, &browser, &mut look).await;
    comments(&mut site, &browser, &chosen, &mut look).await;
    values(&mut site, &browser, &chosen, &mut look).await;

    browser.delete_all_cookies().await.unwrap();
    site.sign_in(&browser, "admin").await;
    names_and_targets(&mut site, &browser, &chosen, &mut look).await;
    forms(&mut site, &browser, &chosen, &mut look).await;
    imports(&site, &browser, &mut look).await;

    site.goto(&browser, &format!("/objectives/{}", chosen.objective)).await;
    see(&browser, "html[data-ready]").await;
    wire.cut().await;
    click(&browser, "a[id$=-title-edit]").await;
    see(&browser, "[data-testid=toast]").await;
    look.at("could-not-be-done", &[503]).await;
    site.goto(&browser, "/objectives").await;
    see(&browser, "[data-testid=error-page]").await;
    look.at("away", &[503]).await;
    wire.mend();
    look.end();
}

async fn outside(site: &Site, browser: &Browser, look: &mut Look<'_>) {
    site.goto(browser, "/sign-in").await;
    fill(browser, "#email", "nobody@demo.example").await;
    fill(browser, "#password", "not the right one").await;
    click(browser, "form .primary").await;
    see(browser, "html[data-ready] [data-testid=sign-in-refused]").await;
    look.at("sign-in-refused", &[422]).await;
    site.goto(browser, "/nowhere").await;
    see(browser, "html[data-ready] [data-testid=error-page]").await;
    look.at("missing-outside", &[404]).await;
}

async fn menus(site: &Site, browser: &Browser, look: &mut Look<'_>) {
    for menu in ["period-picker", "account-menu"] {
        site.goto(browser, "/objectives?period=2026-q4").await;
        see(browser, "html[data-ready]").await;
        click(browser, &format!("[data-testid={menu}]")).await;
        see(browser, "details.menu[open]").await;
        look.at(menu, &[]).await;
    }
    site.goto(browser, "/objectives?period=2026-q4").await;
    see(browser, "html[data-ready]").await;
    browser.execute("document.getElementById('palette').dispatchEvent(new Event('open'))", Vec::new()).await.unwrap();
    fill(browser, "#palette-q", site.words("a", "ц")).await;
    see(browser, "#palette-found mark").await;
    look.at("palette", &[]).await;
}

async fn nothing_there(site: &Site, browser: &Browser, look: &mut Look<'_>) {
    let pages = [
        ("filtered-out", "/objectives?period=2026-q4&text=zzzz", "[data-testid=objectives-nothing]", 0),
        ("empty-list", "/objectives?period=2027", "[data-testid=objectives-empty]", 0),
        ("empty-alignment", "/alignment?period=2027", "[data-testid=alignment-empty]", 0),
        ("missing", "/objectives/0192f0c1-0000-7000-8000-000000000001", "[data-testid=error-page]", 404),
        ("forbidden", "/imports", "[data-testid=error-page]", 403),
    ];
    for (name, path, shown, status) in pages {
        site.goto(browser, path).await;
        see(browser, &format!("html[data-ready] {shown}")).await;
        look.at(name, &[status]).await;
    }
    site.goto(browser, "/objectives?period=2026-q4").await;
}

async fn check_in(site: &mut Site, browser: &Browser, look: &mut Look<'_>) {
    site.goto(browser, "/check-in").await;
    see(browser, "html[data-ready] #check-in-form").await;
    let field = "#check-in-form input[inputmode=decimal]";
    // so little that it has to be explained
    fill(browser, field, "1").await;
    browser.execute("document.activeElement.blur()", Vec::new()).await.unwrap();
    see(browser, ".dirty .said .st").await;
    look.at("check-in-typed", &[]).await;
    fill(browser, field, "many").await;
    click(browser, "#check-in-form .primary").await;
    see(browser, "#check-in-form [data-testid=error-summary]").await;
    look.at("check-in-refused", &[422]).await;
    let last = see(browser, field).await.attr("placeholder").await.unwrap().unwrap();
    fill(browser, field, &last).await;
    change(site, "UPDATE key_results SET version = version + 1, value = value + 1 WHERE value IS NOT NULL AND kind IN ('absolute', 'percentage')").await;
    click(browser, "#check-in-form .primary").await;
    see(browser, "#check-in-form [data-testid=conflict-row]").await;
    look.at("check-in-conflict", &[409]).await;
    // what was typed is kept on the device, and offered again
    site.goto(browser, "/check-in").await;
    fill(browser, "#check-in-form [id^=comment-]", "Half a thought").await;
    see(browser, "[data-kept]:not([hidden])").await;
    site.goto(browser, "/check-in").await;
    see(browser, "[data-testid=draft-offer]").await;
    look.at("check-in-draft", &[]).await;
}

async fn comments(site: &mut Site, browser: &Browser, chosen: &Chosen, look: &mut Look<'_>) {
    site.goto(browser, &format!("/objectives/{}", chosen.objective)).await;
    see(browser, "html[data-ready] #comment-new").await;
    click(browser, "#comment-new button").await;
    see(browser, "#comment-new [data-testid=error-summary]").await;
    look.at("comment-refused", &[422]).await;
    fill(browser, "#comment-body", "A word on the numbers").await;
    click(browser, "#comment-new button").await;
    wait_for(
        browser,
        "return !!document.querySelector('[data-testid=comment]:last-child')?.textContent.includes('A word on')",
        Vec::new(),
    )
    .await;
    click(browser, "[data-testid=comment]:last-child [data-key=edit]").await;
    see(browser, "[data-testid=comment-edit-form]").await;
    look.at("comment-editor", &[]).await;
    fill(browser, "[data-testid=comment-edit-form] textarea", "Another word").await;
    change(site, "UPDATE comments SET version = version + 1").await;
    click(browser, "[data-testid=comment-edit-form] .primary").await;
    see(browser, "[data-testid=conflict-form]").await;
    look.at("comment-conflict", &[409]).await;
    click(browser, "[data-testid=conflict-form] .primary").await;
    click(browser, "[data-testid=comment]:last-child [data-testid=comment-removal] button").await;
    see(browser, "[data-testid=toast]").await;
    look.at("comment-removed", &[]).await;
}

/// Numbers taken apart, and rows that become forms.
async fn values(site: &mut Site, browser: &Browser, chosen: &Chosen, look: &mut Look<'_>) {
    site.goto(browser, &format!("/objectives/{}", chosen.objective)).await;
    see(browser, "html[data-ready]").await;
    let numbers = browser.find_all(By::Css("details.why")).await.unwrap().len();
    for opened in 1..=numbers {
        // one after another, because what comes in moves what is below
        click(browser, "details.why:not([open]) > summary").await;
        let loaded =
            "return document.querySelectorAll('details.why [data-testid=why-content]').length === arguments[0]";
        wait_for(browser, loaded, vec![opened.into()]).await;
    }
    look.at("all-numbers-explained", &[]).await;

    site.goto(browser, &format!("/objectives/{}", chosen.objective)).await;
    see(browser, "html[data-ready]").await;
    let (edit, value) = (format!("#key-result-{}-edit", chosen.key_result), format!("#value-{}", chosen.key_result));
    click(browser, &edit).await;
    see(browser, &value).await;
    look.at("value-editor", &[]).await;
    fill(browser, &value, "many").await;
    click(browser, "[data-testid=key-result-form] .primary").await;
    see(browser, "[data-testid=key-result-form] [data-testid=error-summary]").await;
    look.at("value-refused", &[422]).await;
    fill(browser, &value, "7").await;
    change(site, "UPDATE key_results SET version = version + 1, value = value + 1 WHERE value IS NOT NULL AND kind IN ('absolute', 'percentage')").await;
    click(browser, "[data-testid=key-result-form] .primary").await;
    see(browser, "[data-testid=key-result-row] [data-testid=conflict]").await;
    look.at("value-conflict", &[409]).await;
}

async fn names_and_targets(site: &mut Site, browser: &Browser, chosen: &Chosen, look: &mut Look<'_>) {
    site.goto(browser, &format!("/key-results/{}/target/edit", chosen.key_result)).await;
    fill(browser, &format!("#target-{}", chosen.key_result), "99").await;
    click(browser, "[data-testid=target-form] .primary").await;
    see(browser, "[data-testid=target-form] [data-testid=error-summary]").await;
    look.at("target-refused", &[422]).await;

    site.goto(browser, &format!("/objectives/{}", chosen.objective)).await;
    see(browser, "html[data-ready]").await;
    click(browser, "a[id$=-title-edit]").await;
    fill(browser, "[data-testid=title-form] [name=title]", "").await;
    click(browser, "[data-testid=title-form] .primary").await;
    see(browser, "[data-testid=title-form] [data-testid=error-summary]").await;
    look.at("title-refused", &[422]).await;
    fill(browser, "[data-testid=title-form] [name=title]", "Another title").await;
    rename(site, chosen).await;
    click(browser, "[data-testid=title-form] .primary").await;
    see(browser, "[data-testid=title-form] [data-testid=conflict]").await;
    look.at("title-conflict", &[409]).await;
}

async fn forms(site: &mut Site, browser: &Browser, chosen: &Chosen, look: &mut Look<'_>) {
    site.goto(browser, "/objectives/new").await;
    fill(browser, "#owner", "Nobody whom anybody knows").await;
    click(browser, "#objective-form .primary").await;
    see(browser, "html[data-ready] #objective-form [data-testid=error-summary]").await;
    look.at("objective-refused", &[422]).await;

    site.goto(browser, &format!("/objectives/{}/edit", chosen.objective)).await;
    fill(browser, "#title", "A title of mine").await;
    rename(site, chosen).await;
    click(browser, "#objective-form .primary").await;
    see(browser, "html[data-ready] #objective-form [data-testid=conflict]").await;
    look.at("objective-conflict", &[409]).await;

    site.goto(browser, &format!("/objectives/{}/key-results/new", chosen.objective)).await;
    for kind in ["percentage", "at_least", "band", "scale", "milestones", "binary"] {
        click(browser, &format!("#kind [value={kind}]")).await;
        look.at(&format!("key-result-{kind}"), &[]).await;
    }
    click(browser, "#key-result-form .primary").await;
    see(browser, "html[data-ready] #key-result-form [data-testid=error-summary]").await;
    look.at("key-result-refused", &[422]).await;
}

async fn imports(site: &Site, browser: &Browser, look: &mut Look<'_>) {
    site.goto(browser, "/imports").await;
    let picture = import_file("Cargo.toml");
    see(browser, "#file").await.send_keys(picture.to_str().unwrap()).await.unwrap();
    follow(browser, "[data-testid=import-form] .primary").await;
    see(browser, "html[data-ready] main h1").await;
    look.at("import-of-no-table", &[422]).await;

    site.goto(browser, "/imports").await;
    see(browser, "#file").await.send_keys(import_file(FIXTURE).to_str().unwrap()).await.unwrap();
    follow(browser, "[data-testid=import-form] .primary").await;
    see(browser, "html[data-ready] [data-testid=mapping-form]").await;
    click(browser, "[data-testid=mapping-form] details summary").await;
    look.at("import-columns", &[]).await;
    fill(browser, "#period", "the time of the apples").await;
    follow(browser, "[data-testid=mapping-form] .primary").await;
    see(browser, "html[data-ready] [data-testid=mapping-form] [data-testid=error-summary]").await;
    look.at("import-columns-refused", &[422]).await;
    fill(browser, "#period", "").await;
    // priorities are no weights
    click(browser, "#column-4 option[value=weight]").await;
    follow(browser, "[data-testid=mapping-form] .primary").await;
    see(browser, "html[data-ready] [data-testid=import-problems]").await;
    look.at("import-with-bad-rows", &[]).await;
    follow(browser, "[data-testid=import-report] a[href$='/mapping']").await;
    click(browser, "#column-4 option[value='']").await;
    follow(browser, "[data-testid=mapping-form] .primary").await;
    see(browser, "html[data-ready] [data-testid=run-form] [value='0']").await;
    look.at("import-checked", &[]).await;
    follow(browser, "[data-testid=run-form] .primary").await;
    see(browser, "html[data-ready] [data-testid=import-report] a.primary").await;
    look.at("import-done", &[]).await;
    follow(browser, "[data-testid=import-report] a.primary").await;
    see(browser, "html[data-ready] [data-testid=recorded-scores]").await;
    click(browser, "[data-testid=recorded-scores] details summary").await;
    look.at("recorded-scores", &[]).await;
}

/// Somebody else was quicker.
async fn rename(site: &mut Site, chosen: &Chosen) {
    let statement = "UPDATE objectives SET version = version + 1, title = title || '!' WHERE id = $1";
    sqlx::query(statement).bind(chosen.objective).execute(&mut site.admin).await.unwrap();
}

async fn change(site: &mut Site, statement: &'static str) {
    sqlx::query(statement).execute(&mut site.admin).await.unwrap();
}
