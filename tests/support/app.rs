//! The whole service in the test's own process: a database of its own, a clock that the test moves, clients with cookies.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use chrono::{DateTime, Duration, TimeZone, Utc};
use okrio::auth::sessions::redis::RedisSessions;
use okrio::auth::sessions::store::{AnyStore, PostgresStore};
use okrio::config::{Config, Secret};
use okrio::db::Db;
use okrio::kernel::Clock;
use okrio::live::Live;
use okrio::secrets::Secrets;
use okrio::web::assets::Assets;
use okrio::web::state::Answers;
use okrio::web::{AppState, Services};
use sqlx::postgres::{PgPool, PgPoolOptions};
use tower::ServiceExt;

use super::client::Client;
use super::database::TestDatabase;
use super::wire::Wire;

/// A clock that stands still until the test moves it.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<DateTime<Utc>>>);

impl TestClock {
    /// Wednesday in the eighth week of the fourth quarter.
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Utc.with_ymd_and_hms(2026, 11, 18, 9, 0, 0).unwrap())))
    }

    pub fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }

    pub fn set(&self, now: DateTime<Utc>) {
        *self.0.lock().unwrap() = now;
    }

    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

/// A running application. Dropped, it takes its database with it.
pub struct TestApp {
    pub clock: TestClock,
    /// As the runtime role, for calling actions without a browser.
    pub db: Db,
    /// As the superuser, to prepare rows and to look behind row security.
    pub admin: PgPool,
    /// The streams of open pages; they hear of something when the test says so.
    pub live: Live,
    router: Router,
    // last, so that the pools are gone before it
    pub database: TestDatabase,
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With settings as the environment would give them, such as `("OKRIO_PUBLIC_URL", "https://okr.example.com")`.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        Self::build(settings, TestDatabase::new().await, None).await
    }

    /// Behind a wire to the database that the test can cut.
    pub async fn behind(wire: &Wire, database: TestDatabase) -> Self {
        Self::build(&[], database, Some(wire)).await
    }

    async fn build(settings: &[(&str, &str)], database: TestDatabase, wire: Option<&Wire>) -> Self {
        // the outbox of the checkout is nobody's business here
        let folder = ("OKRIO_DATA_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/app"));
        let settings: Vec<_> = settings.iter().chain([&folder]).collect();
        let config =
            Config::read(|name| settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
                .unwrap();
        let clock = TestClock::new();
        let moved = clock.clone();
        let options = database.connect_options("okrio_app");
        let options = wire.map_or_else(|| options.clone(), |wire| options.clone().socket(&wire.folder));
        let db = Db::connect_lazily(options, 5, Clock::from_fn(move || moved.now()));
        let admin =
            PgPoolOptions::new().max_connections(2).connect_lazy_with(database.connect_options("okrio_cluster"));
        let assets = Assets::prepare(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("assets")).unwrap();
        let redis = config.redis_url.as_ref().map(|url| RedisSessions::connect(url.expose()).unwrap());
        let sessions =
            redis.clone().map_or_else(|| AnyStore::Postgres(PostgresStore::new(db.pool().clone())), AnyStore::Redis);
        let redis = redis.map(|redis| Arc::new(redis) as Arc<dyn Answers>);
        let keys = match config.secret_keys.as_slice() {
            [] => vec![Secret::new("the key of the tests, which is long enough")],
            keys => keys.to_vec(),
        };
        let state = AppState::from(Services {
            db: db.clone(),
            secrets: Secrets::of(&keys),
            config: Arc::new(config),
            assets: Arc::new(assets),
            redis,
            works_here: false,
        });
        let live = Live::default();
        Self { clock, db, admin, router: okrio::app::service(state, sessions, live.clone()), live, database }
    }

    /// A browser without cookies.
    pub fn client(&self) -> Client<'_> {
        Client::new(self)
    }

    /// A browser that signed in with [`super::world::PASSWORD`] through the form.
    pub async fn sign_in(&self, email: &str) -> Client<'_> {
        let client = self.client();
        client.sign_in(email).await;
        client
    }

    /// Runs a statement as the superuser.
    pub async fn sql(&self, statement: &'static str) {
        sqlx::raw_sql(statement).execute(&self.admin).await.unwrap();
    }

    /// The only value that a query gives the superuser.
    pub async fn ask<T>(&self, query: &'static str) -> T
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
    {
        sqlx::query_scalar(query).fetch_one(&self.admin).await.unwrap()
    }

    /// Sends a request as it is.
    pub async fn send(&self, ip: Ipv4Addr, mut request: Request<Body>) -> Response<Body> {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(IpAddr::V4(ip), 50_000)));
        self.router.clone().oneshot(request).await.unwrap()
    }
}
