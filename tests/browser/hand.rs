//! What a person at the browser does and sees, with or without scripts.

use std::time::{Duration, Instant};

use thirtyfour::prelude::*;

use crate::browser::Browser;

const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until a selector finds something.
pub async fn see(browser: &Browser, selector: &str) -> WebElement {
    let began = Instant::now();
    loop {
        if let Ok(found) = browser.find(By::Css(selector)).await {
            return found;
        }
        give_up(browser, began, selector).await;
    }
}

/// Waits until a script says yes.
pub async fn wait_for(browser: &Browser, script: &str, arguments: Vec<serde_json::Value>) {
    let began = Instant::now();
    // while one page gives way to another there is nothing to ask
    while !matches!(browser.execute(script, arguments.clone()).await, Ok(answer) if answer.json().as_bool() == Some(true))
    {
        give_up(browser, began, &format!("{script} {arguments:?}")).await;
    }
}

async fn give_up(browser: &Browser, began: Instant, what: &str) {
    if began.elapsed() > PATIENCE {
        let picture = browser.picture(&format!("not-seen-{}", std::process::id())).await;
        panic!("{what} is not on {}: {}", browser.current_url().await.unwrap(), picture.display());
    }
    tokio::time::sleep(Duration::from_millis(25)).await;
}

pub async fn fill(browser: &Browser, selector: &str, text: &str) {
    let field = see(browser, selector).await;
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

pub async fn click(browser: &Browser, selector: &str) {
    let target = see(browser, selector).await;
    // the page's own bars may lie over what is only just in view
    let script = "arguments[0].scrollIntoView({ block: 'center' })";
    browser.execute(script, vec![target.to_json().unwrap()]).await.unwrap();
    target.click().await.unwrap();
}

/// Clicks what leads to another page, and waits until that one is there: the click may return before the old page leaves.
pub async fn follow(browser: &Browser, selector: &str) {
    let here = Here::of(browser).await;
    click(browser, selector).await;
    here.left(browser).await;
}

/// The page that the browser is on, to know when another has come in its place.
pub struct Here(WebElement);

impl Here {
    pub async fn of(browser: &Browser) -> Self {
        Self(see(browser, "html").await)
    }

    /// Waits until another page is there as a whole.
    pub async fn left(self, browser: &Browser) {
        let began = Instant::now();
        while self.0.tag_name().await.is_ok() {
            give_up(browser, began, "a page to come").await;
        }
        wait_for(browser, "return document.readyState === 'complete'", Vec::new()).await;
    }
}

/// Waits until the address has this among its parameters.
pub async fn address_has(browser: &Browser, parameter: &str) {
    let script = "return location.search.slice(1).split('&').some(one => one.startsWith(arguments[0]))";
    wait_for(browser, script, vec![parameter.into()]).await;
}

/// What stands in the element, in full.
pub async fn read(browser: &Browser, selector: &str) -> String {
    see(browser, selector).await.prop("textContent").await.unwrap().unwrap_or_default()
}

pub async fn attribute(browser: &Browser, selector: &str, name: &str) -> String {
    see(browser, selector).await.attr(name).await.unwrap().unwrap_or_default()
}

/// Empties the status line, so that what is heard next is new.
pub async fn hush(browser: &Browser) {
    browser.execute("document.getElementById('status').textContent = ''", Vec::new()).await.unwrap();
}

/// Waits until the status line says this.
pub async fn hear(browser: &Browser, words: &str) {
    let script = "return document.documentElement.hasAttribute('data-ready')
        && document.getElementById('status').textContent.includes(arguments[0])
        && document.getElementById('status').textContent !== ''";
    wait_for(browser, script, vec![words.into()]).await;
}

/// Waits until focus is on what the selector finds; never on nothing.
pub async fn focus_on(browser: &Browser, selector: &str) {
    let script =
        "return document.documentElement.hasAttribute('data-ready') && document.activeElement !== document.body
        && document.activeElement.matches(arguments[0])";
    wait_for(browser, script, vec![selector.into()]).await;
}
