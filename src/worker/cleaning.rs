//! Removes what has expired, once an hour however many workers there are: sessions and what is listed of them, counted
//! sign-in attempts, codes that were sent, kept answers of forms, undo entries, drafts that nobody went on with, sign-ins at providers that led nowhere,
//! updates that every open page has seen, letters of the month before.
use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;

#[derive(Serialize, Deserialize)]
pub(super) struct Clean {}

impl TaskHandler for Clean {
    const IDENTIFIER: &'static str = "clean";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        match context.try_pg_pool() {
            Some(pool) => remove_expired(pool).await.map(drop),
            None => Ok(()),
        }
    }
}

/// Removes expired rows, as the worker role; says how many.
pub async fn remove_expired(pool: &PgPool) -> Result<u64, sqlx::Error> {
    let sessions = sqlx::query!("DELETE FROM sessions WHERE expires_at < now()").execute(pool).await?;
    let attempts = sqlx::query!("DELETE FROM sign_in_attempts WHERE last_at < now() - interval '1 day' AND coalesce(blocked_until, last_at) < now()").execute(pool).await?;
    let answers =
        sqlx::query!("DELETE FROM once_answers WHERE created_at < now() - interval '1 day'").execute(pool).await?;
    let codes = sqlx::query!("DELETE FROM email_codes WHERE expires_at < now()").execute(pool).await?;
    let undo = sqlx::query!("DELETE FROM undo_entries WHERE expires_at < now()").execute(pool).await?;
    let updates = sqlx::query!("DELETE FROM updates WHERE at < now() - interval '8 days'").execute(pool).await?;
    let drafts = sqlx::query!("DELETE FROM drafts WHERE updated_at < now() - interval '30 days'").execute(pool).await?;
    let waiting = sqlx::query!(
        "DELETE FROM provider_sessions WHERE session_id IS NULL AND created_at < now() - interval '1 day'"
    )
    .execute(pool)
    .await?;
    let listed =
        sqlx::query!("DELETE FROM account_sessions WHERE coalesce(ended_at, expires_at) < now() - interval '30 days'")
            .execute(pool)
            .await?;
    let operating =
        sqlx::query!("DELETE FROM operator_sessions WHERE coalesce(ended_at, expires_at) < now() - interval '30 days'")
            .execute(pool)
            .await?;
    let letters =
        sqlx::query!("DELETE FROM letters WHERE created_at < now() - interval '30 days'").execute(pool).await?;
    let quotas =
        sqlx::query!("DELETE FROM mail_quotas WHERE began_at < now() - interval '1 day'").execute(pool).await?;
    let links = sqlx::query!("DELETE FROM links WHERE expires_at < now() - interval '1 day'").execute(pool).await?;
    Ok([sessions, attempts, answers, codes, undo, drafts, listed, operating, updates, waiting, letters, quotas, links]
        .iter()
        .map(sqlx::postgres::PgQueryResult::rows_affected)
        .sum())
}
