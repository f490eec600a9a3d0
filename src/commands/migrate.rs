//! `okrio migrate`: brings the schema up to date.
use super::Outcome;
use crate::config::Config;
use crate::db::migrate;
use crate::db::open::Database;

pub(super) async fn migrate(config: Config) -> Outcome {
    let database = Database::open(&config).await?;
    migrate::migrate(database.owner.clone()).await?;
    super::write_line(&mut std::io::stdout(), "the schema is up to date");
    Ok(())
}
