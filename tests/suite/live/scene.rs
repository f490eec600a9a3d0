//! Anna owns «Grow» with «Visits», and Boris is a colleague; the relay moves when the test says so, and is heard by its real way.
use okrio::kernel::{AccountId, KeyResultId, ObjectiveId};
use okrio::worker::notices::Source;
use okrio::worker::relay::relay_batch;
use okrio::worker::{Notices, queue};
use sqlx::PgPool;
use tokio::task::JoinHandle;

use crate::app::TestApp;
use crate::support::client::Client;
use crate::world::World;

pub struct Scene {
    pub app: TestApp,
    pub world: World,
    pub anna: AccountId,
    pub boris: AccountId,
    pub objective: ObjectiveId,
    pub key_result: KeyResultId,
    pub notices: Notices,
    worker: PgPool,
    listening: JoinHandle<()>,
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Scene {
    pub async fn new() -> Self {
        let app = TestApp::new().await;
        let source = Source::Postgres(Box::new(app.database.connect_options("okrio_app")));
        Self::on(app, source, Notices::Postgres).await
    }

    pub async fn on(app: TestApp, source: Source, notices: Notices) -> Self {
        let world = World::new(&app).await;
        let (anna, boris) = (world.person("anna").await, world.person("boris").await);
        let objective = world.objective("Grow", anna).await;
        let key_result = world.key_result(objective, "Visits", 100, 200).await;
        let worker = queue::pool(app.database.connect_options("okrio_worker"));
        let listening = tokio::spawn(app.live.clone().run(app.db.clone(), source));
        Self { app, world, anna, boris, objective, key_result, notices, worker, listening }
    }

    pub async fn sign_in(&self, name: &str) -> Client<'_> {
        self.app.sign_in(&self.world.email(name)).await
    }

    /// Sets a value on its page, as its owner.
    pub async fn set_value(&self, who: &Client<'_>, key_result: KeyResultId, value: &str) {
        let form = who.htmx().get(&format!("/key-results/{key_result}/value/edit")).await;
        let saved = who.htmx().submit(form.form("key-result-form").set("value", value)).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
    }

    /// Moves what has happened.
    pub async fn relay(&self) {
        relay_batch(&self.worker, &okrio::app::jobs(), &self.notices).await.unwrap();
    }
}

/// What a page of this path has seen that is opened now, as it says so itself.
pub async fn opened(who: &Client<'_>, path: &str) -> String {
    let page = who.get(path).await;
    assert_eq!(page.status, 200);
    let since = page.attributes("okrio-live", "data-since");
    assert_eq!(since, [page.header("okrio-position")]);
    format!("/live?page={path}&since={}", since[0])
}
