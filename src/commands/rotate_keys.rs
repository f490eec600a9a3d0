//! `okrio rotate-keys`: seals what older keys have sealed with the newest one.
use super::{Outcome, worker, write_line};
use crate::app;
use crate::audit::verify;
use crate::config::Config;
use crate::db::open::Database;
use crate::kernel::{Clock, OrganizationId};
use crate::secrets::{Secrets, reseal};

pub(super) async fn rotate_keys(config: Config) -> Outcome {
    let secrets = Secrets::open(&config)?;
    let database = Database::open(&config).await?;
    let pool = worker::pool(&database).await?;
    let mut conn = pool.acquire().await?;
    let organizations: Vec<_> =
        verify::organizations(&mut conn).await?.into_iter().map(|(id, _)| OrganizationId(id)).collect();
    drop(conn);
    pool.close().await;
    let db = database.db(Clock::system());
    let resealed = reseal::reseal(&db, &secrets, &organizations, &app::sealed()).await?;
    let out = &mut std::io::stdout();
    write_line(
        out,
        &format!("{resealed} secrets had an older key and now have the newest; older keys are no longer needed"),
    );
    Ok(())
}
