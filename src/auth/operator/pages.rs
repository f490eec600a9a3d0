//! The organizations of the platform.
use axum::extract::State;
use tower_sessions::Session;

use super::views::OrganizationsPage;
use super::{actions, store};
use crate::auth::organizations::{pages::proven, store as organizations};
use crate::auth::sessions::{self, OPERATING, record};
use crate::db::Db;
use crate::kernel::Failure;
use crate::web::{self, Nav, Peer, Screen};

pub async fn organizations(State(db): State<Db>, screen: Screen) -> web::Result {
    let operator = screen.operator()?;
    let mut tx = db.system().await?;
    let organizations = store::list_organizations(&mut tx, operator.session).await?;
    tx.commit().await?;
    let l = screen.lang();
    screen.show(Nav::Operator, &l.say("operator-title"), &OrganizationsPage { l, organizations })
}

/// A new session as operator; the one before, if any, ends.
pub async fn enter(State(db): State<Db>, screen: Screen, session: Session, peer: Peer) -> web::Result {
    let login = proven(&db, &screen, &session).await?;
    let mut tx = db.system().await?;
    let is_operator = organizations::is_operator(&mut tx, login).await?;
    tx.commit().await?;
    if !is_operator {
        return Err(Failure::not_found().into());
    }
    let operating = actions::begin(&db, login, &peer).await?;
    sessions::pages::leave(&db, &screen).await?;
    record::put(&session, OPERATING, operating).await?;
    Ok(screen.redirect("/operator"))
}
