//! What the tests of imports share: files, the steps in the browser, and the import without one.

use axum::http::{Method, StatusCode};
use okrio::kernel::{AccountId, ImportId};
use okrio::okr::imports::actions::{self, Order, Outcome, Progress};
use okrio::okr::imports::file;
use okrio::okr::imports::mapping::Mapping;
use okrio::okr::imports::report::Counts;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::app::TestApp;
use crate::support::answer::Answer;
use crate::support::client::Client;
use crate::world::World;

/// Three objectives and twelve key results of an untidy quarter.
pub const QUARTER: &str = include_str!("../../../fixtures/imports/scored-quarter.csv");

/// An organization with an owner who imports.
pub struct Company {
    pub app: TestApp,
    pub world: World,
    pub owner: AccountId,
}

impl Company {
    pub async fn new() -> Self {
        let app = TestApp::new().await;
        let world = World::new(&app).await;
        let owner = world.person_as("olga", "owner").await;
        Self { app, world, owner }
    }

    /// Imports with the guessed mapping, as the owner.
    pub async fn import(&self, csv: &str) -> Outcome {
        self.import_with(csv, None, false, false).await
    }

    pub async fn import_with(
        &self,
        csv: &str,
        mapping: Option<Mapping>,
        dry_run: bool,
        skip_bad_rows: bool,
    ) -> Outcome {
        let actor = self.world.actor(self.owner).await;
        let order =
            Order { id: ImportId::new(), file_name: "file.csv".into(), dry_run, skip_bad_rows, overwrite: false };
        let (progress, _seen) = watch::channel(Progress::default());
        let period = Some("2026 Q4".to_owned());
        let (plan, columns) = file::plan(csv.as_bytes().to_vec(), "file.csv".into(), mapping, period, progress.clone())
            .await
            .unwrap()
            .unwrap();
        let mut tx =
            if dry_run { self.app.db.read(&actor).await.unwrap() } else { self.app.db.write(&actor).await.unwrap() };
        if !dry_run {
            okrio::okr::imports::store::insert(&mut tx, order.id, "file.csv", csv.len()).await.unwrap();
        }
        let outcome = actions::carry_out(&mut tx, plan, &columns, &order, &progress).await.unwrap();
        if !outcome.refused {
            tx.commit().await.unwrap();
        }
        outcome
    }

    pub async fn count(&self, what: &str) -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {what}")))
            .fetch_one(&self.app.admin)
            .await
            .unwrap()
    }

    pub async fn text(&self, query: &str) -> String {
        sqlx::query_scalar::<_, Option<String>>(sqlx::AssertSqlSafe(query.to_owned()))
            .fetch_one(&self.app.admin)
            .await
            .unwrap()
            .unwrap_or_default()
    }

    pub async fn run(&self, statement: &str) {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())).execute(&self.app.admin).await.unwrap();
    }

    /// A worker beside the pages, until the sender is dropped or set.
    pub fn work(&self) -> (watch::Sender<bool>, JoinHandle<()>) {
        let (stop, stopped) = watch::channel(false);
        let pool = okrio::worker::queue::pool(self.app.database.connect_options("okrio_worker"));
        (
            stop,
            tokio::spawn(okrio::worker::work(
                pool,
                self.app.db.clone(),
                okrio::app::jobs(),
                okrio::worker::Notices::Postgres,
                stopped,
            )),
        )
    }
}

/// Created, updated, unchanged of objectives, key results, check-ins and people.
pub fn counts(outcome: &Outcome) -> [(u64, u64, u64); 4] {
    let of = |counts: Counts| (counts.created, counts.updated, counts.unchanged);
    let report = &outcome.report;
    [of(report.objectives), of(report.key_results), of(report.check_ins), of(report.people)]
}

/// Line and message id of each error.
pub fn errors(outcome: &Outcome) -> Vec<(u32, String)> {
    outcome.report.errors.iter().map(|error| (error.line.unwrap_or_default(), error.message.id.to_string())).collect()
}

/// Sends a file through the form, with the id that the form would have.
pub async fn upload(client: &Client<'_>, file_name: &str, content: &[u8]) -> Answer {
    upload_once(client, Uuid::now_v7(), file_name, content).await
}

pub async fn upload_once(client: &Client<'_>, once: Uuid, file_name: &str, content: &[u8]) -> Answer {
    let mut body = format!("--frontier\r\nContent-Disposition: form-data; name=\"_once\"\r\n\r\n{once}\r\n--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\nContent-Type: text/csv\r\n\r\n").into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--frontier--\r\n");
    client.request(Method::POST, "/imports", "multipart/form-data; boundary=frontier", body).await
}

/// Asks for the progress until the import has ended, and shows what came of it.
pub async fn wait(client: &Client<'_>, address: &str) -> Answer {
    for _ in 0..600 {
        let answer = client.htmx().get(&format!("{address}/progress")).await;
        if answer.location().is_some() {
            return client.get(address).await;
        }
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(
            answer.has(&format!("#import-{}[hx-trigger='every 1s']", address.rsplit('/').next().unwrap())),
            "{}",
            answer.body
        );
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{address} did not end");
}
