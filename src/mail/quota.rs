//! How much mail somebody may cause: so many letters within a time, counted by whatever the key stands for.
use chrono::Duration;
use sha2::{Digest, Sha256};

use super::Tx;
use crate::kernel::{Failure, Kind, Result};

/// Counts one more, and says whether it was within `most` for each `time`. The key is kept as a hash.
pub async fn take(tx: &mut impl Tx, key: &str, most: i32, time: Duration) -> Result<bool> {
    let (hash, now) = (Sha256::digest(key).to_vec(), tx.now());
    let used = sqlx::query_scalar!(
        "INSERT INTO mail_quotas AS q (key, began_at, used) VALUES ($1, $2, 1)
         ON CONFLICT (key) DO UPDATE SET began_at = CASE WHEN q.began_at <= $3 THEN $2 ELSE q.began_at END,
           used = CASE WHEN q.began_at <= $3 THEN 1 ELSE least(q.used, 1000000) + 1 END
         RETURNING used",
        hash,
        now,
        now - time,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(used <= most)
}

/// The same, refused where it is too much.
pub async fn require(tx: &mut impl Tx, key: &str, most: i32, time: Duration) -> Result<()> {
    if take(tx, key, most, time).await? { Ok(()) } else { Err(Failure::new(Kind::TooMany, "mail-too-many")) }
}
