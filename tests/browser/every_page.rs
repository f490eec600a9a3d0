//! What holds for every page: nothing for axe, nothing wider than the window, nothing in the console.

use okrio::kernel::Locale;

use crate::browser::{Browser, Setup};
use crate::site::{Site, see};

const WIDTHS: [u32; 3] = [320, 390, 1280];

#[tokio::test]
async fn pages_are_accessible_and_fit_in_english() {
    walk(Locale::En, "en").await;
}

#[tokio::test]
async fn pages_are_accessible_and_fit_in_russian() {
    walk(Locale::Ru, "ru").await;
}

async fn walk(locale: Locale, language: &'static str) {
    let mut site = Site::start(locale).await;
    let chosen = site.choose().await;
    let objective = format!("/objectives/{}", chosen.objective);
    let of_employee = [
        ("my-work", "/".to_owned()),
        ("check-in", "/check-in".to_owned()),
        ("objectives", "/objectives".to_owned()),
        ("objective", objective.clone()),
        ("history", format!("{objective}/history")),
        ("key-result", format!("/key-results/{}", chosen.key_result)),
        ("value", format!("/key-results/{}/value/edit", chosen.key_result)),
        ("new-objective", "/objectives/new".to_owned()),
        ("new-key-result", format!("{objective}/key-results/new")),
        ("alignment", "/alignment".to_owned()),
        ("alignment-list", "/alignment?view=list".to_owned()),
        ("sessions", "/account/sessions".to_owned()),
        ("appearance", "/account/appearance".to_owned()),
        ("password", "/account/password".to_owned()),
    ];
    let mut found = Vec::new();
    for dark in [false, true] {
        let browser = Browser::with(Setup { languages: language, dark, ..Setup::default() }).await;
        let name = |page: &str| format!("{page}-{language}-{}", if dark { "dark" } else { "light" });
        look(&site, &browser, "/sign-in", &name("sign-in"), &mut found).await;
        site.sign_in(&browser, "employee").await;
        for (page, path) in &of_employee {
            look(&site, &browser, path, &name(page), &mut found).await;
        }
        browser.delete_all_cookies().await.unwrap();
        site.sign_in(&browser, "admin").await;
        look(&site, &browser, "/imports", &name("imports"), &mut found).await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Collects what is wrong on a page, and takes its picture on a desk and on a phone.
async fn look(site: &Site, browser: &Browser, path: &str, name: &str, found: &mut Vec<String>) {
    site.goto(browser, path).await;
    see(browser, "html[data-ready] main h1").await;
    assert_eq!(browser.current_url().await.unwrap().as_str(), format!("{}{path}", site.address));
    for width in WIDTHS {
        browser.set_size((width, 900)).await;
        let wide = browser
            .execute("return document.documentElement.scrollWidth", Vec::new())
            .await
            .unwrap()
            .json()
            .as_u64()
            .unwrap();
        if wide > u64::from(width) {
            found.push(format!("{name}: {wide} wide at {width}"));
        }
        if width > 320 {
            browser.picture(&format!("{name}-{width}")).await;
            found.extend(browser.axe().await.into_iter().map(|fault| format!("{name} at {width}: {fault}")));
        }
    }
    found.extend(browser.faults().await.into_iter().map(|fault| format!("{name}: {fault}")));
}
