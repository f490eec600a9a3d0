//! Beginning and ending sessions, each with its audit row.
use serde_json::json;

use super::{SignedIn, index};
use crate::auth::entrance::{self, Missing, Proof};
use crate::auth::oidc;
use crate::auth::organizations::store::AccountRow;
use crate::auth::security_log::{self, SecurityEvent};
use crate::db::{Audit, Db};
use crate::kernel::{Actor, Failure, OrganizationRole, Result, SessionId};
use crate::web::{Peer, Viewer};

/// What became of a try to enter.
pub enum Entry {
    In(SignedIn),
    /// The organization asks for more than was shown.
    Held(Missing),
}

/// Whoever is on their way into an account, before its rights are known.
pub fn actor_of(account: &AccountRow, peer: &Peer) -> Actor {
    Actor {
        organization: account.organization_id,
        account: Some(account.account_id),
        role: OrganizationRole::Member,
        is_auditor: false,
        is_hr: false,
        zone: chrono_tz::UTC,
        request_id: peer.request_id.clone(),
        once: None,
        tab: None,
    }
}

/// Opens a session of an account, if its organization takes what was shown. Whoever calls has checked that account and organization
/// are active, and that the account is of the login that the proof is of.
pub async fn begin(db: &Db, account: &AccountRow, proof: &Proof, peer: &Peer) -> Result<Entry> {
    let actor = actor_of(account, peer);
    let (organization, account, login) = (account.organization_id, account.account_id, proof.login);
    let session = SessionId::new();
    let methods = proof.words(organization);
    let done = SecurityEvent {
        event: "sign_in.done",
        organization: Some(organization),
        account: Some(account),
        login: Some(login),
        peer,
        detail: json!({ "methods": methods }),
    };
    let mut tx = db.write(&actor).await?;
    let now = tx.now();
    let policy = entrance::store::find_for_entering(&mut tx).await?;
    if let Some(missing) = policy.missing(&proof.methods) {
        if missing == Missing::Way {
            let refused = SecurityEvent { event: "sign_in.refused", ..done };
            security_log::insert(tx.conn(), now, refused).await?;
        }
        tx.needs_no_audit();
        tx.commit().await?;
        return Ok(Entry::Held(missing));
    }
    index::insert(&mut tx, session, account, &methods, peer).await?;
    for sign_in in proof.sign_ins(organization) {
        // signed out there meanwhile
        if !oidc::store::bind(&mut tx, account, sign_in, session).await? {
            return Err(Failure::unauthenticated());
        }
    }
    let detail = done.detail.clone();
    security_log::insert(tx.conn(), now, done).await?;
    tx.audit(Audit::of("session.begin", "session", session.0).detail(detail)).await?;
    tx.commit().await?;
    Ok(Entry::In(SignedIn { organization, account, login, session }))
}

/// Notes that more was shown in a session since it began.
pub async fn note(db: &Db, viewer: &Viewer, proof: &Proof) -> Result<()> {
    let mut tx = db.write(&viewer.actor).await?;
    tx.needs_no_audit();
    index::note_methods(&mut tx, viewer.session, &proof.words(viewer.actor.organization)).await?;
    tx.commit().await
}

/// Ends one session of the viewer: this one, or that of another device. There is none of this id: not found.
pub async fn end(db: &Db, viewer: &Viewer, session: SessionId) -> Result<()> {
    let mut tx = db.write(&viewer.actor).await?;
    if !index::end(&mut tx, viewer.account, session).await? {
        return Err(Failure::not_found());
    }
    tx.audit(Audit::of("session.end", "session", session.0).detail(json!({ "here": session == viewer.session })))
        .await?;
    tx.commit().await
}

/// Ends all sessions of the viewer but this one, and gives their number.
pub async fn end_others(db: &Db, viewer: &Viewer) -> Result<u64> {
    let mut tx = db.write(&viewer.actor).await?;
    let ended = index::end_all(&mut tx, viewer.account, Some(viewer.session)).await?;
    tx.audit(Audit::of("session.end_others", "session", viewer.session.0).detail(json!({ "ended": ended }))).await?;
    tx.commit().await?;
    Ok(ended)
}
