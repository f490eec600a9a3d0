//! `okrio run`: from nothing to a company's quarter in the browser.
use super::{Outcome, seed, serve};
use crate::config::Config;
use crate::db::migrate;
use crate::db::open::Database;
use crate::kernel::Clock;

pub(super) async fn run(config: Config) -> Outcome {
    let database = Database::open(&config).await?;
    migrate::migrate(database.owner.clone()).await?;
    let clock = Clock::system();
    seed::if_empty(&config, &database, &clock).await?;
    seed::sign_ins(&config, &database.db(clock), &mut std::io::stdout()).await?;
    serve::with(config, database).await
}
