//! Who somebody is at the providers of their organization: connecting the two, and taking them apart again.
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::store;
use super::views::{ConnectionView, IdentitiesPage};
use crate::db::{Audit, Db};
use crate::kernel::{Actor, Failure, IdentityId, Kind, Result, SessionId};
use crate::secrets::{Purpose, Secrets};
use crate::web::{self, Flash, Nav, Path, Screen, Viewer};

pub const ADDRESS: &str = "/account/identities";
const PASS: Purpose = "pass to connect an identity";
/// How long the page may stay open.
const PASS_LASTS: Duration = Duration::hours(1);

pub async fn list(State(db): State<Db>, State(secrets): State<Secrets>, screen: Screen) -> web::Result {
    let viewer = screen.signed_in()?;
    // who they are is theirs to see, the providers only administrators'
    let mut tx = db.read(&Actor::system(viewer.actor.organization, viewer.actor.zone)).await?;
    let rows = store::list_connections(&mut tx, viewer.account).await?;
    tx.commit().await?;
    let l = screen.lang();
    let pass = pass(&secrets, viewer.session, viewer.now)?;
    let connections = rows.into_iter().map(|row| ConnectionView::of(row, &pass)).collect();
    let view = IdentitiesPage { l, connections, administers: viewer.actor.changes_all() };
    screen.show(Nav::None, &l.say("identities-title"), &view)
}

/// What the page gives to those who begin from it. Without one, another site could have them connect somebody else's identity.
fn pass(secrets: &Secrets, session: SessionId, now: DateTime<Utc>) -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(secrets.seal(PASS, session.0, &(now + PASS_LASTS).to_rfc3339())?))
}

/// The session that may connect: that of the viewer, in the organization of the provider, with a pass of its own.
pub(super) fn admit(secrets: &Secrets, viewer: &Viewer, actor: &Actor, pass: &str) -> Result<SessionId> {
    let until =
        URL_SAFE_NO_PAD.decode(pass).ok().and_then(|sealed| secrets.unseal(PASS, viewer.session.0, &sealed).ok());
    let until = until.and_then(|until| DateTime::parse_from_rfc3339(until.expose()).ok());
    if viewer.actor.organization != actor.organization {
        return Err(Failure::not_found());
    }
    match until {
        Some(until) if viewer.now < until => Ok(viewer.session),
        _ => Err(Failure::new(Kind::Forbidden, "identities-pass-over")),
    }
}

pub async fn remove(State(db): State<Db>, screen: Screen, Path(id): Path<IdentityId>) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.write(&viewer.actor).await?;
    let provider = store::disconnect(&mut tx, viewer.account, id).await?.ok_or_else(Failure::not_found)?;
    if !store::has_another_way(&mut tx, viewer.account, viewer.login).await? {
        return Err(Failure::new(Kind::Conflict, "identities-last").into());
    }
    tx.audit(Audit::of("identity.disconnect", "identity", id.0).detail(json!({ "provider": provider }))).await?;
    tx.commit().await?;
    Ok(screen.go(ADDRESS, Flash::new(screen.lang().say("identities-disconnected"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Secret;
    use crate::kernel::Clock;

    #[test]
    fn a_pass_is_of_one_session() {
        let (secrets, session, now) = (Secrets::of(&[Secret::new("a key")]), SessionId::new(), Clock::system().now());
        let pass = pass(&secrets, session, now).unwrap();
        let sealed = URL_SAFE_NO_PAD.decode(&pass).unwrap();
        assert!(secrets.unseal(PASS, session.0, &sealed).is_ok());
        assert!(secrets.unseal(PASS, SessionId::new().0, &sealed).is_err());
        assert_ne!(super::pass(&secrets, session, now).unwrap(), pass);
    }
}
