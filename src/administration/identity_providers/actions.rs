//! The verbs of sign-in services, each with its trace.
use serde_json::json;

use super::store::{self, Settings};
use crate::auth::oidc::{CLIENT_SECRET, store as sessions};
use crate::db::{Audit, OrganizationTx};
use crate::kernel::{Actor, Failure, FieldError, Kind, ProviderId, Result};
use crate::secrets::Secrets;

/// Owners and administrators set them.
pub fn require_right(actor: &Actor) -> Result<()> {
    if actor.changes_all() { Ok(()) } else { Err(Failure::new(Kind::Forbidden, "providers-not-for")) }
}

pub async fn add(
    tx: &mut OrganizationTx,
    secrets: &Secrets,
    settings: &Settings,
    secret: Option<String>,
) -> Result<ProviderId> {
    require_right(tx.actor())?;
    let id = ProviderId::new();
    store::insert(tx, id, settings).await?;
    if let Some(secret) = &secret {
        seal(tx, secrets, id, secret).await?;
    }
    let detail = json!({ "has_secret": secret.is_some(), "is_active": settings.is_active });
    tx.audit(Audit::of("identity_provider.add", "identity_provider", id.0).detail(detail)).await?;
    Ok(id)
}

/// Saves over the version that was seen, else a conflict. The secret stays unless another one is given, and never goes to another
/// issuer than the one that it was given for.
pub async fn edit(
    tx: &mut OrganizationTx,
    secrets: &Secrets,
    id: ProviderId,
    version: i32,
    settings: &Settings,
    secret: Option<String>,
) -> Result<()> {
    require_right(tx.actor())?;
    let before = store::find(tx, id).await?.ok_or_else(Failure::not_found)?;
    if before.secret_end.is_some() && secret.is_none() && before.settings.issuer != settings.issuer {
        return Err(Failure::invalid(vec![FieldError::new("client_secret", "provider-secret-again")]));
    }
    if !store::update(tx, id, version, settings).await? {
        return Err(Failure::stale());
    }
    if let Some(secret) = &secret {
        seal(tx, secrets, id, secret).await?;
    }
    let ended = if before.settings.is_active && !settings.is_active { end_sessions(tx, id).await? } else { 0 };
    let detail = json!({ "changed": changed(&before.settings, settings, secret.is_some()), "ended_sessions": ended });
    tx.audit(Audit::of("identity_provider.edit", "identity_provider", id.0).detail(detail)).await?;
    Ok(())
}

/// Takes it away with what people have connected, and ends the sessions that began there.
pub async fn remove(tx: &mut OrganizationTx, id: ProviderId) -> Result<()> {
    require_right(tx.actor())?;
    let before = store::find(tx, id).await?.ok_or_else(Failure::not_found)?;
    let ended = end_sessions(tx, id).await?;
    store::delete(tx, id).await?;
    let detail = json!({ "people": before.people, "ended_sessions": ended });
    tx.audit(Audit::of("identity_provider.remove", "identity_provider", id.0).detail(detail)).await?;
    Ok(())
}

async fn end_sessions(tx: &mut OrganizationTx, id: ProviderId) -> Result<usize> {
    let now = tx.now();
    Ok(sessions::end_sessions(tx, id, None, None, now).await?.len())
}

async fn seal(tx: &mut OrganizationTx, secrets: &Secrets, id: ProviderId, secret: &str) -> Result<()> {
    // of a short one nothing is told
    let end: String = if secret.chars().count() < 16 {
        String::new()
    } else {
        secret.char_indices().rev().nth(3).and_then(|(at, _)| secret.get(at..)).unwrap_or_default().to_owned()
    };
    store::set_secret(tx, id, &secrets.seal(CLIENT_SECRET, id.0, secret)?, &end).await
}

/// The names of the fields that differ.
fn changed(old: &Settings, new: &Settings, has_secret: bool) -> Vec<&'static str> {
    [
        ("name", old.name != new.name),
        ("issuer", old.issuer != new.issuer),
        ("client_id", old.client_id != new.client_id),
        ("client_secret", has_secret),
        ("mfa_value", old.mfa_value != new.mfa_value),
        ("groups", old.groups != new.groups),
        ("domains", old.domains != new.domains),
        ("is_active", old.is_active != new.is_active),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect()
}
