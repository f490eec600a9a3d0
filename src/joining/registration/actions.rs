//! The letter, and the organization that its link leads to.
use chrono::Duration;
use chrono_tz::Tz;
use serde_json::json;
use uuid::Uuid;

use super::HOURS;
use crate::auth::entrance::Proof;
use crate::auth::links::{self, Landing, Token, store as kept};
use crate::auth::password_reset::actions::require_mail;
use crate::auth::security_log::{self, SecurityEvent};
use crate::config::Config;
use crate::db::{Audit, Db};
use crate::i18n::Lang;
use crate::joining::newcomer::{self, Proven};
use crate::kernel::{AccountId, Actor, Email, Failure, Locale, OrganizationId, Result};
use crate::mail::{self, Letter, quota};
use crate::org::founding::{self, New};
use crate::web::Peer;

/// Letters to one address, and those that one place on the net may cause, within an hour.
const TO_ONE: i32 = 3;
const FROM_ONE: i32 = 20;

/// Refuses where registration is switched off: there is nothing here then.
pub fn require_open(config: &Config) -> Result<()> {
    if config.registration { Ok(()) } else { Err(Failure::not_found()) }
}

/// Sends a link to the address, whoever has it. The letter says nothing that was typed: it goes to somebody of whom nothing is known.
pub async fn ask(db: &Db, config: &Config, l: Lang, email: &Email, peer: &Peer) -> Result<()> {
    require_open(config)?;
    require_mail(config)?;
    let mut tx = db.system().await?;
    let hour = Duration::hours(1);
    quota::require(&mut tx, &format!("registration from {}", peer.ip), FROM_ONE, hour).await?;
    let is_within = quota::take(&mut tx, &format!("registration to {}", email.norm()), TO_ONE, hour).await?;
    let to = is_within.then(|| email.clone());
    let token = Token::new()?;
    let whom = kept::For { login: None, email: to.as_ref().map(Email::as_str) };
    kept::insert(&mut tx, &token, kept::Purpose::Registration, whom, Duration::hours(HOURS)).await?;
    let letter = Letter::new("registration", to, l, &l.say("registration-letter-subject"))
        .say(l.say("registration-letter"))
        .link(l.say("registration-letter-link"), config.address(&Landing::Registration.path(&token)))
        .note(l.tr("registration-letter-hours").arg("n", HOURS).to_string())
        .note(l.say("registration-letter-not-you"));
    mail::send(&mut tx, &letter).await?;
    let now = tx.now();
    let event = SecurityEvent {
        event: "registration.ask",
        organization: None,
        account: None,
        login: None,
        peer,
        detail: json!({ "within": is_within }),
    };
    security_log::insert(tx.conn(), now, event).await?;
    tx.commit().await
}

/// The address that the link was sent to.
pub async fn look(db: &Db, config: &Config, token: &Token) -> Result<Email> {
    require_open(config)?;
    let mut tx = db.system().await?;
    let found = kept::find_registration(&mut tx, token).await?;
    tx.commit().await?;
    found.as_deref().and_then(Email::parse).ok_or_else(links::dead)
}

/// What the new organization and its owner are called.
pub struct Founding {
    pub organization: String,
    pub name: String,
    pub zone: Tz,
    pub locale: Locale,
}

/// Makes the organization and its owner in one transaction, and uses the link up. Gives what the owner has shown of themselves.
pub async fn register(
    db: &Db,
    token: &Token,
    email: &Email,
    founding: &Founding,
    proven: Proven,
) -> Result<(OrganizationId, Proof)> {
    let (organization, account) = (OrganizationId::new(), AccountId::new());
    let system = Actor::system(organization, founding.zone);
    let mut tx = db.write(&system).await?;
    if !kept::use_up(&mut tx, token).await? {
        return Err(links::dead());
    }
    let proof = newcomer::settle(&mut tx, proven, email).await?;
    let new = New { name: &founding.organization, locale: founding.locale, zone: founding.zone };
    founding::found(&mut tx, &new).await?;
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO accounts (organization_id, id, login_id, email, name, role, created_at) VALUES ($1, $2, $3, $4, $5, 'owner', $6)",
        organization.0,
        account.0,
        proof.login.0,
        email.as_str(),
        founding.name,
        now
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO account_states (organization_id, account_id, id, state, reason, changed_by, from_at) VALUES ($1, $2, $3, 'active', 'registration', $2, $4)",
        organization.0,
        account.0,
        Uuid::now_v7(),
        now
    )
    .execute(tx.conn())
    .await?;
    tx.go_on_as(&Actor { account: Some(account), ..system }, now).await?;
    tx.audit(Audit::of("organization.create", "organization", organization.0)).await?;
    tx.audit(Audit::of("account.create", "account", account.0).detail(json!({ "role": "owner" }))).await?;
    tx.commit().await?;
    Ok((organization, proof))
}
