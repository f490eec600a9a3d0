//! The whole service on a port of this machine, with the demo organization in it, for a browser to visit.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use okrio::auth::sessions::store::{AnyStore, PostgresStore};
use okrio::config::{Config, Secret};
use okrio::db::Db;
use okrio::demo;
use okrio::kernel::{Clock, Locale};
use okrio::live::Live;
use okrio::secrets::Secrets;
use okrio::web::assets::Assets;
use okrio::web::{AppState, Services};
use okrio::worker::Notices;
use okrio::worker::notices::Source;
use sqlx::{ConnectOptions, PgConnection};
use tokio::sync::watch;
use uuid::Uuid;

use crate::browser::Browser;
use crate::database::TestDatabase;
use crate::hand::{fill, follow, see};
use crate::wire::Wire;

pub const PASSWORD: &str = "a password of the test";
/// Wednesday in the eighth week of the fourth quarter, in the morning.
const BEGINNING: DateTime<Utc> =
    NaiveDate::from_ymd_opt(2026, 11, 18).unwrap().and_time(NaiveTime::from_hms_opt(9, 0, 0).unwrap()).and_utc();

/// A running service; it ends with the test.
pub struct Site {
    pub address: String,
    pub admin: PgConnection,
    pub locale: Locale,
    /// Milliseconds that have passed since the beginning.
    passed: Arc<AtomicI64>,
    /// Ends the worker when it is dropped.
    _stop: watch::Sender<bool>,
    _database: TestDatabase,
}

/// A key result of the demo's employee that takes a number.
pub struct Chosen {
    pub key_result: Uuid,
    pub objective: Uuid,
    pub objective_title: String,
    /// Who owns them.
    pub member: Uuid,
}

impl Site {
    /// With a worker. The clock stands still but for [`Self::wait`].
    pub async fn start(locale: Locale) -> Self {
        Self::on(TestDatabase::new().await, None, locale).await
    }

    /// Behind a wire to the database that the test can cut.
    pub async fn behind_a_wire(locale: Locale) -> (Self, Wire) {
        let database = TestDatabase::new().await;
        let wire = Wire::to(&database);
        (Self::on(database, Some(&wire), locale).await, wire)
    }

    async fn on(database: TestDatabase, wire: Option<&Wire>, locale: Locale) -> Self {
        let passed = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&passed);
        let clock = Clock::from_fn(move || BEGINNING + TimeDelta::milliseconds(clock.load(Ordering::Relaxed)));
        let options = database.connect_options("okrio_app");
        let options = wire.map_or_else(|| options.clone(), |wire| options.clone().socket(&wire.folder));
        let db = Db::connect_lazily(options, 5, clock);
        demo::seed(&db, locale, PASSWORD).await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let config = Config::read(|name| match name {
            "OKRIO_PUBLIC_URL" => Some(address.clone()),
            "OKRIO_DATA_DIR" => Some(concat!(env!("CARGO_TARGET_TMPDIR"), "/site").to_owned()),
            _ => None,
        })
        .unwrap();
        let assets = Assets::prepare(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("assets")).unwrap();
        let sessions = AnyStore::Postgres(PostgresStore::new(db.pool().clone()));
        let (stop, stopped) = watch::channel(false);
        let work = okrio::worker::queue::pool(database.connect_options("okrio_worker"));
        tokio::spawn(okrio::worker::work(work, db.clone(), okrio::app::jobs(), Notices::Postgres, stopped));
        let live = Live::default();
        let source = Source::Postgres(Box::new(database.connect_options("okrio_app")));
        tokio::spawn(live.clone().run(db.clone(), source));
        let state = AppState::from(Services {
            db,
            config: Arc::new(config),
            secrets: Secrets::of(&[Secret::new("the key of the tests, which is long enough")]),
            assets: Arc::new(assets),
            redis: None,
            works_here: true,
        });
        let service = okrio::app::service(state, sessions, live).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let admin = database.connect_options("okrio_cluster").connect().await.unwrap();
        Self { address, admin, locale, passed, _stop: stop, _database: database }
    }

    /// What time it is for the service.
    pub fn now(&self) -> DateTime<Utc> {
        BEGINNING + TimeDelta::milliseconds(self.passed.load(Ordering::Relaxed))
    }

    /// Lets time pass for the service.
    pub fn wait(&self, minutes: i64) {
        self.passed.fetch_add(minutes * 60_000, Ordering::Relaxed);
    }

    /// Words of the interface in the language of the site.
    pub fn words(&self, english: &'static str, russian: &'static str) -> &'static str {
        match self.locale {
            Locale::En => english,
            Locale::Ru => russian,
        }
    }

    pub async fn goto(&self, browser: &Browser, path: &str) {
        browser.goto(format!("{}{path}", self.address)).await.unwrap();
    }

    /// Signs in through the form, with or without scripts.
    pub async fn sign_in(&self, browser: &Browser, who: &str) {
        self.goto(browser, "/sign-in").await;
        fill(browser, "#email", &demo::address(who)).await;
        fill(browser, "#password", PASSWORD).await;
        follow(browser, "form .primary").await;
        see(browser, "[data-testid=account-menu]").await;
    }

    pub async fn choose(&mut self) -> Chosen {
        let (key_result, objective, objective_title, member) = sqlx::query_as(
            "SELECT k.id, o.id, o.title, a.id FROM key_results k JOIN objectives o ON o.id = k.objective_id JOIN accounts a ON a.id = k.owner_id
             WHERE a.email = 'employee@demo.example' AND o.stage = 'active' AND k.kind IN ('absolute', 'percentage') AND k.archived_at IS NULL
             ORDER BY k.id LIMIT 1",
        )
        .fetch_one(&mut self.admin)
        .await
        .unwrap();
        Chosen { key_result, objective, objective_title, member }
    }

    /// The current value of a key result.
    pub async fn value(&mut self, key_result: Uuid) -> f64 {
        sqlx::query_scalar("SELECT value::float8 FROM key_results WHERE id = $1")
            .bind(key_result)
            .fetch_one(&mut self.admin)
            .await
            .unwrap()
    }

    /// The only value that a query gives.
    pub async fn count(&mut self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&mut self.admin).await.unwrap()
    }
}
