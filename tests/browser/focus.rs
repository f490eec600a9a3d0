//! Where focus is can be seen: nothing lies over it on its way through a page, however small the window is.

use okrio::kernel::Locale;
use thirtyfour::Key;

use crate::browser::Browser;
use crate::every_page::pages;
use crate::hand::see;
use crate::site::Site;

/// A window, a phone, and a window at 400 %.
const SIZES: [(u32, u32); 3] = [(1280, 600), (390, 640), (320, 256)];
/// More stops than any page has.
const MOST: usize = 400;

/// Where focus is now, whether it was there before, and whether any point of it can be hit. A field that lies invisible over
/// its label is seen by the label.
const STOP: &str = "
    const at = document.activeElement;
    if (!at || at === document.body) return ['', true, true];
    const been = at.hasAttribute('data-been');
    at.setAttribute('data-been', '');
    const seen = at.closest('.choice label, .pick, .opt') ?? at;
    const box = seen.getBoundingClientRect();
    const parts = [0.05, 0.25, 0.5, 0.75, 0.95];
    const hit = parts.some(x => parts.some(y => {
      const found = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return found && (seen.contains(found) || found.contains(seen));
    }));
    const name = (at.getAttribute('aria-label') ?? at.textContent).trim().slice(0, 40);
    return [`${at.localName}#${at.id} ${name}`, been, hit];";

#[tokio::test]
async fn focus_is_never_hidden_from_an_employee() {
    let mut site = Site::start(Locale::En).await;
    let (of_employee, _) = pages(&site.choose().await);
    walk(&site, "employee", &of_employee).await;
}

#[tokio::test]
async fn focus_is_never_hidden_from_an_administrator() {
    let mut site = Site::start(Locale::Ru).await;
    let (_, of_admin) = pages(&site.choose().await);
    walk(&site, "admin", &of_admin).await;
}

async fn walk(site: &Site, who: &str, pages: &[(&str, String)]) {
    let browser = Browser::start().await;
    site.sign_in(&browser, who).await;
    let mut hidden = Vec::new();
    for (name, path) in pages {
        for size in SIZES {
            browser.set_size(size).await;
            site.goto(&browser, path).await;
            see(&browser, "html[data-ready] main h1").await;
            let stops = through(&browser, &format!("{name} at {}×{}", size.0, size.1), &mut hidden).await;
            assert!(stops > 5, "{name} has {stops} stops");
        }
    }
    assert!(hidden.is_empty(), "{}", hidden.join("\n"));
}

/// Presses Tab from stop to stop until it has been at all of them; how many there are.
async fn through(browser: &Browser, place: &str, hidden: &mut Vec<String>) -> usize {
    for stops in 0..MOST {
        browser.action_chain().send_keys(Key::Tab).perform().await.unwrap();
        let (name, been, hit): (String, bool, bool) =
            browser.execute(STOP, Vec::new()).await.unwrap().convert().unwrap();
        // a page may begin with focus in its middle: the end of it leads to the beginning
        if been && !name.is_empty() {
            return stops;
        }
        if !hit {
            eprintln!("{place}: {name}");
            hidden.push(format!("{place}: {name}"));
        }
    }
    panic!("{place} has no end");
}
