//! Asking for a link, sending one, and the new password. Asking gives the same answer and does the same work for everybody.
use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::{ASKED_HOURS, SENT_HOURS, letters, store};
use crate::auth::links::{self, Token, store as kept};
use crate::auth::local::{attempts, password};
use crate::auth::organizations::store as organizations;
use crate::auth::password_change::rules;
use crate::auth::security_log::{self, Place, SecurityEvent};
use crate::config::Config;
use crate::db::{Audit, Db, SystemTx};
use crate::i18n::Lang;
use crate::kernel::{AccountId, Email, Failure, Kind, LoginId, Result};
use crate::mail::{self, quota};
use crate::web::{Peer, Viewer};

/// Letters to one address, and those that one place on the net may cause, within an hour.
const TO_ONE: i32 = 3;
const FROM_ONE: i32 = 30;

/// Refuses where no letter would reach anybody.
pub fn require_mail(config: &Config) -> Result<()> {
    if config.has_mail() { Ok(()) } else { Err(Failure::new(Kind::Unavailable, "mail-off")) }
}

/// Sends a link to the login of this address, if there is one. Too many letters to an address are left out without a word.
pub async fn ask(db: &Db, config: &Config, l: Lang, email: &Email, peer: &Peer) -> Result<()> {
    require_mail(config)?;
    let mut tx = db.system().await?;
    let hour = Duration::hours(1);
    quota::require(&mut tx, &format!("password from {}", peer.ip), FROM_ONE, hour).await?;
    let is_within = quota::take(&mut tx, &format!("password to {}", email.norm()), TO_ONE, hour).await?;
    let found = store::find(&mut tx, &email.norm()).await?;
    let places = places(&mut tx, found.as_ref().map(|login| login.id)).await?;
    let found = found.filter(|_| is_within);
    let token = Token::new()?;
    let whom = kept::For { login: found.as_ref().map(|login| login.id), email: None };
    kept::insert(&mut tx, &token, kept::Purpose::Password, whom, Duration::hours(ASKED_HOURS)).await?;
    let to = found.as_ref().and_then(|login| Email::parse(&login.email));
    mail::send(&mut tx, &letters::asked(config, l, to, &token)).await?;
    let now = tx.now();
    let event = SecurityEvent {
        event: "password.ask",
        organization: None,
        account: None,
        login: found.map(|login| login.id),
        peer,
        detail: json!({ "within": is_within }),
    };
    security_log::insert_for(tx.conn(), now, event, &places).await?;
    tx.commit().await
}

/// The accounts of a login, for the security log; of nobody one place, which stands for none.
pub async fn places(tx: &mut SystemTx, login: Option<LoginId>) -> Result<Vec<Place>> {
    let accounts = organizations::list_accounts(tx, login.unwrap_or(LoginId(Uuid::nil()))).await?;
    let mut places: Vec<Place> =
        accounts.iter().map(|account| (Some(account.organization_id), Some(account.account_id))).collect();
    if places.is_empty() {
        places.push((None, None));
    }
    Ok(places)
}

/// Sends a link to the login of an account, for an administrator. It never goes anywhere but to the address of the login itself.
pub async fn send(db: &Db, config: &Config, viewer: &Viewer, account: AccountId) -> Result<()> {
    if !viewer.actor.changes_all() {
        return Err(Failure::new(Kind::Forbidden, "reset-not-for"));
    }
    require_mail(config)?;
    let mut tx = db.write(&viewer.actor).await?;
    let (login, locale) = store::find_of_account(&mut tx, account).await?.ok_or_else(Failure::not_found)?;
    let l = Lang { locale, ..viewer.lang };
    quota::require(&mut tx, &format!("password to {}", login.id), TO_ONE, Duration::hours(1)).await?;
    let token = Token::new()?;
    let whom = kept::For { login: Some(login.id), email: None };
    kept::insert(&mut tx, &token, kept::Purpose::Password, whom, Duration::hours(SENT_HOURS)).await?;
    let letter = letters::sent(config, l, Email::parse(&login.email), &token, &viewer.name, &viewer.organization_name);
    mail::send(&mut tx, &letter).await?;
    tx.audit(Audit::of("password.send_link", "account", account.0)).await?;
    tx.commit().await
}

/// Whether the link can be used, for the page that it opens.
pub async fn look(db: &Db, token: &Token) -> Result<String> {
    let mut tx = db.system().await?;
    let link = kept::find_password(&mut tx, token).await?;
    tx.commit().await?;
    link.map(|link| link.email).ok_or_else(links::dead)
}

/// Sets the password that the link is for, once. It ends every session of the login and tells its address.
pub async fn set(db: &Db, config: &Config, l: Lang, token: &Token, new: String, peer: &Peer) -> Result<()> {
    let email = look(db, token).await?;
    rules::check(&new, &email.to_lowercase()).map_err(|error| Failure::invalid(vec![error]))?;
    let hash = password::hash(new).await?;
    let mut tx = db.system().await?;
    let link = kept::find_password(&mut tx, token).await?.ok_or_else(links::dead)?;
    if !kept::use_up(&mut tx, token).await? {
        return Err(links::dead());
    }
    kept::use_up_all(&mut tx, link.login).await?;
    store::set_password(&mut tx, link.login, &hash, link.is_operators).await?;
    // whoever has just proven the address need not wait for the tries before
    attempts::forget(&mut tx, &attempts::key(&link.email, peer)).await?;
    let (now, places) = (tx.now(), places(&mut tx, Some(link.login)).await?);
    let event = SecurityEvent {
        event: "password.reset",
        organization: None,
        account: None,
        login: Some(link.login),
        peer,
        detail: json!({ "operator": link.is_operators }),
    };
    security_log::insert_for(tx.conn(), now, event, &places).await?;
    if config.has_mail() {
        mail::send(&mut tx, &letters::changed(config, l, Email::parse(&link.email))).await?;
    }
    tx.commit().await
}
