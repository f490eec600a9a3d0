//! Beginning and ending sessions, each with its audit row.
use serde_json::json;

use super::{SignedIn, index};
use crate::auth::security_log::{self, SecurityEvent};
use crate::db::{Audit, Db};
use crate::kernel::{AccountId, Actor, Failure, LoginId, OrganizationId, OrganizationRole, Result, SessionId};
use crate::web::{Peer, Viewer};

/// Opens a session of an account. Whoever calls has checked the password and that account and organization are active.
pub async fn begin(
    db: &Db,
    organization: OrganizationId,
    account: AccountId,
    login: LoginId,
    peer: &Peer,
) -> Result<SignedIn> {
    let actor = Actor {
        organization,
        account: Some(account),
        role: OrganizationRole::Member,
        is_auditor: false,
        is_hr: false,
        zone: chrono_tz::UTC,
        request_id: peer.request_id.clone(),
        once: None,
        tab: None,
    };
    let session = SessionId::new();
    let mut tx = db.write(&actor).await?;
    index::insert(&mut tx, session, account, peer).await?;
    let (now, detail) = (tx.now(), json!({ "method": "password" }));
    let event = SecurityEvent {
        event: "sign_in.done",
        organization: Some(organization),
        account: Some(account),
        login: Some(login),
        peer,
        detail: detail.clone(),
    };
    security_log::insert(tx.conn(), now, event).await?;
    tx.audit(Audit::of("session.begin", "session", session.0).detail(detail)).await?;
    tx.commit().await?;
    Ok(SignedIn { organization, account, login, session })
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
    let ended = index::end_others(&mut tx, viewer.account, viewer.session).await?;
    tx.audit(Audit::of("session.end_others", "session", viewer.session.0).detail(json!({ "ended": ended }))).await?;
    tx.commit().await?;
    Ok(ended)
}
