//! Sending a code, and taking it. Whether somebody has the address changes neither the answer nor the work.
use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::code::{self, Code};
use super::{letter, store};
use crate::auth::local::store as local;
use crate::auth::organizations::store::{self as organizations, AccountRow};
use crate::auth::security_log::{self, SecurityEvent};
use crate::db::Db;
use crate::i18n::Lang;
use crate::kernel::{Email, Failure, Kind, LoginId, Result};
use crate::mail::{self, quota};
use crate::web::Peer;

/// Letters to one address, and those that one place on the net may cause, within an hour.
const TO_ONE: i32 = 5;
const FROM_ONE: i32 = 30;

/// Sends a code to whoever has this address and a place to go, and gives its key. Too many letters are left out without a word, so
/// that nobody hears whether somebody else has asked.
pub async fn send(db: &Db, l: Lang, email: &Email, peer: &Peer) -> Result<String> {
    let code = Code::generate();
    let hour = Duration::hours(1);
    let mut tx = db.system().await?;
    quota::require(&mut tx, &format!("sign-in code from {}", peer.ip), FROM_ONE, hour).await?;
    let is_within = quota::take(&mut tx, &format!("sign-in code to {}", email.norm()), TO_ONE, hour).await?;
    let found = local::find_login(&mut tx, email.as_str()).await?;
    let login = found.as_ref().map(|login| login.id);
    // asked for nobody's accounts as well, so that the work is the same
    let accounts = organizations::list_accounts(&mut tx, login.unwrap_or_else(|| LoginId(Uuid::nil()))).await?;
    let may_enter = found.is_some_and(|login| login.is_operator) || accounts.iter().any(AccountRow::may_enter);
    let to = login.filter(|_| may_enter && is_within);
    store::insert(&mut tx, &code, to).await?;
    mail::send(&mut tx, &letter::letter(l, to.map(|_| email.clone()), &code)).await?;
    let mut places: Vec<_> =
        accounts.iter().map(|account| (Some(account.organization_id), Some(account.account_id))).collect();
    if places.is_empty() {
        places.push((None, None));
    }
    let (now, detail) = (tx.now(), json!({ "sent": to.is_some() }));
    let event = SecurityEvent { event: "email_code.ask", organization: None, account: None, login, peer, detail };
    security_log::insert_for(tx.conn(), now, event, &places).await?;
    tx.commit().await?;
    Ok(code.key)
}

/// Whose code this is. Refused with `email-code-wrong`; with `email-code-over` when it can no longer be typed.
pub async fn take(db: &Db, key: &str, typed: &str, peer: &Peer) -> Result<LoginId> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let mut tx = db.system().await?;
    let tried = store::count_try(&mut tx, key).await?;
    let fits = tried.as_ref().filter(|tried| tried.code_hash == code::hash(key, &digits)).and_then(|tried| tried.login);
    if let Some(login) = fits {
        store::delete_all(&mut tx, login).await?;
        tx.commit().await?;
        return Ok(login);
    }
    let now = tx.now();
    let event = SecurityEvent {
        event: "email_code.refused",
        organization: None,
        account: None,
        login: tried.as_ref().and_then(|tried| tried.login),
        peer,
        detail: json!({ "over": tried.is_none() }),
    };
    let of_login = event.login.unwrap_or_else(|| LoginId(Uuid::nil()));
    let accounts = organizations::list_accounts(&mut tx, of_login).await?;
    let mut places: Vec<_> =
        accounts.iter().map(|account| (Some(account.organization_id), Some(account.account_id))).collect();
    if places.is_empty() {
        places.push((None, None));
    }
    security_log::insert_for(tx.conn(), now, event, &places).await?;
    tx.commit().await?;
    Err(Failure::new(Kind::Invalid, if tried.is_some() { "email-code-wrong" } else { "email-code-over" }))
}
