//! Who somebody is that has opened a link of a letter. The link proves the address; a login is proven besides, by being signed in or by
//! its password, before anything is linked to it.
use serde_json::json;

use crate::auth::entrance::{Door, Method, Proof};
use crate::auth::local::{attempts, password};
use crate::auth::password_change::rules;
use crate::auth::password_reset::actions::places;
use crate::auth::security_log::{self, SecurityEvent};
use crate::db::{Db, OrganizationTx, SystemTx};
use crate::kernel::{Email, Failure, FieldError, LoginId, Result};
use crate::web::{self, Peer};

/// What is to be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// Nothing: whoever is signed in goes on as that login, which has this address.
    SignedIn(LoginId, String),
    /// The password of the login that this address has.
    Known,
    /// A new password, for a new login.
    New,
    /// There is a login without a password: it has to get one first.
    Nothing,
}

/// A login, proven.
pub enum Proven {
    Login(Proof),
    /// One to be made, with the hash of its password.
    New(String),
}

struct LoginRow {
    id: LoginId,
    password_hash: Option<String>,
}

async fn find(tx: &mut SystemTx, email: &Email) -> Result<Option<LoginRow>> {
    Ok(sqlx::query_as!(
        LoginRow,
        r#"SELECT id AS "id: LoginId", password_hash FROM logins WHERE email_norm = $1"#,
        email.norm()
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// How the one at this door proves who they are. What the provider of some organization says of a login counts there alone.
pub async fn mode(door: &Door, email: &Email) -> web::Result<Mode> {
    let mut tx = door.db.system().await?;
    let mode = match door.screen.viewer() {
        Some(viewer) if door.proof().await?.is_of_login() => {
            let address = sqlx::query_scalar!("SELECT email FROM logins WHERE id = $1", viewer.login.0);
            Mode::SignedIn(viewer.login, address.fetch_one(tx.conn()).await?)
        }
        _ => match find(&mut tx, email).await? {
            None => Mode::New,
            Some(LoginRow { password_hash: Some(_), .. }) => Mode::Known,
            Some(_) => Mode::Nothing,
        },
    };
    tx.commit().await?;
    Ok(mode)
}

/// Proves the login. Refuses a wrong password, and slows down who guesses as at sign-in; and a new one that breaks the rules.
pub async fn prove(door: &Door, mode: &Mode, email: &Email, typed: String) -> web::Result<Proven> {
    match mode {
        Mode::SignedIn(..) => Ok(Proven::Login(door.proof().await?)),
        Mode::Nothing => Err(Failure::unauthenticated().into()),
        Mode::New => {
            rules::check(&typed, &email.norm()).map_err(|error| Failure::invalid(vec![error]))?;
            Ok(Proven::New(password::hash(typed).await?))
        }
        Mode::Known => {
            let login = check(&door.db, email, typed, &door.peer).await?;
            Ok(Proven::Login(Proof::of(login, Method::Password, door.now())))
        }
    }
}

/// The login of this address, if this is its password.
async fn check(db: &Db, email: &Email, typed: String, peer: &Peer) -> Result<LoginId> {
    let key = attempts::key(email.as_str(), peer);
    let mut tx = db.system().await?;
    attempts::begin(&mut tx, &key).await?;
    let found = find(&mut tx, email).await?;
    tx.commit().await?;
    let Some(LoginRow { id, password_hash }) = found else { return Err(Failure::unauthenticated()) };
    if !password::verify(typed.chars().take(rules::MAX_LENGTH).collect(), password_hash).await? {
        note_refusal(db, id, peer).await?;
        return Err(Failure::invalid(vec![FieldError::new("current", "password-current-wrong")]));
    }
    let mut tx = db.system().await?;
    attempts::forget(&mut tx, &key).await?;
    tx.commit().await?;
    Ok(id)
}

async fn note_refusal(db: &Db, login: LoginId, peer: &Peer) -> Result<()> {
    let mut tx = db.system().await?;
    let (now, places) = (tx.now(), places(&mut tx, Some(login)).await?);
    let event = SecurityEvent {
        event: "sign_in.refused",
        organization: None,
        account: None,
        login: Some(login),
        peer,
        detail: json!({ "by": "link" }),
    };
    security_log::insert_for(tx.conn(), now, event, &places).await?;
    tx.commit().await
}

/// The login, made now where it is new, with what was shown of it. Somebody may have made it meanwhile: then it has to be proven like
/// any other.
pub async fn settle(tx: &mut OrganizationTx, proven: Proven, email: &Email) -> Result<Proof> {
    let hash = match proven {
        Proven::Login(proof) => return Ok(proof),
        Proven::New(hash) => hash,
    };
    let (id, now) = (LoginId::new(), tx.now());
    let made = sqlx::query!(
        "INSERT INTO logins (id, email, password_hash, created_at, password_changed_at) VALUES ($1, $2, $3, $4, $4) ON CONFLICT DO NOTHING",
        id.0,
        email.as_str(),
        hash,
        now
    )
    .execute(tx.conn())
    .await?;
    if made.rows_affected() == 1 { Ok(Proof::of(id, Method::Password, now)) } else { Err(Failure::stale()) }
}
