//! `okrio run`: from nothing to a company's quarter in the browser.
use super::{Outcome, serve};
use crate::config::Config;
use crate::db::migrate;
use crate::db::open::Database;

pub(super) async fn run(config: Config) -> Outcome {
    let database = Database::open(&config).await?;
    migrate::migrate(database.owner.clone()).await?;
    serve::with(config, database).await
}
