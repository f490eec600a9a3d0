//! `okrio operator`: a link for the operator of the platform, for whoever sits at the machine.
use super::{Outcome, write_line};
use crate::config::Config;
use crate::db::Db;
use crate::db::open::Database;
use crate::joining::first_operator::{self, HOURS, Start};
use crate::kernel::Clock;

pub(super) async fn operator(config: Config) -> Outcome {
    let email = config.first_operator.clone().ok_or("set OKRIO_SUPERADMIN_EMAIL to the address of the operator")?;
    let database = Database::open(&config).await?;
    let address = first_operator::make_link(&database.db(Clock::system()), &config, &email).await?;
    let out = &mut std::io::stdout();
    write_line(out, &format!("{email} chooses a password, once and within {HOURS} hours, at"));
    write_line(out, &format!("  {address}"));
    Ok(())
}

/// At the start of a server. That nobody could be written to is no reason not to serve.
pub(super) async fn at_start(db: &Db, config: &Config) {
    match first_operator::at_start(db, config).await {
        Ok(Start::Nothing) => {}
        Ok(Start::Written(email)) => tracing::info!(%email, "the first operator is sent a link"),
        Ok(Start::ToBePrinted(email)) => {
            tracing::warn!(%email, "there is no operator and no mail server: `okrio operator` prints a link");
        }
        Err(error) => tracing::warn!(%error, "the first operator could not be written to"),
    }
}
