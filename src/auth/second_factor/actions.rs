//! Setting up a second factor, showing it, and giving it up, each with its trace.
use serde_json::json;
use sha2::{Digest, Sha256};

use super::letter::{Deed, letter};
use super::recovery::{self, Codes};
use super::setup::Setup;
use super::store;
use super::totp::{self, Authenticator, PURPOSE};
use crate::auth::entrance::{Door, Method};
use crate::auth::local::attempts;
use crate::auth::organizations::store as organizations;
use crate::auth::security_log::{self, SecurityEvent};
use crate::db::{Audit, Db, OrganizationTx};
use crate::i18n::Lang;
use crate::kernel::{Actor, Email, Failure, Kind, LoginId, Result};
use crate::mail;
use crate::secrets::Secrets;
use crate::web::Peer;

/// Whose second factor it is, and where they are just now.
pub struct Holder<'a> {
    pub login: LoginId,
    pub l: Lang,
    pub peer: &'a Peer,
}

impl<'a> Holder<'a> {
    pub fn at(door: &'a Door, login: LoginId) -> Self {
        Self { login, l: door.screen.lang(), peer: &door.peer }
    }
}

/// Keeps the app once its first code fits, and gives the recovery codes, which nobody sees again.
pub async fn add(db: &Db, actor: &Actor, holder: &Holder<'_>, setup: &Setup, typed: &str) -> Result<Vec<String>> {
    let step = totp::read(typed).and_then(|code| setup.app.step(&code, db.clock().now()));
    let step = step.ok_or_else(|| Failure::field("code", "second-factor-first-wrong"))?;
    let codes = recovery::generate().await?;
    let mut tx = db.write(actor).await?;
    let now = tx.now();
    if !store::insert(tx.conn(), holder.login, &setup.sealed, step, &codes, now).await? {
        return Err(Failure::new(Kind::Conflict, "second-factor-already"));
    }
    trace(&mut tx, holder, Act::Add).await?;
    tx.commit().await?;
    Ok(codes.shown)
}

/// New recovery codes in the place of the old ones.
pub async fn renew_codes(db: &Db, actor: &Actor, holder: &Holder<'_>) -> Result<Vec<String>> {
    let Codes { shown, salt, hashes } = recovery::generate().await?;
    let codes = Codes { shown: Vec::new(), salt, hashes };
    let mut tx = db.write(actor).await?;
    if !store::replace_codes(tx.conn(), holder.login, &codes).await? {
        return Err(Failure::not_found());
    }
    trace(&mut tx, holder, Act::Renew).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Gives up the app and its codes.
pub async fn remove(db: &Db, actor: &Actor, holder: &Holder<'_>) -> Result<()> {
    let mut tx = db.write(actor).await?;
    if !store::delete(tx.conn(), holder.login).await? {
        return Err(Failure::not_found());
    }
    trace(&mut tx, holder, Act::Remove).await?;
    tx.commit().await
}

enum Act {
    Add,
    Renew,
    Remove,
}

async fn trace(tx: &mut OrganizationTx, holder: &Holder<'_>, act: Act) -> Result<()> {
    let Holder { login, peer, .. } = *holder;
    let (now, actor) = (tx.now(), tx.actor().clone());
    let (organization, account) = (Some(actor.organization), actor.account);
    let added = SecurityEvent {
        event: "second_factor.add",
        organization,
        account,
        login: Some(login),
        peer,
        detail: json!({}),
    };
    let (event, action, deed) = match act {
        Act::Add => (added, "second_factor.add", "add"),
        Act::Renew => (SecurityEvent { event: "second_factor.renew", ..added }, "second_factor.renew", "renew"),
        Act::Remove => (SecurityEvent { event: "second_factor.remove", ..added }, "second_factor.remove", "remove"),
    };
    security_log::insert(tx.conn(), now, event).await?;
    tx.audit(Audit::of(action, "login", login.0)).await?;
    tell(tx, holder, deed).await
}

/// Tells the address of the login, in the language of whoever does it.
async fn tell(tx: &mut impl mail::Tx, holder: &Holder<'_>, deed: Deed) -> Result<()> {
    let to = Email::parse(&organizations::email(tx.conn(), holder.login).await?);
    let letter = letter(holder.l, to, deed, tx.now(), &holder.peer.ip);
    mail::send(tx, &letter).await?;
    Ok(())
}

/// Takes a code of the app or a recovery code; each is taken once. Who guesses has to wait longer and longer, wherever they are.
/// Refused with `second-factor-wrong`; not found where the login has no second factor.
pub async fn take(db: &Db, secrets: &Secrets, holder: &Holder<'_>, typed: &str) -> Result<Method> {
    let Holder { login, peer, .. } = *holder;
    let key = Sha256::digest(format!("second factor\n{login}")).to_vec();
    let mut tx = db.system().await?;
    let failures = attempts::begin(&mut tx, &key).await?;
    let kept = store::find(tx.conn(), login).await?.ok_or_else(Failure::not_found)?;
    let accounts = organizations::list_accounts(&mut tx, login).await?;
    tx.commit().await?;

    let found = match (totp::read(typed), recovery::read(typed)) {
        (Some(code), _) => {
            let secret = secrets.unseal(PURPOSE, login.0, &kept.secret)?;
            let app = Authenticator::of(secret.expose().to_owned())?;
            app.step(&code, db.clock().now()).map(Found::Step)
        }
        (None, Some(code)) => Some(Found::Code(recovery::hash(code, kept.recovery_salt).await?)),
        (None, None) => None,
    };

    let places: Vec<_> =
        accounts.iter().map(|account| (Some(account.organization_id), Some(account.account_id))).collect();
    let places = if places.is_empty() { vec![(None, None)] } else { places };
    let refused = SecurityEvent {
        event: "second_factor.refused",
        organization: None,
        account: None,
        login: Some(login),
        peer,
        detail: json!({ "failures": failures }),
    };
    let mut tx = db.system().await?;
    let now = tx.now();
    let taken = match &found {
        Some(Found::Step(step)) => store::take_step(tx.conn(), login, *step).await?,
        Some(Found::Code(hash)) => store::take_code(tx.conn(), login, hash, now).await?,
        None => false,
    };
    if !taken {
        security_log::insert_for(tx.conn(), now, refused, &places).await?;
        tx.commit().await?;
        return Err(Failure::new(Kind::Invalid, "second-factor-wrong"));
    }
    attempts::forget(&mut tx, &key).await?;
    let method = match found {
        Some(Found::Code(_)) => {
            let left = store::count_codes(tx.conn(), login).await?;
            let detail = json!({ "left": left });
            let recovered = SecurityEvent { event: "second_factor.recover", detail, ..refused };
            security_log::insert_for(tx.conn(), now, recovered, &places).await?;
            tell(&mut tx, holder, "recover").await?;
            Method::RecoveryCode
        }
        _ => Method::Totp,
    };
    tx.commit().await?;
    Ok(method)
}

/// What a typed code may be.
enum Found {
    Step(i64),
    Code(Vec<u8>),
}
