//! Tries that fail in a row. A try is counted before it is checked, so that many at once gain nothing.
use sha2::{Digest, Sha256};

use super::{slowdown, store};
use crate::db::SystemTx;
use crate::kernel::{Failure, Kind, Result};
use crate::web::Peer;

/// What tries at sign-in are counted by: the address that was typed, and where it was typed.
pub fn key(email: &str, peer: &Peer) -> Vec<u8> {
    Sha256::digest(format!("{}\n{}", email.to_lowercase(), peer.ip)).to_vec()
}

/// Counts a try and gives its number in the row; too early, it is refused with the seconds to wait.
pub async fn begin(tx: &mut SystemTx, key: &[u8]) -> Result<i32> {
    if let Some(seconds) = slowdown::seconds_left(store::find_blocked_until(tx, key).await?, tx.now()) {
        return Err(Failure::new(Kind::TooMany, "failure-too-many").arg("seconds", seconds));
    }
    let number = store::count_attempt(tx, key).await?;
    let wait = slowdown::wait(number);
    if wait > chrono::Duration::zero() {
        let until = tx.now() + wait;
        store::block_until(tx, key, until).await?;
    }
    Ok(number)
}

/// The row is over: a try succeeded.
pub async fn forget(tx: &mut SystemTx, key: &[u8]) -> Result<()> {
    store::forget_attempts(tx, key).await
}
