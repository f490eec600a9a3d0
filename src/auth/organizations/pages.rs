//! Choosing the organization of a new session.
use axum::extract::State;
use serde::Deserialize;
use tower_sessions::Session;

use super::store::{self, AccountRow};
use super::views::OrganizationsPage;
use crate::auth::sessions::{self, PROVEN, Proven, SIGNED_IN, record};
use crate::db::Db;
use crate::kernel::{Failure, LoginId, OrganizationId};
use crate::web::back::inside;
use crate::web::{self, Form, Nav, Path, Peer, Query, Refusal, Screen};

#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    return_to: String,
}

/// Whose password was right: that of the session, or of somebody who has yet to choose.
pub(in crate::auth) async fn proven(db: &Db, screen: &Screen, session: &Session) -> Result<LoginId, Refusal> {
    if let Some(viewer) = screen.viewer() {
        return Ok(viewer.login);
    }
    if screen.is_operator() {
        return Ok(screen.operator()?.login);
    }
    let proven: Option<Proven> = session.get(PROVEN).await.map_err(Failure::unavailable)?;
    proven
        .filter(|proven| db.clock().now() < proven.until)
        .map(|proven| proven.login)
        .ok_or_else(|| Failure::unauthenticated().into())
}

pub async fn list(State(db): State<Db>, screen: Screen, session: Session, Query(ask): Query<Ask>) -> web::Result {
    let login = proven(&db, &screen, &session).await?;
    let mut tx = db.system().await?;
    let mut accounts = store::list_accounts(&mut tx, login).await?;
    let is_operator = store::is_operator(&mut tx, login).await?;
    tx.commit().await?;
    accounts.retain(AccountRow::may_enter);
    let l = screen.lang();
    let here = screen.viewer().map(|viewer| viewer.actor.organization);
    let view = OrganizationsPage {
        l,
        accounts,
        here,
        offers_operator: is_operator && !screen.is_operator(),
        return_to: inside(&ask.return_to).to_owned(),
    };
    screen.show(Nav::None, &l.say("organizations-title"), &view)
}

/// A new session in the chosen organization; the one before, if any, ends.
pub async fn enter(
    State(db): State<Db>,
    screen: Screen,
    session: Session,
    Path(id): Path<OrganizationId>,
    peer: Peer,
    Form(form): Form<Ask>,
) -> web::Result {
    let login = proven(&db, &screen, &session).await?;
    let mut tx = db.system().await?;
    let accounts = store::list_accounts(&mut tx, login).await?;
    tx.commit().await?;
    let account = accounts
        .into_iter()
        .find(|account| account.organization_id == id && account.may_enter())
        .ok_or_else(Failure::not_found)?;
    if screen.viewer().is_none_or(|viewer| viewer.actor.organization != id) {
        let signed_in = sessions::actions::begin(&db, id, account.account_id, login, &peer).await?;
        sessions::pages::leave(&db, &screen).await?;
        record::put(&session, SIGNED_IN, signed_in).await?;
    }
    Ok(screen.redirect(inside(&form.return_to)))
}
