//! The whole service on a port of this machine, with the demo organization in it, for a browser to visit.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use okrio::auth::sessions::store::{AnyStore, PostgresStore};
use okrio::config::Config;
use okrio::db::Db;
use okrio::demo;
use okrio::kernel::{Clock, Locale};
use okrio::web::AppState;
use okrio::web::assets::Assets;
use sqlx::{ConnectOptions, PgConnection};
use thirtyfour::prelude::*;
use uuid::Uuid;

use crate::browser::Browser;
use crate::database::TestDatabase;

const PASSWORD: &str = "a password of the test";
const PATIENCE: Duration = Duration::from_secs(15);

/// A running service; it ends with the test.
pub struct Site {
    pub address: String,
    pub admin: PgConnection,
    _database: TestDatabase,
}

/// A key result of the demo's employee that takes a number.
pub struct Chosen {
    pub key_result: Uuid,
    pub objective: Uuid,
    pub objective_title: String,
}

impl Site {
    /// On Wednesday in the eighth week of the fourth quarter.
    pub async fn start(locale: Locale) -> Self {
        let database = TestDatabase::new().await;
        let now: DateTime<Utc> = "2026-11-18T09:00:00Z".parse().unwrap();
        let db = Db::connect_lazily(database.connect_options("okrio_app"), 5, Clock::from_fn(move || now));
        demo::seed(&db, locale, PASSWORD).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let config = Config::read(|name| (name == "OKRIO_PUBLIC_URL").then(|| address.clone())).unwrap();
        let assets = Assets::prepare(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("assets")).unwrap();
        let sessions = AnyStore::Postgres(PostgresStore::new(db.pool().clone()));
        let state = AppState { db, config: Arc::new(config), assets: Arc::new(assets), redis: None, works_here: false };
        let service = okrio::app::service(state, sessions).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let admin = database.connect_options("okrio_cluster").connect().await.unwrap();
        Self { address, admin, _database: database }
    }

    pub async fn goto(&self, browser: &Browser, path: &str) {
        browser.goto(format!("{}{path}", self.address)).await.unwrap();
    }

    /// Signs in through the form, with or without scripts.
    pub async fn sign_in(&self, browser: &Browser, who: &str) {
        self.goto(browser, "/sign-in").await;
        fill(browser, "#email", &demo::address(who)).await;
        fill(browser, "#password", PASSWORD).await;
        click(browser, "form .primary").await;
        see(browser, "[data-testid=account-menu]").await;
    }

    /// Signs in without touching the mouse: the first field has focus already.
    pub async fn sign_in_by_keyboard(&self, browser: &Browser, who: &str) {
        self.goto(browser, "/sign-in").await;
        see(browser, "html[data-ready] #email:focus").await;
        press(browser, &demo::address(who)).await;
        press(browser, Key::Tab).await;
        press(browser, PASSWORD).await;
        press(browser, Key::Enter).await;
        see(browser, "html[data-ready] [data-testid=account-menu]").await;
    }

    pub async fn choose(&mut self) -> Chosen {
        let (key_result, objective, objective_title) = sqlx::query_as(
            "SELECT k.id, o.id, o.title FROM key_results k JOIN objectives o ON o.id = k.objective_id JOIN accounts a ON a.id = k.owner_id
             WHERE a.email = 'employee@demo.example' AND o.stage = 'active' AND k.kind IN ('absolute', 'percentage') AND k.archived_at IS NULL
             ORDER BY k.id LIMIT 1",
        )
        .fetch_one(&mut self.admin)
        .await
        .unwrap();
        Chosen { key_result, objective, objective_title }
    }

    /// The current value of a key result.
    pub async fn value(&mut self, key_result: Uuid) -> f64 {
        sqlx::query_scalar("SELECT value::float8 FROM key_results WHERE id = $1")
            .bind(key_result)
            .fetch_one(&mut self.admin)
            .await
            .unwrap()
    }

    pub async fn count(&mut self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&mut self.admin).await.unwrap()
    }
}

/// Presses keys wherever focus is.
pub async fn press(browser: &Browser, keys: impl Into<TypingData>) {
    browser.action_chain().send_keys(keys).perform().await.unwrap();
}

/// Presses a key while Control is held down.
pub async fn press_with_control(browser: &Browser, key: Key) {
    browser.action_chain().key_down(Key::Control).send_keys(key).key_up(Key::Control).perform().await.unwrap();
}

/// Waits until a selector finds something.
pub async fn see(browser: &Browser, selector: &str) -> WebElement {
    let began = Instant::now();
    loop {
        if let Ok(found) = browser.find(By::Css(selector)).await {
            return found;
        }
        if began.elapsed() > PATIENCE {
            browser.picture("not-seen").await;
            panic!("{selector} is not on {}", browser.current_url().await.unwrap());
        }
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}

pub async fn fill(browser: &Browser, selector: &str, text: &str) {
    let field = see(browser, selector).await;
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

pub async fn click(browser: &Browser, selector: &str) {
    see(browser, selector).await.click().await.unwrap();
}

/// Presses a key until focus is on, or in, what the selector finds.
pub async fn press_until(browser: &Browser, key: impl Into<TypingData> + Clone, selector: &str) {
    for _ in 0..150 {
        let there = browser
            .execute("return !!document.activeElement?.closest(arguments[0])", vec![selector.into()])
            .await
            .unwrap();
        if there.json() == &serde_json::Value::Bool(true) {
            return;
        }
        press(browser, key.clone()).await;
    }
    browser.picture("not-reached").await;
    panic!("{selector} is not reached on {}", browser.current_url().await.unwrap());
}

/// Waits until the status line speaks, and gives what it says.
pub async fn hear(browser: &Browser) -> String {
    see(browser, "#status:not(:empty)").await.prop("textContent").await.unwrap().unwrap_or_default()
}
