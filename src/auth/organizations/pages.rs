//! Choosing the organization of a new session.
use serde::Deserialize;

use super::store::{self, AccountRow};
use super::views::OrganizationsPage;
use crate::auth::entrance::{Door, Goal};
use crate::kernel::OrganizationId;
use crate::web::back::inside;
use crate::web::{self, Form, Nav, Path, Query};

#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    return_to: String,
}

pub async fn list(door: Door, Query(ask): Query<Ask>) -> web::Result {
    let login = door.proof().await?.login;
    let screen = &door.screen;
    let mut tx = door.db.system().await?;
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

/// Into the chosen organization, once it is shown what that asks for; the session before, if any, ends then.
pub async fn enter(door: Door, Path(id): Path<OrganizationId>, Form(form): Form<Ask>) -> web::Result {
    let proof = door.proof().await?;
    let goal = Goal { organization: Some(id), return_to: form.return_to };
    if door.screen.viewer().is_some_and(|viewer| viewer.actor.organization == id) {
        return Ok(door.screen.redirect(goal.back()));
    }
    door.go_on(proof, &goal).await
}
