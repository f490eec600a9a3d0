//! Checking a password: the same answer and the same work whether or not somebody exists.
use serde_json::json;

use super::{attempts, password, store};
use crate::auth::organizations::store::{self as organizations, AccountRow};
use crate::auth::security_log::{self, SecurityEvent};
use crate::db::Db;
use crate::kernel::{Failure, Kind, LoginId, Result};
use crate::web::Peer;

/// What somebody typed, and from where.
pub struct Attempt {
    pub email: String,
    pub password: String,
    pub peer: Peer,
}

/// Whose e-mail and password these are, if there is a place for them to go.
/// Fails with `sign-in-wrong` for every mistake alike, and with the time to wait when there were too many.
pub async fn sign_in(db: &Db, attempt: Attempt) -> Result<LoginId> {
    let email = attempt.email.trim();
    let key = attempts::key(email, &attempt.peer);
    let mut tx = db.system().await?;
    let failures = attempts::begin(&mut tx, &key).await?;
    let login = store::find_login(&mut tx, email).await?;
    let login_id = login.as_ref().map(|login| login.id);
    // asked for nobody's accounts as well, so that the work is the same
    let mut accounts =
        organizations::list_accounts(&mut tx, login_id.unwrap_or_else(|| LoginId(uuid::Uuid::nil()))).await?;
    tx.commit().await?;
    // whose people are tried is told to each of their organizations; to nobody's as one row, so that it takes as long
    let mut places: Vec<_> =
        accounts.iter().map(|account| (Some(account.organization_id), Some(account.account_id))).collect();
    if places.is_empty() {
        places.push((None, None));
    }
    accounts.retain(AccountRow::may_enter);

    let is_operator = login.as_ref().is_some_and(|login| login.is_operator);
    let fits = password::verify(attempt.password, login.and_then(|login| login.password_hash)).await?;
    let mut tx = db.system().await?;
    let now = tx.now();
    let (true, Some(login), true) = (fits, login_id, is_operator || !accounts.is_empty()) else {
        let detail = json!({ "failures": failures });
        let event = SecurityEvent {
            event: "sign_in.refused",
            organization: None,
            account: None,
            login: login_id,
            peer: &attempt.peer,
            detail,
        };
        security_log::insert_for(tx.conn(), now, event, &places).await?;
        tx.commit().await?;
        return Err(Failure::new(Kind::Invalid, "sign-in-wrong"));
    };
    attempts::forget(&mut tx, &key).await?;
    tx.commit().await?;
    Ok(login)
}
