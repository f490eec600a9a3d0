//! A person without a mouse, and how many keys each of their jobs takes.

use std::cell::{Cell, RefCell};

use serde_json::json;
use thirtyfour::{Key, TypingData};

use crate::browser::Browser;
use crate::hand::{Here, focus_on, hear, hush, see};

pub struct Keyboard<'a> {
    pub browser: &'a Browser,
    pressed: Cell<usize>,
    jobs: RefCell<Vec<(&'static str, usize)>>,
}

impl<'a> Keyboard<'a> {
    pub fn of(browser: &'a Browser) -> Self {
        Self { browser, pressed: Cell::new(0), jobs: RefCell::default() }
    }

    /// Presses single keys that are commands of the page, such as `gc`.
    pub async fn command(&self, keys: &str) {
        self.leave_field().await;
        self.count(keys.chars().count());
        for key in keys.chars() {
            self.strike(&key.to_string(), key).await;
        }
    }

    pub async fn press(&self, key: Key) {
        self.count(1);
        match key {
            Key::Enter => self.strike("Enter", '\r').await,
            other => self.send(other).await,
        }
    }

    /// Types what a person has to say: text is not counted.
    pub async fn text(&self, text: &str) {
        self.send(text).await;
    }

    /// Saves the form that focus is in.
    pub async fn save(&self) {
        self.count(1);
        let keys = self.browser.action_chain().key_down(Key::Control).send_keys(Key::Enter).key_up(Key::Control);
        keys.perform().await.unwrap();
    }

    /// Presses Tab until focus is on, or in, what the selector finds.
    pub async fn tab_to(&self, selector: &str) {
        self.until(selector, false, Key::Tab).await;
    }

    /// The same backwards.
    pub async fn tab_back_to(&self, selector: &str) {
        self.until(selector, true, Key::Tab).await;
    }

    /// Presses Enter down a column of fields until focus is on, or in, what the selector finds.
    pub async fn enter_to(&self, selector: &str) {
        self.until(selector, false, Key::Enter).await;
    }

    /// Walks down the rows of the page.
    pub async fn row(&self, selector: &str) {
        self.leave_field().await;
        for _ in 0..150 {
            if self.is_in(selector).await {
                return;
            }
            self.command("j").await;
        }
        self.lost(selector).await;
    }

    /// Goes on by a key, to another page.
    pub async fn go(&self, key: Key, selector: &str) {
        let here = Here::of(self.browser).await;
        self.press(key).await;
        self.arrive(here, selector).await;
    }

    /// The same by a command, such as `gc`.
    pub async fn go_by(&self, keys: &str, selector: &str) {
        let here = Here::of(self.browser).await;
        self.command(keys).await;
        self.arrive(here, selector).await;
    }

    /// The same by saving the form that focus is in.
    pub async fn go_by_saving(&self, selector: &str) {
        let here = Here::of(self.browser).await;
        self.save().await;
        self.arrive(here, selector).await;
    }

    async fn arrive(&self, from: Here, selector: &str) {
        from.left(self.browser).await;
        see(self.browser, &format!("html[data-ready] {selector}")).await;
    }

    /// Does what swaps a part of the page: then focus is where work goes on, and the status line says what was done.
    pub async fn swap(&self, how: Swap, focus: &str, words: &str) {
        hush(self.browser).await;
        match how {
            Swap::Key(key) => self.press(key).await,
            Swap::Command(keys) => self.command(keys).await,
            Swap::Save => self.save().await,
        }
        focus_on(self.browser, focus).await;
        if !words.is_empty() {
            hear(self.browser, words).await;
        }
    }

    /// Ends a job: its keys are remembered, and are not many.
    pub fn done(&self, job: &'static str, most: usize) {
        let keys = self.pressed.take();
        assert!(keys <= most, "{job} takes {keys} keys");
        self.jobs.borrow_mut().push((job, keys));
    }

    pub fn print(&self, who: &str) {
        for (job, keys) in self.jobs.borrow().iter() {
            println!("{who} {keys:>4} keys: {job}");
        }
    }

    /// In a field letters are text.
    async fn leave_field(&self) {
        while self.is_in("input:not([type=checkbox], [type=radio]), select, textarea").await {
            self.press(Key::Tab).await;
        }
    }

    async fn until(&self, selector: &str, backwards: bool, key: Key) {
        for _ in 0..200 {
            if self.is_in(selector).await {
                return;
            }
            if backwards {
                self.count(1);
                let keys = self.browser.action_chain().key_down(Key::Shift).send_keys(key.clone()).key_up(Key::Shift);
                keys.perform().await.unwrap();
            } else {
                self.press(key.clone()).await;
            }
        }
        self.lost(selector).await;
    }

    pub async fn is_in(&self, selector: &str) -> bool {
        let script = "return !!document.activeElement?.closest(arguments[0])";
        self.browser.execute(script, vec![selector.into()]).await.unwrap().json().as_bool() == Some(true)
    }

    async fn lost(&self, selector: &str) {
        let picture = self.browser.picture(&format!("not-reached-{}", std::process::id())).await;
        panic!("{selector} is not reached on {}: {}", self.browser.current_url().await.unwrap(), picture.display());
    }

    async fn send(&self, keys: impl Into<TypingData>) {
        self.browser.action_chain().send_keys(keys).perform().await.unwrap();
    }

    /// Presses a key as one event, as a keyboard does. The driver's actions tell of the press and of its character one after the
    /// other, and when the press leads to another page, the character may be typed there.
    async fn strike(&self, name: &str, character: char) {
        let code = if character.is_ascii_alphabetic() {
            format!("Key{}", character.to_ascii_uppercase())
        } else if name.len() > 1 {
            name.to_owned()
        } else {
            String::new()
        };
        let virtual_key = if character.is_ascii_alphanumeric() || character == '\r' {
            u32::from(character.to_ascii_uppercase())
        } else {
            0
        };
        let mut event = json!({
            "type": "keyDown",
            "key": name,
            "code": code,
            "text": character,
            "windowsVirtualKeyCode": virtual_key,
            "modifiers": if character.is_ascii_uppercase() { 8 } else { 0 },
        });
        let tools = self.browser.cdp();
        tools.send_raw("Input.dispatchKeyEvent", &event).await.unwrap();
        if let Some(event) = event.as_object_mut() {
            event.insert("type".to_owned(), json!("keyUp"));
            event.remove("text");
        }
        tools.send_raw("Input.dispatchKeyEvent", &event).await.unwrap();
    }

    fn count(&self, keys: usize) {
        self.pressed.set(self.pressed.get() + keys);
    }
}

/// What makes the page ask for a part.
pub enum Swap {
    Key(Key),
    Command(&'static str),
    Save,
}
