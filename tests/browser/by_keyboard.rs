//! Every job of the product without a mouse: where focus is after each step, what is said, and how many keys it takes.
//!
//! The numbers are the most keys that a job may take, text not counted; those it takes now are printed.

use okrio::demo;
use okrio::kernel::Locale;
use thirtyfour::Key;

use crate::browser::{Browser, Setup};
use crate::hand::{address_has, attribute, focus_on, hear, hush, read, see, wait_for};
use crate::imports::{FIXTURE, import_file};
use crate::keyboard::{Keyboard, Swap};
use crate::site::{Chosen, PASSWORD, Site};

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
    let browser = Browser::with(Setup { languages, ..Setup::default() }).await;
    let keyboard = Keyboard::of(&browser);

    sign_in(&site, &keyboard, "employee").await;
    keyboard.done("sign in", 2);
    find(&site, &keyboard, &chosen).await;
    keyboard.done("find an objective by its owner and by words", 28);
    create(&site, &keyboard).await;
    keyboard.done("create an objective with three key results, and begin", 24);
    edit(&mut site, &keyboard).await;
    keyboard.done("change a value, a title and a target in place", 30);
    check_in(&mut site, &keyboard).await;
    keyboard.done("check in all that is due", 18);
    look_into_palette(&site, &keyboard).await;
    keyboard.done("look into the palette, and leave it", 4);
    jump(&keyboard, &chosen).await;
    keyboard.done("find a colleague's objective by the palette", 2);
    from_reminder(&mut site, &keyboard, &chosen).await;
    keyboard.done("update one key result from a reminder", 1);
    export(&site, &keyboard).await;
    keyboard.done("export the list to Excel", 2);
    site.goto(&browser, &format!("/objectives/{}", chosen.objective)).await;
    see(&browser, "html[data-ready] #comment-new").await;
    let comment = comment(&site, &keyboard).await;
    keyboard.done("comment", 2);
    change_mind(&site, &keyboard, &comment).await;
    keyboard.done("take a comment away, take that back", 20);
    look_back(&site, &keyboard).await;
    keyboard.done("see who changed what", 26);
    climb(&site, &keyboard).await;
    keyboard.done("walk the tree of objectives", 32);
    choose(&site, &keyboard).await;
    keyboard.done("keep a view and open it, choose an objective, put it away, take that back", 70);
    sign_out(&keyboard).await;
    keyboard.done("sign out", 16);
    // only what was asked for: a value that is none
    assert_eq!(browser.faults_besides(&[422]).await, Vec::<String>::new());

    sign_in(&site, &keyboard, "owner").await;
    keyboard.done("sign in as who leads the company", 2);
    see_team(&keyboard).await;
    keyboard.done("see who has not checked in", 2);
    rearrange(&site, &keyboard).await;
    refused_move(&site, &keyboard).await;
    keyboard.done("be refused a move, put it back", 10);
    // only what was asked for: a loop
    assert_eq!(browser.faults_besides(&[422]).await, Vec::<String>::new());
    import(&mut site, &keyboard).await;
    keyboard.done("import a file", 36);
    sign_out(&keyboard).await;
    assert_eq!(browser.faults().await, Vec::<String>::new());
    keyboard.print(languages);
}

async fn sign_in(site: &Site, keyboard: &Keyboard<'_>, who: &str) {
    site.goto(keyboard.browser, "/sign-in").await;
    focus_on(keyboard.browser, "#email").await;
    keyboard.text(&demo::address(who)).await;
    keyboard.press(Key::Tab).await;
    keyboard.text(PASSWORD).await;
    keyboard.go(Key::Enter, "[data-testid=account-menu]").await;
}

/// By the filters of the list: what is mine is too little, then words of the title.
async fn find(site: &Site, keyboard: &Keyboard<'_>, chosen: &Chosen) {
    let browser = keyboard.browser;
    keyboard.go_by("go", "[data-key=go-objectives][aria-current=page]").await;
    keyboard.tab_to("#f-owner").await;
    // «mine»: the list follows at once, and focus stays on the filter
    keyboard.swap(Swap::Key(Key::Down), "#f-owner", site.words("objective", "цел")).await;
    address_has(browser, "owner=me").await;
    keyboard.swap(Swap::Key(Key::Up), "#f-owner", site.words("objective", "цел")).await;
    keyboard.tab_back_to("#f-text").await;
    hush(browser).await;
    keyboard.text(&chosen.objective_title).await;
    hear(browser, site.words("1 objective,", "1 цель,")).await;
    focus_on(browser, "#f-text").await;
    let row = format!("#objective-{}", chosen.objective);
    keyboard.row(&row).await;
    keyboard.go(Key::Enter, &format!("#key-result-{}", chosen.key_result)).await;
}

const TITLE: &str = "Nobody waits at the counter";

async fn create(site: &Site, keyboard: &Keyboard<'_>) {
    let browser = keyboard.browser;
    keyboard.go_by("go", "[data-key=go-objectives][aria-current=page]").await;
    keyboard.go_by("n", "#objective-form").await;
    focus_on(browser, "#title").await;
    keyboard.text(TITLE).await;
    keyboard.go_by_saving("[data-testid=activate-form]").await;
    hear(browser, site.words("created as a draft", "создана как черновик")).await;

    for (title, baseline, target) in
        [("Minutes in the queue", "12", "4"), ("Guests who leave", "30", "5"), ("Open tills", "2", "6")]
    {
        keyboard.go_by("n", "#key-result-form").await;
        focus_on(browser, "#key-result-form #title").await;
        keyboard.text(title).await;
        keyboard.tab_to("#baseline").await;
        keyboard.text(baseline).await;
        keyboard.tab_to("#target").await;
        keyboard.text(target).await;
        keyboard.go_by_saving("[data-testid=key-result-row]").await;
        hear(browser, site.words("Key result added", "Ключевой результат добавлен")).await;
    }
    let title = read(browser, "[data-testid=key-result-row] .ttl").await;
    assert_eq!(title.trim(), "Minutes in the queue", "as it was typed");

    keyboard.go_by("s", ".stage li:nth-child(2)[aria-current=step]").await;
    hear(browser, site.words("active now", "взята в работу")).await;
}

/// In the objective that was just made.
async fn edit(site: &mut Site, keyboard: &Keyboard<'_>) {
    let browser = keyboard.browser;
    let row = format!("#{}", attribute(browser, "[data-testid=key-result-row]", "id").await);
    let id = row.trim_start_matches("#key-result-").to_owned();
    let edit = format!("{row}-edit");

    keyboard.row(&row).await;
    keyboard.swap(Swap::Command("e"), &format!("#value-{id}"), "").await;
    keyboard.text("many").await;
    keyboard.swap(Swap::Key(Key::Enter), "[data-testid=error-summary]", "").await;
    keyboard.tab_to("[data-testid=error-summary] a").await;
    keyboard.press(Key::Enter).await;
    focus_on(browser, &format!("#value-{id}")).await;
    // what stands there is taken away as a whole
    browser.action_chain().key_down(Key::Control).send_keys("a").key_up(Key::Control).perform().await.unwrap();
    keyboard.text("10").await;
    keyboard
        .swap(
            Swap::Key(Key::Enter),
            &edit,
            site.words("Saved. Minutes in the queue: 10", "Сохранено. Minutes in the queue: 10"),
        )
        .await;
    assert_eq!(site.count("SELECT value::bigint FROM key_results WHERE title = 'Minutes in the queue'").await, 10);

    // an edit that is left again
    keyboard.swap(Swap::Command("e"), &format!("#value-{id}"), "").await;
    keyboard.swap(Swap::Key(Key::Escape), &edit, "").await;

    keyboard.swap(Swap::Command("e"), &format!("#value-{id}"), "").await;
    keyboard.tab_to("a[href$='/target/edit']").await;
    keyboard.swap(Swap::Key(Key::Enter), &format!("#target-{id}"), "").await;
    keyboard.text("5").await;
    keyboard.press(Key::Tab).await;
    keyboard.text("The new till is slower").await;
    keyboard.swap(Swap::Key(Key::Enter), &edit, site.words("Target of", "Целевое значение сохранено")).await;
    assert_eq!(site.count("SELECT target::bigint FROM key_results WHERE title = 'Minutes in the queue'").await, 5);

    keyboard.tab_back_to("a[id$=-title-edit]").await;
    keyboard.swap(Swap::Key(Key::Enter), "[data-testid=title-form] [name=title]", "").await;
    keyboard.text("Nobody waits for long").await;
    keyboard.swap(Swap::Key(Key::Enter), "a[id$=-title-edit]", site.words("Title saved", "Название сохранено")).await;
    assert_eq!(read(browser, "h1").await, "Nobody waits for long");
}

/// One screen: each value is confirmed, or told anew where it is a number.
async fn check_in(site: &mut Site, keyboard: &Keyboard<'_>) {
    let before = site.count("SELECT count(*) FROM check_ins").await;
    let browser = keyboard.browser;
    keyboard.go_by("gc", "#check-in-form").await;
    let script =
        "return [...document.querySelectorAll('#check-in-form input[inputmode=decimal]')].map(field => field.id)";
    let fields: Vec<String> = browser.execute(script, Vec::new()).await.unwrap().convert().unwrap();
    assert!(fields.len() >= 7, "{fields:?}");
    keyboard.command("j").await;
    focus_on(browser, &format!("#{}", fields[0])).await;
    for field in &fields {
        keyboard.enter_to(&format!("#{field}")).await;
        let last = attribute(browser, &format!("#{field}"), "placeholder").await;
        // what was just made has no value yet
        keyboard.text(if last.is_empty() { "5" } else { &last }).await;
    }
    // what it leads to is said beside the value, without taking focus away
    let said = format!("#{}", fields[0].replace("value-", "said-"));
    see(browser, &format!("{said} .st")).await;
    keyboard.tab_to("#check-in-form [id^=comment-]").await;
    keyboard.text("Told without a mouse").await;
    to_the_end_and_back(browser).await;
    keyboard.go_by_saving("[data-testid=toast]").await;
    hear(browser, site.words("Check-in saved", "Чек-ин сохранён")).await;
    assert_eq!(site.count("SELECT count(*) FROM check_ins").await - before, fields.len() as i64);
    assert_eq!(site.count("SELECT count(*) FROM check_ins WHERE comment = 'Told without a mouse'").await, 1);
}

/// Enter goes down the column of comments to the button that saves, and Shift with Enter up again.
async fn to_the_end_and_back(browser: &Browser) {
    let script = "const all = [...document.querySelectorAll('#check-in-form [id^=comment-]:is(input)')];
         return [document.activeElement.id, all.at(-1).id, all.length - 1 - all.indexOf(document.activeElement)]";
    let (here, last, below): (String, String, usize) =
        browser.execute(script, Vec::new()).await.unwrap().convert().unwrap();
    let press = async |key: &str| browser.action_chain().send_keys(key).perform().await.unwrap();
    let enter = Key::Enter.value().to_string();
    for _ in 0..=below {
        press(&enter).await;
    }
    focus_on(browser, "#check-in-form .primary").await;
    browser.execute("document.getElementById(arguments[0]).focus()", vec![last.into()]).await.unwrap();
    let up = async || {
        let keys = browser.action_chain().key_down(Key::Shift).send_keys(Key::Enter).key_up(Key::Shift);
        keys.perform().await.unwrap();
    };
    for _ in 0..below {
        up().await;
    }
    focus_on(browser, &format!("#{here}")).await;
}

/// It closes without a trace, and arrows walk through what it found.
async fn look_into_palette(site: &Site, keyboard: &Keyboard<'_>) {
    let browser = keyboard.browser;
    keyboard.command("/").await;
    focus_on(browser, "#palette-q").await;
    hear(browser, site.words("found", "Найдено")).await;
    keyboard.press(Key::Down).await;
    focus_on(browser, "#palette-found section:first-of-type li:first-child > *").await;
    keyboard.press(Key::Up).await;
    focus_on(browser, "#palette-q").await;
    keyboard.press(Key::Escape).await;
    wait_for(browser, "return !document.querySelector('dialog[open]')", Vec::new()).await;
}

/// From any page; Enter opens the first of what is found at once.
async fn jump(keyboard: &Keyboard<'_>, chosen: &Chosen) {
    let browser = keyboard.browser;
    keyboard.command("/").await;
    focus_on(browser, "#palette-q").await;
    keyboard.text(&chosen.objective_title).await;
    keyboard.go(Key::Enter, "#comment-new").await;
    let path = browser.current_url().await.unwrap().path().to_owned();
    assert_eq!(path, format!("/objectives/{}", chosen.objective));
}

/// The link of a reminder leads into the field.
async fn from_reminder(site: &mut Site, keyboard: &Keyboard<'_>, chosen: &Chosen) {
    let browser = keyboard.browser;
    let next = site.value(chosen.key_result).await + 1.0;
    site.goto(browser, &format!("/key-results/{}/value/edit", chosen.key_result)).await;
    focus_on(browser, &format!("#value-{}", chosen.key_result)).await;
    browser.action_chain().key_down(Key::Control).send_keys("a").key_up(Key::Control).perform().await.unwrap();
    keyboard.text(&next.to_string()).await;
    keyboard.press(Key::Enter).await;
    hear(browser, site.words("Saved", "Сохранено")).await;
    assert!((site.value(chosen.key_result).await - next).abs() < 1e-9);
}

/// By the palette, from any page.
async fn export(site: &Site, keyboard: &Keyboard<'_>) {
    let browser = keyboard.browser;
    let folder = browser.keep_downloads().await;
    site.goto(browser, "/").await;
    see(browser, "html[data-ready]").await;
    keyboard.command("/").await;
    focus_on(browser, "#palette-q").await;
    keyboard.text(site.words("export", "excel")).await;
    see(browser, "#palette-found section:first-of-type li:first-child a[href^='/objectives/export.xlsx']").await;
    keyboard.press(Key::Enter).await;
    for _ in 0..400 {
        let mut files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name());
        if files.any(|name| name.to_string_lossy().ends_with(".xlsx")) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("no file has come");
}

/// The selector of what was said.
async fn comment(site: &Site, keyboard: &Keyboard<'_>) -> String {
    let browser = keyboard.browser;
    keyboard.swap(Swap::Command("r"), "#comment-body", "").await;
    keyboard.text("Said without a mouse").await;
    keyboard
        .swap(Swap::Save, "[data-testid=comment]:last-child", site.words("Comment added", "Комментарий добавлен"))
        .await;
    assert!(read(browser, "[data-testid=comment]:last-child").await.contains("Said without a mouse"));
    format!("#{}", attribute(browser, "[data-testid=comment]:last-child", "id").await)
}

async fn change_mind(site: &Site, keyboard: &Keyboard<'_>, comment: &str) {
    let browser = keyboard.browser;
    keyboard.tab_to(&format!("{comment} [data-testid=comment-removal] button")).await;
    let elsewhere = format!("main *:not({comment} *)");
    keyboard.swap(Swap::Key(Key::Enter), &elsewhere, site.words("Comment removed", "Комментарий удалён")).await;
    assert!(browser.find_all(thirtyfour::By::Css(comment)).await.unwrap().is_empty());
    keyboard
        .swap(
            Swap::Command("z"),
            &format!("{comment}, {comment} *"),
            site.words("Comment restored", "Комментарий восстановлен"),
        )
        .await;
    assert!(read(browser, comment).await.contains("Said without a mouse"));
}

async fn look_back(site: &Site, keyboard: &Keyboard<'_>) {
    let browser = keyboard.browser;
    keyboard.tab_to("a[href$='/history']").await;
    keyboard.go(Key::Enter, "#f-field").await;
    keyboard.tab_to("#f-field").await;
    keyboard.swap(Swap::Key(Key::Down), "#f-field", site.words("change", "изменени")).await;
    address_has(browser, "field=").await;
    see(browser, "[data-testid=history-list] .hist li").await;
}

/// Who leads sees on their first page who has reported and who has not.
async fn see_team(keyboard: &Keyboard<'_>) {
    keyboard.go_by("gh", "[data-testid=team] [data-testid=mate]:not(:has(.st.done))").await;
}

/// m lifts a row, the arrows walk on, and a drops it behind the row that focus is on.
async fn rearrange(site: &Site, keyboard: &Keyboard<'_>) {
    let browser = keyboard.browser;
    keyboard.go_by("ga", "[role=treegrid]").await;
    keyboard.command("j").await;
    focus_on(browser, "[data-testid=tree-row]").await;
    let id = |row: String| format!("#{row}");
    keyboard.press(Key::Down).await;
    focus_on(browser, "[aria-level='2'][aria-posinset='1']").await;
    let first = id(attribute(browser, "[data-testid=tree-row]:focus", "id").await);
    keyboard.swap(Swap::Command("m"), &format!("{first}.lifted"), site.words("is picked up", "Вы взяли цель")).await;
    keyboard.swap(Swap::Key(Key::Down), "[aria-level='2'][aria-posinset='2']", site.words("On “", "Строка «")).await;
    let second = id(attribute(browser, "[data-testid=tree-row]:focus", "id").await);
    keyboard.swap(Swap::Command("a"), &first, site.words("moved below", "теперь под целью")).await;
    see(browser, &format!("{second} + {first}")).await;
    keyboard.done("move an objective in the tree", 7);
    assert_eq!(browser.find_all(thirtyfour::By::Css("[data-testid=tree-row][tabindex='0']")).await.unwrap().len(), 1);
}

/// Below what stands below it there is no place; what is refused moves nothing.
async fn refused_move(site: &Site, keyboard: &Keyboard<'_>) {
    let browser = keyboard.browser;
    let id = async |selector: &str| format!("#{}", attribute(browser, selector, "id").await);
    keyboard.press(Key::Home).await;
    focus_on(browser, "[data-testid=tree-row][aria-level='1']").await;
    let top = id("[data-testid=tree-row]:focus").await;
    let (second, first) = (
        id(&format!("{top} + [aria-level='2']")).await,
        id(&format!("{top} + [aria-level='2'] + [aria-level='2']")).await,
    );
    keyboard.swap(Swap::Command("m"), &format!("{top}.lifted"), site.words("is picked up", "Вы взяли цель")).await;
    keyboard.press(Key::Down).await;
    focus_on(browser, &second).await;
    keyboard.swap(Swap::Key(Key::Enter), &top, site.words("a loop", "в кольцо")).await;
    see(browser, &format!("{top} + {second} + {first}")).await;
    keyboard.swap(Swap::Command("m"), &format!("{top}.lifted"), "").await;
    keyboard
        .swap(Swap::Key(Key::Escape), &format!("{top}:not(.lifted)"), site.words("stays where", "осталась на месте"))
        .await;
}

/// As trees are walked everywhere: down and up, right opens and goes in, left closes and goes out.
async fn climb(site: &Site, keyboard: &Keyboard<'_>) {
    let browser = keyboard.browser;
    keyboard.go_by("ga", "[role=treegrid]").await;
    keyboard.tab_to("[data-testid=tree-row]").await;
    let first = format!("#{}", attribute(browser, "[data-testid=tree-row]", "id").await);
    focus_on(browser, &first).await;
    if attribute(browser, &first, "aria-expanded").await == "true" {
        keyboard.press(Key::Left).await;
    }
    focus_on(browser, &format!("{first}[aria-expanded=false]")).await;
    keyboard.press(Key::Right).await;
    focus_on(browser, &format!("{first}[aria-expanded=true]")).await;
    keyboard.press(Key::Right).await;
    focus_on(browser, "[data-testid=tree-row][aria-level='2']").await;
    let child = format!("#{}", attribute(browser, "[data-testid=tree-row]:focus", "id").await);
    keyboard.press(Key::Left).await;
    // an open row is closed first, then left
    if keyboard.is_in(&child).await {
        keyboard.press(Key::Left).await;
    }
    focus_on(browser, &first).await;
    keyboard.press(Key::End).await;
    focus_on(browser, "[data-testid=tree-row]").await;
    let last = format!("#{}", attribute(browser, "[data-testid=tree-row]:focus", "id").await);
    assert_ne!(last, first);
    keyboard.press(Key::Up).await;
    focus_on(browser, &format!("[data-testid=tree-row]:not({last})")).await;
    keyboard.press(Key::Down).await;
    focus_on(browser, &last).await;
    // a branch whose rows are not in the page yet is fetched
    if attribute(browser, &last, "aria-expanded").await == "false" {
        keyboard.swap(Swap::Key(Key::Right), &format!("{last}[aria-expanded=true]"), site.words("row", "строк")).await;
    }
    keyboard.press(Key::Home).await;
    focus_on(browser, &first).await;
    // exactly one row is in the tab order
    assert_eq!(browser.find_all(thirtyfour::By::Css("[data-testid=tree-row][tabindex='0']")).await.unwrap().len(), 1);
    // all the branches beside it, then by the first letters of a name
    keyboard.text("*").await;
    let script =
        "return [...document.querySelectorAll('[role=row][aria-level]:not([hidden]) .ttl')].at(3).textContent.trim()";
    let name: String = browser.execute(script, Vec::new()).await.unwrap().convert().unwrap();
    let script = "return [...document.querySelectorAll('[role=row][aria-level]:not([hidden])')].at(3).id";
    let id: String = browser.execute(script, Vec::new()).await.unwrap().convert().unwrap();
    keyboard.text(&name).await;
    focus_on(browser, &format!("#{id}")).await;
    keyboard.go(Key::Enter, "[data-testid=objective-progress]").await;
    assert_eq!(read(browser, "h1").await, name);
}

/// What is shown is kept under a name and opened again; a row is chosen by its key, put away, and brought back.
async fn choose(site: &Site, keyboard: &Keyboard<'_>) {
    let browser = keyboard.browser;
    keyboard.go_by("go", "[data-key=go-objectives][aria-current=page]").await;
    keyboard.tab_to("#f-owner").await;
    keyboard.swap(Swap::Key(Key::Down), "#f-owner", site.words("objective", "цел")).await;
    address_has(browser, "owner=me").await;
    keyboard.tab_back_to("[data-testid=keep-view]").await;
    keyboard.go(Key::Enter, "[data-testid=view-form]").await;
    focus_on(browser, "#name").await;
    keyboard.text("Mine").await;
    keyboard.go_by_saving("[data-testid=views] [aria-current]").await;
    hear(browser, site.words("is kept", "сохранён")).await;
    keyboard.go_by("go", "[data-testid=views] a:not([aria-current])").await;
    keyboard.tab_to("[data-testid=views] a").await;
    keyboard.swap(Swap::Key(Key::Enter), "[data-testid=views] a", site.words("objective", "цел")).await;
    address_has(browser, "owner=me").await;
    keyboard.row("[data-testid=objective-row]").await;
    keyboard.go_by("x", "[data-testid=bulk-form]").await;
    focus_on(browser, "[name=id]:checked").await;
    keyboard.tab_to("#bulk button").await;
    keyboard.go(Key::Enter, "okrio-toast form").await;
    hear(browser, site.words("is archived", "в архиве")).await;
    keyboard.go_by("z", "[data-testid=objective-row]").await;
    hear(browser, site.words("Undone", "Действие отменено")).await;
}

async fn sign_out(keyboard: &Keyboard<'_>) {
    keyboard.go_by("gh", "[data-key=go-my-work][aria-current=page]").await;
    keyboard.tab_to("[data-testid=account-menu]").await;
    keyboard.press(Key::Enter).await;
    keyboard.tab_to("form[data-sign-out] button").await;
    keyboard.press(Key::Enter).await;
    focus_on(keyboard.browser, "#email").await;
}

async fn import(site: &mut Site, keyboard: &Keyboard<'_>) {
    let browser = keyboard.browser;
    keyboard.tab_to("a[href='/imports']").await;
    keyboard.go(Key::Enter, "[data-testid=import-form]").await;
    keyboard.tab_to("#file").await;
    // the dialog that Enter opens here is the browser's own
    see(browser, "#file").await.send_keys(import_file(FIXTURE).to_str().unwrap()).await.unwrap();
    keyboard.save().await;
    focus_on(browser, "[data-testid=mapping-form] caption").await;
    keyboard.save().await;
    focus_on(browser, "#report-h").await;
    hear(browser, site.words("has been checked", "проверен")).await;
    assert_eq!(site.count("SELECT count(*) FROM objectives WHERE import_key IS NOT NULL").await, 0);
    keyboard.tab_to("[data-testid=run-form] .primary").await;
    keyboard.press(Key::Enter).await;
    see(browser, "[data-testid=import-report] a.primary").await;
    focus_on(browser, "#report-h").await;
    hear(browser, site.words("has been imported", "импортирован")).await;
    assert_eq!(site.count("SELECT count(*) FROM objectives WHERE import_key IS NOT NULL").await, 3);
    keyboard.tab_to("[data-testid=import-report] a.primary").await;
    keyboard.go(Key::Enter, "[data-testid=objective-row]").await;
}
