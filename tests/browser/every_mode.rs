//! Other ways of seeing: stronger contrast, colours of the device's own, no motion, paper, text that is a third longer, and the
//! catalogue of components in every theme, language and width.

use okrio::kernel::Locale;

use crate::browser::{Browser, Media, Setup};
use crate::every_page::pages;
use crate::hand::see;
use crate::site::Site;

/// Widths of a desk, a phone, and a desk at 400 %.
const WIDTHS: [u32; 3] = [1280, 390, 320];

async fn open(site: &Site, browser: &Browser, path: &str) {
    site.goto(browser, path).await;
    see(browser, "html[data-ready] main h1").await;
}

/// Each page of an employee, then each of an administrator, looked at by whoever may.
async fn on_every_page(site: &mut Site, browser: &Browser, mut look: impl AsyncFnMut(&Site, &'static str, &str)) {
    let (of_employee, of_admin) = pages(&site.choose().await);
    for (who, pages) in [("employee", of_employee), ("admin", of_admin)] {
        browser.delete_all_cookies().await.unwrap();
        site.sign_in(browser, who).await;
        for (name, path) in pages {
            look(site, name, &path).await;
        }
    }
}

async fn is(browser: &Browser, script: &str) -> bool {
    browser.execute(script, Vec::new()).await.unwrap().json().as_bool().unwrap()
}

/// How much wider than the window the page is, in pixels.
async fn too_wide(browser: &Browser, width: u32) -> u64 {
    let script = "return document.documentElement.scrollWidth";
    let wide = browser.execute(script, Vec::new()).await.unwrap().json().as_u64().unwrap();
    wide.saturating_sub(u64::from(width))
}

#[tokio::test]
async fn components_are_accessible_in_every_theme_language_and_width() {
    let site = Site::start(Locale::En).await;
    let browser = Browser::start().await;
    let mut found = Vec::new();
    for language in ["en", "ru"] {
        for theme in ["light", "dark"] {
            for contrast in ["system", "more"] {
                let density = if contrast == "more" { "compact" } else { "comfortable" };
                let asked = format!("theme={theme}&contrast={contrast}&density={density}&language={language}");
                open(&site, &browser, &format!("/dev/kit?{asked}")).await;
                for width in [1280, 320] {
                    browser.set_size((width, 900)).await;
                    let name = format!("kit-{language}-{theme}-{contrast}-{width}");
                    browser.picture(&name).await;
                    found.extend(browser.axe().await.into_iter().map(|fault| format!("{name}: {fault}")));
                    if too_wide(&browser, width).await > 0 {
                        found.push(format!("{name}: too wide"));
                    }
                }
            }
        }
    }
    found.extend(browser.faults().await);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn stronger_contrast_is_accessible_on_every_page() {
    let mut site = Site::start(Locale::Ru).await;
    let browser = Browser::with(Setup { languages: "ru", ..Setup::default() }).await;
    let mut found = Vec::new();
    on_every_page(&mut site, &browser, async |site, name, path| {
        open(site, &browser, path).await;
        for (width, dark) in [(1280, false), (320, true)] {
            browser.set_size((width, 900)).await;
            browser.set_media(Media { dark, more_contrast: true, ..Media::default() }).await;
            let name = format!("{name}-more-{}-{width}", if dark { "dark" } else { "light" });
            browser.picture(&name).await;
            found.extend(browser.axe().await.into_iter().map(|fault| format!("{name}: {fault}")));
        }
    })
    .await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Each word as much longer as other languages are, and the spacing that some readers set for themselves.
const LONGER: &str = "
    const spacing = new CSSStyleSheet();
    spacing.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, spacing];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      if (walk.currentNode.parentElement.closest('script, template, title, option')) continue;
      walk.currentNode.data = walk.currentNode.data.replace(/\\p{L}{3,}/gu, word => word + 'n'.repeat(Math.round(word.length * 0.35)));
    }";

#[tokio::test]
async fn text_a_third_longer_and_widely_spaced_has_room_on_every_page() {
    let mut site = Site::start(Locale::En).await;
    let browser = Browser::start().await;
    let mut found = Vec::new();
    on_every_page(&mut site, &browser, async |site, name, path| {
        open(site, &browser, path).await;
        browser.execute(LONGER, Vec::new()).await.unwrap();
        for width in WIDTHS {
            browser.set_size((width, 900)).await;
            if too_wide(&browser, width).await > 0 {
                let picture = browser.picture(&format!("{name}-longer-{width}")).await;
                found.push(format!("{name} at {width}: {}", picture.display()));
            }
        }
    })
    .await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn targets_are_large_enough_on_every_page() {
    let mut site = Site::start(Locale::Ru).await;
    let browser = Browser::with(Setup { languages: "ru", ..Setup::default() }).await;
    let mut found = Vec::new();
    on_every_page(&mut site, &browser, async |site, name, path| {
        for width in WIDTHS {
            browser.set_size((width, 900)).await;
            open(site, &browser, path).await;
            let script = "return document.documentElement.scrollHeight";
            let high = browser.execute(script, Vec::new()).await.unwrap().json().as_u64().unwrap();
            browser.set_size((width, u32::try_from(high).unwrap() + 100)).await;
            let small = browser.small_targets().await;
            found.extend(small.into_iter().map(|target| format!("{name} at {width}: {target}")));
        }
    })
    .await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn paper_has_the_content_and_nothing_to_press() {
    let mut site = Site::start(Locale::En).await;
    let chosen = site.choose().await;
    let browser = Browser::start().await;
    site.sign_in(&browser, "employee").await;
    for (name, path, content) in [
        ("objective", format!("/objectives/{}", chosen.objective), "[data-testid=key-result-row]"),
        ("objectives", "/objectives?period=2026-q4".to_owned(), "[data-testid=objective-row] .st"),
        ("key-result", format!("/key-results/{}", chosen.key_result), ".facts"),
        ("check-in", "/check-in".to_owned(), "[data-testid=check-in-row]"),
    ] {
        browser.set_size((1280, 900)).await;
        open(&site, &browser, &path).await;
        // what a dark screen shows is printed dark on light all the same; the sheet is A4 without its margins
        browser.set_size((688, 970)).await;
        browser.set_media(Media { print: true, dark: true, ..Media::default() }).await;
        let gone =
            "return [...document.querySelectorAll('header, nav:not(.crumbs), footer, button, .btn, [role=search]')]
            .every(one => one.getClientRects().length === 0)";
        assert!(is(&browser, gone).await, "{name}");
        let light = "return getComputedStyle(document.querySelector('h1')).color";
        let colour: String = browser.execute(light, Vec::new()).await.unwrap().convert().unwrap();
        assert_eq!(colour, "rgb(24, 33, 44)", "{name}");
        let shown = format!("return document.querySelector('{content}').getClientRects().length > 0");
        assert!(is(&browser, &shown).await, "{name}");
        assert_eq!(too_wide(&browser, 688).await, 0, "{name}");
        browser.picture(&format!("{name}-print")).await;
        assert!(browser.paper(&format!("{name}-print")).await > 5_000, "{name}");
        browser.set_media(Media::default()).await;
    }
}

#[tokio::test]
async fn colours_of_the_device_leave_everything_to_be_told_apart() {
    let mut site = Site::start(Locale::En).await;
    let chosen = site.choose().await;
    let browser = Browser::start().await;
    site.sign_in(&browser, "employee").await;
    for (name, path) in [
        ("kit", "/dev/kit".to_owned()),
        ("check-in", "/check-in".to_owned()),
        ("objective", format!("/objectives/{}", chosen.objective)),
        ("alignment", "/alignment?period=2026-q4".to_owned()),
    ] {
        for dark in [false, true] {
            browser.set_media(Media { forced_colours: true, dark, ..Media::default() }).await;
            open(&site, &browser, &path).await;
            assert!(is(&browser, "return matchMedia('(forced-colors: active)').matches").await);
            browser.picture(&format!("{name}-forced-{}", if dark { "dark" } else { "light" })).await;
            // a button has an edge, and what is chosen differs from what is not
            let edges = "return [...document.querySelectorAll('.btn, .st.pill, .chip')].every(one => {
                const style = getComputedStyle(one);
                return !one.getClientRects().length || (style.borderTopStyle === 'solid' && parseFloat(style.borderTopWidth) >= 1) })";
            assert!(is(&browser, edges).await, "{name}");
            let chosen = "const of = one => (style => [style.outlineStyle, style.backgroundColor, style.borderBottomColor].join())(getComputedStyle(one));
                return [...document.querySelectorAll('.nav ul, .seg, .tabs')].every(group => {
                  const all = [...group.querySelectorAll('a')], current = all.find(one => one.hasAttribute('aria-current'));
                  return !current || all.every(one => one === current || of(one) !== of(current)) })";
            assert!(is(&browser, chosen).await, "{name}");
        }
    }
}

#[tokio::test]
async fn nothing_moves_for_those_who_want_no_motion() {
    let site = Site::start(Locale::En).await;
    let browser = Browser::start().await;
    let moving = "return [...document.querySelectorAll('*')].some(one => {
        const style = getComputedStyle(one), ring = getComputedStyle(one, '::after');
        return [style.transitionDuration, style.animationDuration, ring.animationDuration].some(all => all.split(', ').some(one => one !== '0s')) })";
    for motion in [true, false] {
        browser.set_media(Media { motion, ..Media::default() }).await;
        open(&site, &browser, "/dev/kit").await;
        assert_eq!(is(&browser, moving).await, motion);
    }
}
