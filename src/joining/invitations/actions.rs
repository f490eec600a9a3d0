//! Inviting, sending again, withdrawing; each with its audit row.
use chrono::Duration;
use serde_json::json;

use super::letters::{self, Invited};
use super::policy::{self, Role};
use super::store::{self, Sending};
use crate::auth::links::Token;
use crate::auth::password_reset::actions::require_mail;
use crate::config::Config;
use crate::db::{Audit, Db, OrganizationTx};
use crate::i18n::Lang;
use crate::kernel::{Email, Failure, FieldError, InvitationId, LetterId, Result};
use crate::mail::{self, quota};
use crate::web::Viewer;

/// Letters that an organization may cause within a day.
const MOST_A_DAY: i32 = 1000;

/// What became of a list of addresses.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub invited: usize,
    /// Can sign in here already, or hold an invitation.
    pub known: Vec<String>,
}

/// Invites each address that has neither an account here nor an invitation.
pub async fn invite(
    db: &Db,
    config: &Config,
    l: Lang,
    viewer: &Viewer,
    emails: Vec<Email>,
    (role, days): (Role, i64),
) -> Result<Outcome> {
    policy::require(&viewer.actor, role)?;
    require_mail(config)?;
    let mut tx = db.write(&viewer.actor).await?;
    let members = store::list_members(&mut tx, &emails).await?;
    let mut outcome = Outcome::default();
    for email in emails {
        if members.contains(&email.norm()) {
            outcome.known.push(email.to_string());
            continue;
        }
        let (id, token) = (InvitationId::new(), Token::new()?);
        // the row first, so that nobody gets a letter whose invitation another one has made
        let sending = Sending { token: &token, letter: LetterId::new(), days };
        if !store::insert(&mut tx, id, &email, role, &sending).await? {
            outcome.known.push(email.to_string());
            continue;
        }
        write(&mut tx, config, l, viewer, (id, email), &token, days).await?;
        tx.audit(Audit::of("invitation.create", "invitation", id.0).detail(json!({ "role": role.id() }))).await?;
        outcome.invited += 1;
    }
    if outcome.invited == 0 {
        return Err(Failure::invalid(vec![FieldError::new("emails", "invitations-all-known")]));
    }
    tx.commit().await?;
    Ok(outcome)
}

/// Writes the letter of an invitation and keeps which one it is.
async fn write(
    tx: &mut OrganizationTx,
    config: &Config,
    l: Lang,
    viewer: &Viewer,
    (id, email): (InvitationId, Email),
    token: &Token,
    days: i64,
) -> Result<()> {
    let key = format!("invitations of {}", viewer.actor.organization);
    quota::require(tx, &key, MOST_A_DAY, Duration::days(1)).await?;
    let now = tx.now();
    let invited = Invited { organization: &viewer.organization_name, inviter: Some(&viewer.name), days, now };
    let letter = mail::send(tx, &letters::invitation(config, l, email, token, &invited)).await?;
    if store::renew(tx, id, &Sending { token, letter, days }).await? { Ok(()) } else { Err(Failure::not_found()) }
}

/// Sends another link; the one before opens nothing any more.
pub async fn resend(db: &Db, config: &Config, l: Lang, viewer: &Viewer, id: InvitationId) -> Result<String> {
    policy::require(&viewer.actor, Role::Member)?;
    require_mail(config)?;
    let mut tx = db.write(&viewer.actor).await?;
    let open = require_open(&mut tx, id).await?;
    let email = Email::parse(&open.email).ok_or_else(|| Failure::internal("an invitation without an address"))?;
    quota::require(&mut tx, &format!("invitation {id}"), 5, Duration::days(1)).await?;
    write(&mut tx, config, l, viewer, (id, email), &Token::new()?, open.lasts_days.into()).await?;
    tx.audit(Audit::of("invitation.send", "invitation", id.0)).await?;
    tx.commit().await?;
    Ok(open.email)
}

/// Takes an invitation back.
pub async fn withdraw(db: &Db, viewer: &Viewer, id: InvitationId) -> Result<String> {
    policy::require(&viewer.actor, Role::Member)?;
    let mut tx = db.write(&viewer.actor).await?;
    let open = require_open(&mut tx, id).await?;
    if !store::withdraw(&mut tx, id).await? {
        return Err(Failure::not_found());
    }
    tx.audit(Audit::of("invitation.withdraw", "invitation", id.0)).await?;
    tx.commit().await?;
    Ok(open.email)
}

/// An open invitation whose role is the actor's to give.
async fn require_open(tx: &mut OrganizationTx, id: InvitationId) -> Result<store::OpenRow> {
    let open = store::find_open(tx, id).await?.ok_or_else(Failure::not_found)?;
    let role = Role::parse(&open.role).ok_or_else(|| Failure::internal("an unknown role"))?;
    policy::require(tx.actor(), role)?;
    Ok(open)
}
