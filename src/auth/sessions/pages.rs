//! Signed-in devices, and signing out of them.
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use tower_sessions::Session;

use super::views::{Gone, SessionsPage};
use super::{actions, index};
use crate::auth::{oidc, operator};
use crate::db::Db;
use crate::kernel::{Failure, Kind, SessionId};
use crate::web::screen::Saved;
use crate::web::{self, Flash, Nav, Path, Screen};

pub async fn list(State(db): State<Db>, screen: Screen) -> web::Result {
    let viewer = screen.signed_in()?;
    let mut tx = db.read(&viewer.actor).await?;
    let devices = index::list(&mut tx, viewer.account).await?;
    tx.commit().await?;
    let l = screen.lang();
    let view = SessionsPage { l, devices, here: viewer.session, once: uuid::Uuid::now_v7() };
    screen.show(Nav::None, &l.say("sessions-title"), &view)
}

pub async fn end(State(db): State<Db>, screen: Screen, Path(id): Path<SessionId>) -> web::Result {
    let viewer = screen.signed_in()?;
    actions::end(&db, viewer, id).await?;
    let l = screen.lang();
    screen.saved(Saved {
        part: &Gone,
        say: l.say("sessions-ended"),
        back: "/account/sessions".to_owned(),
        undo: None,
        also: Vec::new(),
    })
}

pub async fn end_others(State(db): State<Db>, screen: Screen) -> web::Result {
    let viewer = screen.signed_in()?;
    let ended = actions::end_others(&db, viewer).await?;
    let text = screen.lang().tr("sessions-ended-others").arg("n", ended).to_string();
    Ok(screen.go("/account/sessions", Flash::new(text)))
}

/// Ends this session. Signed out already, it just leads to the door.
pub async fn sign_out(State(db): State<Db>, screen: Screen, session: Session) -> web::Result {
    let provider = oidc::logout::provider_of(&db, &screen).await?;
    leave(&db, &screen).await?;
    session.flush().await.map_err(Failure::unavailable)?;
    let mut response = oidc::logout::after(&screen, provider);
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    Ok(response)
}

/// Ends the session of this request, if there is one, in the index and with its trace.
pub async fn leave(db: &Db, screen: &Screen) -> Result<(), Failure> {
    if let Some(viewer) = screen.viewer() {
        match actions::end(db, viewer, viewer.session).await {
            // another tab was faster
            Err(failure) if failure.kind == Kind::NotFound => {}
            done => done?,
        }
    }
    if let Ok(operator) = screen.operator() {
        operator::actions::end(db, operator).await?;
    }
    Ok(())
}
