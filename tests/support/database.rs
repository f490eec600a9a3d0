//! A database of its own for each test, copied from a migrated template in one private PostgreSQL.
//!
//! The server is shared by all test processes of this checkout, be they threads of `cargo test` or processes of
//! nextest, and ends by itself soon after the last of them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use okrio::db::cluster::{PrivateCluster, Purpose, SUPERUSER, reachable_or};
use okrio::db::migrate::{MIGRATIONS, migrate};
use okrio::db::roles::CREATE_ROLES;
use sha2::{Digest, Sha256};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use tokio::sync::OnceCell;

/// A killed run leaves its databases behind; a later one removes them when they are this old.
const ABANDONED_AFTER_SECONDS: u64 = 3600;

/// A migrated, empty database that is dropped with this value.
pub struct TestDatabase {
    cluster: &'static PrivateCluster,
    name: String,
}

impl TestDatabase {
    /// Copies the template.
    pub async fn new() -> Self {
        let (cluster, template) = template().await;
        Self::copy(cluster, template).await
    }

    /// Without a schema.
    pub async fn blank() -> Self {
        Self::copy(template().await.0, "template0").await
    }

    async fn copy(cluster: &'static PrivateCluster, template: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{}_{number}", now(), std::process::id());
        let mut admin = admin(cluster).await;
        admin
            .execute(AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE {template} OWNER okrio_owner")))
            .await
            .unwrap();
        admin.close().await.unwrap();
        Self { cluster, name }
    }

    /// How to connect to it as one of the roles: `okrio_app`, `okrio_worker`, or the superuser to prepare rows.
    pub fn connect_options(&self, user: &str) -> PgConnectOptions {
        self.cluster.connect_options(&self.name, user)
    }

    /// The same as a URL, for a program that reads `DATABASE_URL`.
    pub fn url(&self, user: &str) -> String {
        url(self.cluster, &self.name, user)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // A test's runtime cannot be waited on from within it, so the farewell has a thread of its own.
        let (cluster, name) = (self.cluster, self.name.clone());
        let farewell = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let mut admin = admin(cluster).await;
                let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                admin.execute(AssertSqlSafe(drop)).await.unwrap();
            });
        });
        let _ = farewell.join();
    }
}

/// The template's name, made once for each state of the migrations.
async fn template() -> (&'static PrivateCluster, &'static str) {
    static SHARED: OnceCell<(PrivateCluster, String)> = OnceCell::const_new();
    let (cluster, name) = SHARED
        .get_or_init(|| async {
            let cluster = PrivateCluster::start(&data_dir(), Purpose::Test).await.unwrap();
            let name = format!("template_{}", schema_hash());
            prepare(&cluster, &name).await;
            (cluster, name)
        })
        .await;
    (cluster, name)
}

fn data_dir() -> PathBuf {
    let wanted = Path::new(env!("CARGO_TARGET_TMPDIR")).join("database");
    let hash = hex(&Sha256::digest(wanted.as_os_str().as_encoded_bytes()));
    reachable_or(&wanted, Path::new(&format!("/tmp/okrio-test-{hash}")))
}

async fn prepare(cluster: &PrivateCluster, template: &str) {
    let mut admin = admin(cluster).await;
    // One process prepares, the others wait here; the lock ends with the connection.
    admin.execute("SELECT pg_advisory_lock(1)").await.unwrap();
    let finished: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)")
            .bind(template)
            .fetch_one(&mut admin)
            .await
            .unwrap();
    if !finished {
        drop_old(&mut admin, "datname LIKE 'template\\_%'").await;
        admin.execute(AssertSqlSafe(format!("CREATE DATABASE {template}"))).await.unwrap();
        migrate(cluster.connect_options(template, SUPERUSER)).await.unwrap();
        let finish = format!("ALTER DATABASE {template} IS_TEMPLATE true ALLOW_CONNECTIONS false");
        admin.execute(AssertSqlSafe(finish)).await.unwrap();
    }
    let abandoned = format!(
        "datname LIKE 'test\\_%' AND split_part(datname, '_', 2)::bigint < {}",
        now().saturating_sub(ABANDONED_AFTER_SECONDS)
    );
    drop_old(&mut admin, &abandoned).await;
    admin.close().await.unwrap();
}

async fn drop_old(admin: &mut PgConnection, which: &str) {
    let found: Vec<(String, bool)> =
        sqlx::query_as(AssertSqlSafe(format!("SELECT datname, datistemplate FROM pg_database WHERE {which}")))
            .fetch_all(&mut *admin)
            .await
            .unwrap();
    for (name, is_template) in found {
        // one whose removal was cut short can be removed, and nothing else
        if is_template {
            admin.execute(AssertSqlSafe(format!("ALTER DATABASE {name} IS_TEMPLATE false"))).await.unwrap();
        }
        admin.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).await.unwrap();
    }
}

/// Names the template after what is in it, so that a changed migration gets a template of its own.
fn schema_hash() -> String {
    let mut hash = Sha256::new();
    hash.update(CREATE_ROLES);
    hash.update(okrio::worker::queue::BACKLOG);
    for migration in MIGRATIONS.iter() {
        hash.update(&migration.checksum);
    }
    hex(&hash.finalize())
}

async fn admin(cluster: &PrivateCluster) -> PgConnection {
    cluster.connect_options("postgres", SUPERUSER).connect().await.unwrap()
}

fn url(cluster: &PrivateCluster, database: &str, user: &str) -> String {
    format!("postgres:///{database}?host={}&user={user}", cluster.socket_dir().display())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
