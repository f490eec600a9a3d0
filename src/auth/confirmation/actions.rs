//! Checking what is shown once more, by a person who is signed in.
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::auth::local::{attempts, password};
use crate::auth::second_factor::store as second_factor;
use crate::auth::security_log::{self, SecurityEvent};
use crate::db::Db;
use crate::kernel::{Failure, Kind, LoginId, Result};
use crate::web::{Peer, Viewer};

/// What a login can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Can {
    pub password: bool,
    pub code: bool,
}

pub async fn what_can(db: &Db, login: LoginId) -> Result<Can> {
    let mut tx = db.system().await?;
    let password = find_hash(&mut tx, login).await?.is_some();
    let code = second_factor::is_set_up(tx.conn(), login).await?;
    tx.commit().await?;
    Ok(Can { password, code })
}

async fn find_hash(tx: &mut crate::db::SystemTx, login: LoginId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("SELECT password_hash FROM logins WHERE id = $1", login.0).fetch_one(tx.conn()).await?)
}

/// Checks the password of whoever is signed in. Refused with `confirmation-wrong`, and slowed down for those who guess.
pub async fn check_password(db: &Db, viewer: &Viewer, typed: String, peer: &Peer) -> Result<()> {
    let key = Sha256::digest(format!("confirmation\n{}\n{}", viewer.login, peer.ip)).to_vec();
    let mut tx = db.system().await?;
    let failures = attempts::begin(&mut tx, &key).await?;
    let kept = find_hash(&mut tx, viewer.login).await?;
    tx.commit().await?;
    let fits = password::verify(typed, kept).await?;
    let mut tx = db.system().await?;
    if fits {
        attempts::forget(&mut tx, &key).await?;
    } else {
        let now = tx.now();
        let event = SecurityEvent {
            event: "confirmation.refused",
            organization: Some(viewer.actor.organization),
            account: Some(viewer.account),
            login: Some(viewer.login),
            peer,
            detail: json!({ "failures": failures }),
        };
        security_log::insert(tx.conn(), now, event).await?;
    }
    tx.commit().await?;
    if fits { Ok(()) } else { Err(Failure::new(Kind::Invalid, "confirmation-wrong")) }
}
