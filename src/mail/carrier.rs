//! Sends what was written, as the role `okrio_worker`: each letter once, unless a process dies while the server has it, then twice
//! under the same id. What cannot be sent is tried again, later each time; what never can be stays, with the reason.
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::time::sleep;

use super::post::{Post, Undelivered};
use crate::kernel::{Clock, LetterId};

/// Between two looks for letters.
const IDLE: Duration = Duration::from_secs(1);
/// A try that has not ended by then was lost with its process.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// Tries before a letter is given up: about a day.
const MOST_TRIES: i16 = 10;
/// Longer reasons are cut.
const LONGEST_REASON: usize = 300;

/// A letter on its way.
#[derive(Debug)]
pub struct Taken {
    pub id: LetterId,
    pub kind: String,
    pub recipient: String,
    pub locale: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub attempts: i16,
    pub created_at: DateTime<Utc>,
}

/// Sends letters until `stop` becomes true. A database that goes away is waited for. The pool is one of the worker role, for this alone.
pub async fn carry(pool: PgPool, post: Post, clock: Clock, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let pause = match carry_one(&pool, &post, clock.now()).await {
            Ok(true) => continue,
            Ok(false) => IDLE,
            Err(error) => {
                tracing::warn!(%error, "letters could not be looked for");
                IDLE
            }
        };
        tokio::select! {
            () = sleep(pause) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
    pool.close().await;
}

/// Tries to send the letter that waits longest; false when none is due.
pub async fn carry_one(pool: &PgPool, post: &Post, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    let Some(letter) = take(pool, now).await? else { return Ok(false) };
    let outcome = match post.deliver(&letter).await {
        Ok(()) => {
            note_sent(pool, letter.id, now).await?;
            "sent"
        }
        Err(Undelivered { reason, is_final }) => {
            let reason: String = reason.chars().take(LONGEST_REASON).collect();
            let gives_up = is_final || letter.attempts >= MOST_TRIES;
            tracing::warn!(letter = %letter.id, kind = letter.kind, reason, gives_up, "a letter was not sent");
            note_failed(pool, letter.id, &reason, now, gives_up, now + wait(letter.attempts)).await?;
            if gives_up { "failed" } else { "later" }
        }
    };
    metrics::counter!("okrio_letters_total", "outcome" => outcome).increment(1);
    Ok(true)
}

/// After so many tries: 15 seconds, a minute, four minutes … up to four hours.
fn wait(tries: i16) -> TimeDelta {
    let doublings = u32::try_from(tries.saturating_sub(1)).unwrap_or_default().min(10) * 2;
    TimeDelta::seconds(15 << doublings).min(TimeDelta::hours(4))
}

/// Nobody else takes it until the lease is over.
async fn take(pool: &PgPool, now: DateTime<Utc>) -> Result<Option<Taken>, sqlx::Error> {
    sqlx::query_as!(
        Taken,
        r#"UPDATE letters SET attempts = attempts + 1, next_at = $2
           WHERE id = (SELECT id FROM letters WHERE sent_at IS NULL AND failed_at IS NULL AND next_at <= $1 ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING id AS "id: LetterId", kind, recipient, locale, subject, text, html, attempts, created_at"#,
        now,
        now + LEASE,
    )
    .fetch_optional(pool)
    .await
}

/// What stood in it is nobody's business any more.
async fn note_sent(pool: &PgPool, id: LetterId, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE letters SET sent_at = $2, text = '', html = '', error = NULL WHERE id = $1", id.0, now)
        .execute(pool)
        .await?;
    Ok(())
}

async fn note_failed(
    pool: &PgPool,
    id: LetterId,
    reason: &str,
    now: DateTime<Utc>,
    gives_up: bool,
    next_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let failed_at = gives_up.then_some(now);
    sqlx::query!(
        "UPDATE letters SET error = $2, failed_at = $3, next_at = $4 WHERE id = $1",
        id.0,
        reason,
        failed_at,
        next_at
    )
    .execute(pool)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_and_a_day_is_the_end() {
        assert_eq!([1, 2, 3].map(wait), [15, 60, 240].map(TimeDelta::seconds));
        assert_eq!(wait(i16::MAX), TimeDelta::hours(4));
        let all: TimeDelta = (1..MOST_TRIES).map(wait).sum();
        assert!(all > TimeDelta::hours(16) && all < TimeDelta::hours(30), "{all}");
    }
}
