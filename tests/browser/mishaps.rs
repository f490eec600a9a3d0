//! What goes wrong between a hand and the service: a drag that ends nowhere, a clock that is wrong, a network that is gone, a session
//! that has ended meanwhile. Nothing is lost by it, and nothing happens twice.

use okrio::kernel::Locale;

use crate::browser::{Browser, Setup};
use crate::hand::{Here, attribute, click, fill, follow, hear, hush, read, see, wait_for};
use crate::keyboard::Keyboard;
use crate::site::{Chosen, PASSWORD, Site};

#[tokio::test]
async fn hands_that_slip_and_clocks_that_are_wrong() {
    let mut site = Site::start(Locale::En).await;
    let chosen = site.choose().await;
    let browser = Browser::start().await;
    site.sign_in(&browser, "admin").await;
    drag(&mut site, &browser).await;
    browser.delete_all_cookies().await.unwrap();
    site.sign_in(&browser, "employee").await;
    for hours in [-1, 1] {
        let right = what_is_read(&site, &browser, &chosen, 0).await;
        let wrong = shift_clock(&site, &browser, hours).await;
        assert_eq!(what_is_read(&site, &browser, &chosen, hours).await, right);
        the_newer_draft_is_shown(&mut site, &browser, &chosen).await;
        updates_are_told(&mut site, &browser, &chosen).await;
        undo_has_its_ten_minutes(&mut site, &browser, &chosen).await;
        browser.run_no_more(&wrong).await;
    }
    assert_eq!(browser.faults_besides(&[410]).await, Vec::<String>::new());
}

#[tokio::test]
async fn connections_and_sessions_that_end() {
    let mut site = Site::start(Locale::Ru).await;
    let chosen = site.choose().await;
    let browser = Browser::with(Setup { languages: "ru", ..Setup::default() }).await;
    site.sign_in(&browser, "employee").await;
    offline(&mut site, &browser).await;
    browser.faults().await;
    browser.delete_all_cookies().await.unwrap();
    site.sign_in(&browser, "admin").await;
    ended_session(&mut site, &browser, &chosen).await;
    assert_eq!(browser.faults_besides(&[401, 409]).await, Vec::<String>::new());
    let dumb = browser.run_first(DUMB_STREAMS).await;
    updates_are_told(&mut site, &browser, &chosen).await;
    browser.run_no_more(&dumb).await;
}

/// Streams as behind a proxy that lets nothing through, and breaks them off at last.
const DUMB_STREAMS: &str = "EventSource = class {
    readyState = 1;
    constructor() { setTimeout(() => { for (let n = 0; n < 3; n++) { this.readyState = 0; this.onerror(); } }, 100); }
    close() { this.readyState = 2; }
};";

/// Outside of the tree a row is let go of in vain; on the lower edge of its neighbour it goes behind it.
async fn drag(site: &mut Site, browser: &Browser) {
    site.goto(browser, "/alignment?period=2026-q4").await;
    let row = "[data-testid=tree-row][data-ver][aria-level='2'][aria-posinset='1']";
    see(browser, &format!("html[data-ready] {row}")).await;
    let tree = async || -> Vec<String> {
        let script = "return [...document.querySelectorAll('[data-testid=tree-row]')].map(row => row.id)";
        browser.execute(script, Vec::new()).await.unwrap().convert().unwrap()
    };
    let stands = "SELECT hashtextextended(string_agg(concat_ws(' ', id, parent_id, rank, version), ' ' ORDER BY id), 0) FROM objectives";
    let (before, rows) = (site.count(stands).await, tree().await);
    for outside in ["header.top", "footer.foot", "h1", row] {
        carry(browser, row, outside, 0.5).await;
        let calm = "return !document.querySelector('.lifted, [data-drop], [aria-busy=true]')";
        wait_for(browser, calm, Vec::new()).await;
        assert_eq!((site.count(stands).await, tree().await), (before, rows.clone()), "let go on {outside}");
    }
    hush(browser).await;
    carry(browser, row, "[data-testid=tree-row][aria-level='2'][aria-posinset='2']", 0.9).await;
    hear(browser, "moved below").await;
    assert_ne!((site.count(stands).await, tree().await), (before, rows));
}

/// Drags from the middle of one thing to a place in another, `down` of its height from the top.
async fn carry(browser: &Browser, from: &str, to: &str, down: f64) {
    let place = async |selector: &str, down: f64| -> (i64, i64) {
        let script = "const box = document.querySelector(arguments[0]).getBoundingClientRect();
            return [Math.round(box.left + box.width / 2), Math.round(box.top + box.height * arguments[1])]";
        browser.execute(script, vec![selector.into(), down.into()]).await.unwrap().convert().unwrap()
    };
    let script = "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })";
    browser.execute(script, vec![from.into()]).await.unwrap();
    let ((x, y), aim) = (place(from, 0.5).await, place(to, down).await);
    let hand = || browser.action_chain();
    hand().move_to(x, y).click_and_hold().move_to(x + 4, y + 4).move_to(x + 9, y + 9).perform().await.unwrap();
    see(browser, &format!("{from}.lifted")).await;
    hand().move_to(aim.0 - 3, aim.1).move_to(aim.0, aim.1).perform().await.unwrap();
    hand().release().perform().await.unwrap();
}

/// The clock of the device is this many hours ahead of the service's, on the pages that are opened from now on.
async fn shift_clock(site: &Site, browser: &Browser, hours: i64) -> String {
    let clock = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis();
    let ahead = site.now().timestamp_millis() - i64::try_from(clock).unwrap() + hours * 3_600_000;
    let script = format!(
        "Date = class extends Date {{
           constructor(...given) {{ if (given.length) super(...given); else super(Date.now()); }}
           static now() {{ return super.now() + {ahead}; }}
         }};"
    );
    browser.run_first(&script).await
}

/// The words of the pages that tell of times, on a device whose clock is so many hours ahead.
async fn what_is_read(site: &Site, browser: &Browser, chosen: &Chosen, hours: i64) -> Vec<String> {
    let mut texts = Vec::new();
    for path in ["/", &format!("/objectives/{}", chosen.objective)] {
        site.goto(browser, path).await;
        see(browser, "html[data-ready]").await;
        texts.push(read(browser, "main").await);
    }
    if hours != 0 {
        let clock = browser.execute("return Date.now()", Vec::new()).await.unwrap().json().as_i64().unwrap();
        let ahead = (clock - site.now().timestamp_millis()) / 60_000;
        assert!((ahead - hours * 60).abs() < 5, "the clock is {ahead} minutes ahead");
    }
    texts
}

/// What was typed here later than on another device goes before that, and the other way round.
async fn the_newer_draft_is_shown(site: &mut Site, browser: &Browser, chosen: &Chosen) {
    let page = format!("/objectives/{}", chosen.objective);
    let field = "#comment-body";
    let open = async |site: &Site| {
        site.goto(browser, &page).await;
        see(browser, &format!("html[data-ready] {field}")).await;
        see(browser, field).await.prop("value").await.unwrap().unwrap_or_default()
    };
    let other_device = async |text: &str| {
        let script = "const done = arguments[arguments.length - 1], form = document.getElementById('comment-new').dataset.draft;
            fetch('/drafts', { method: 'POST', body: new URLSearchParams({ form, body: arguments[0] }) }).then(answer => done(answer.status))";
        let status = browser.execute_async(script, vec![text.into()]).await.unwrap();
        assert_eq!(status.json(), &serde_json::json!(204));
    };
    let type_here = async |text: &str| {
        // it never reaches the service
        browser.execute("navigator.sendBeacon = () => true", Vec::new()).await.unwrap();
        see(browser, field).await.send_keys(text).await.unwrap();
        let kept = "return Object.values(localStorage).some(draft => draft.includes(arguments[0]))";
        wait_for(browser, kept, vec![text.into()]).await;
    };

    assert_eq!(open(site).await, "");
    other_device("Typed there").await;
    assert_eq!(open(site).await, "Typed there");
    type_here(", and here").await;
    assert_eq!(open(site).await, "Typed there, and here");
    assert_eq!(site.count("SELECT count(*) FROM drafts WHERE content::text LIKE '%\"Typed there\"%'").await, 1);
    let noted = attribute(browser, "#comment-new .note time", "datetime").await;
    let hour = site.now().format("%Y-%m-%dT%H:").to_string();
    assert!(noted.starts_with(&hour), "kept at {noted} by the clock of the service");

    site.wait(2);
    other_device("Typed there again").await;
    assert_eq!(open(site).await, "Typed there again");
    other_device("").await;
    browser.execute("navigator.sendBeacon = () => true; localStorage.clear()", Vec::new()).await.unwrap();
    assert_eq!(open(site).await, "");
}

async fn updates_are_told(site: &mut Site, browser: &Browser, chosen: &Chosen) {
    site.goto(browser, &format!("/objectives/{}", chosen.objective)).await;
    wait_for(browser, "return !!document.querySelector('okrio-live')?.source", Vec::new()).await;
    let change = "INSERT INTO updates (organization_id, xid, objective_id, fact)
        SELECT organization_id, pg_current_xact_id(), id, 'objective.changed' FROM objectives WHERE id = $1";
    sqlx::query(change).bind(chosen.objective).execute(&mut site.admin).await.unwrap();
    browser.execute("dispatchEvent(new Event('online'))", Vec::new()).await.unwrap();
    see(browser, "[data-testid=updates]:not([hidden])").await;
    assert_eq!(read(browser, "[data-testid=updates]").await, site.words("1 update: show", "1 обновление: показать"));
}

async fn undo_has_its_ten_minutes(site: &mut Site, browser: &Browser, chosen: &Chosen) {
    let row = format!("#key-result-{}", chosen.key_result);
    for (minutes, said, by) in [(9, "Undone", 0.0), (11, "for ten minutes; they have passed", 1.0)] {
        let before = site.value(chosen.key_result).await;
        site.goto(browser, &format!("/objectives/{}", chosen.objective)).await;
        click(browser, &format!("html[data-ready] {row} [data-key=edit]")).await;
        fill(browser, &format!("{row} input[name=value]"), &(before + 1.0).to_string()).await;
        click(browser, &format!("{row} .primary")).await;
        see(browser, "okrio-toast form").await;
        site.wait(minutes);
        hush(browser).await;
        Keyboard::of(browser).command("z").await;
        hear(browser, said).await;
        assert!((site.value(chosen.key_result).await - before - by).abs() < 1e-9, "after {minutes} minutes");
    }
}

/// In the middle of a check-in the network goes away: what was typed stays, that is said, and it is sent once when it is back.
async fn offline(site: &mut Site, browser: &Browser) {
    site.goto(browser, "/check-in").await;
    see(browser, "html[data-ready] #check-in-form").await;
    let value = format!("#{}", attribute(browser, "#check-in-form input[inputmode=decimal]", "id").await);
    let comment = value.replace("value-", "comment-");
    let last = attribute(browser, &value, "placeholder").await;
    let before = site.count("SELECT count(*) FROM check_ins").await;
    browser.set_offline(true).await;
    hear(browser, site.words("You are offline", "Нет связи")).await;
    fill(browser, &value, &last).await;
    fill(browser, &comment, "Said without a network").await;
    see(browser, "[data-kept]:not([hidden])").await;
    for _ in 0..2 {
        hush(browser).await;
        click(browser, "#check-in-form .primary").await;
        hear(browser, site.words("Not sent", "Не отправлено")).await;
        see(browser, "#check-in-form[data-state=error]").await;
    }
    let banner = see(browser, "#offline").await;
    assert!(banner.is_displayed().await.unwrap());
    assert!(banner.text().await.unwrap().contains(site.words("save again", "сохраните ещё раз")));
    assert_eq!(browser.axe().await, Vec::<String>::new());
    browser.picture("check-in-not-sent").await;
    for (field, typed) in [(&value, last.as_str()), (&comment, "Said without a network")] {
        assert_eq!(see(browser, field).await.prop("value").await.unwrap().as_deref(), Some(typed));
    }

    browser.set_offline(false).await;
    wait_for(browser, "return document.getElementById('offline').hidden", Vec::new()).await;
    assert_eq!(site.count("SELECT count(*) FROM check_ins").await, before, "nobody but its author sends it");
    let here = Here::of(browser).await;
    let twice = "const button = document.querySelector('#check-in-form .primary'); button.click(); button.click()";
    browser.execute(twice, Vec::new()).await.unwrap();
    here.left(browser).await;
    hear(browser, site.words("Check-in saved", "Чек-ин сохранён")).await;
    assert_eq!(site.count("SELECT count(*) FROM check_ins").await - before, 1);
    assert_eq!(site.count("SELECT count(*) FROM check_ins WHERE comment = 'Said without a network'").await, 1);
    let kept = "return Object.keys(localStorage).some(name => name.startsWith('okrio:draft:'))";
    assert_eq!(browser.execute(kept, Vec::new()).await.unwrap().json(), &serde_json::json!(false));
}

/// The tab stays as it is while its person signs in beside it; what somebody else has saved meanwhile is asked about.
async fn ended_session(site: &mut Site, browser: &Browser, chosen: &Chosen) {
    site.goto(browser, &format!("/objectives/{}/edit", chosen.objective)).await;
    fill(browser, "html[data-ready] #title", "Said by one").await;
    let meanwhile = "UPDATE account_sessions SET ended_at = now();
        UPDATE objectives SET version = version + 1, title = 'Said by another'";
    sqlx::raw_sql(meanwhile).execute(&mut site.admin).await.unwrap();
    click(browser, "#objective-form .primary").await;
    see(browser, "okrio-toast a[target=_blank]").await;
    hear(browser, site.words("Your session has ended", "Сеанс завершён")).await;

    let here = browser.window().await.unwrap();
    click(browser, "okrio-toast a[target=_blank]").await;
    wait_for(browser, "return true", Vec::new()).await;
    let beside = browser.windows().await.unwrap().into_iter().find(|window| *window != here).unwrap();
    browser.switch_to_window(beside).await.unwrap();
    fill(browser, "#email", &okrio::demo::address("admin")).await;
    fill(browser, "#password", PASSWORD).await;
    follow(browser, "form .primary").await;
    see(browser, "[data-testid=account-menu]").await;
    browser.close_window().await.unwrap();
    browser.switch_to_window(here).await.unwrap();

    assert_eq!(see(browser, "#title").await.prop("value").await.unwrap().as_deref(), Some("Said by one"));
    click(browser, "#objective-form .primary").await;
    see(browser, "[data-testid=merge-form] [data-id=title]").await;
    follow(browser, "[data-testid=merge-form] .primary").await;
    see(browser, "html[data-ready] okrio-toast").await;
    assert_eq!(read(browser, "h1").await, "Said by one");
}
