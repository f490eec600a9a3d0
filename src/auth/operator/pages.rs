//! The organizations of the platform.
use axum::extract::State;

use super::store;
use super::views::OrganizationsPage;
use crate::auth::entrance::Door;
use crate::db::Db;
use crate::web::{self, Nav, Screen};

pub async fn organizations(State(db): State<Db>, screen: Screen) -> web::Result {
    let operator = screen.operator()?;
    let mut tx = db.system().await?;
    let organizations = store::list_organizations(&mut tx, operator.session).await?;
    tx.commit().await?;
    let l = screen.lang();
    screen.show(Nav::Operator, &l.say("operator-title"), &OrganizationsPage { l, organizations })
}

/// A new session as operator; the one before, if any, ends.
pub async fn enter(door: Door) -> web::Result {
    let proof = door.proof().await?;
    door.go_on_as_operator(proof).await
}
