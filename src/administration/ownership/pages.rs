//! Handlers of ownership.
use axum::extract::State;
use serde::Deserialize;
use uuid::Uuid;

use super::views::OwnershipPage;
use super::{actions, store};
use crate::administration::members::{self, policy};
use crate::auth::confirmation;
use crate::auth::entrance::Door;
use crate::db::Db;
use crate::kernel::{AccountId, Failure};
use crate::okr::parts::PersonView;
use crate::web::{self, Flash, Form, Nav, Path, Screen, parse};

const ADDRESS: &str = "/organization/ownership";

/// For those who look after members, and for whom it is offered to.
pub async fn show(State(db): State<Db>, screen: Screen) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let mut tx = db.read(&viewer.actor).await?;
    let offer = store::find_open(&mut tx).await?;
    let owner = store::find_owner(&mut tx).await?;
    tx.commit().await?;
    let is_offered = offer.as_ref().is_some_and(|offer| offer.to == viewer.account);
    if !is_offered {
        policy::require_reading(&viewer.actor)?;
    }
    let page = OwnershipPage {
        l,
        owner: owner.map(|(account, name)| PersonView { name, account }),
        is_owner: policy::is_owner(&viewer.actor),
        offer,
        is_offered,
        sees_members: viewer.actor.changes_all(),
    };
    screen.show(Nav::Members, &l.say("ownership-title"), &page)
}

#[derive(Deserialize)]
pub struct OfferForm {
    #[serde(default)]
    to: String,
}

pub async fn offer(State(db): State<Db>, screen: Screen, door: Door, Form(form): Form<OfferForm>) -> web::Result {
    let viewer = screen.signed_in()?;
    let to = parse::id::<AccountId>("to", &form.to).ok().flatten().ok_or_else(Failure::not_found)?;
    actions::require_owner(&viewer.actor)?;
    if let Some(asked) = confirmation::ask(&door, &members::address(to)).await? {
        return Ok(asked);
    }
    let mut tx = db.write(&viewer.actor).await?;
    let member = actions::offer(&mut tx, to).await?;
    tx.commit().await?;
    let text = screen.lang().tr("ownership-offered").arg("name", member.name).to_string();
    Ok(screen.go(ADDRESS, Flash::new(text)))
}

pub async fn cancel(State(db): State<Db>, screen: Screen, Path(id): Path<Uuid>) -> web::Result {
    let mut tx = db.write(&screen.signed_in()?.actor).await?;
    actions::cancel(&mut tx, id).await?;
    tx.commit().await?;
    Ok(screen.go(ADDRESS, Flash::new(screen.lang().say("ownership-cancelled"))))
}

pub async fn decline(State(db): State<Db>, screen: Screen, Path(id): Path<Uuid>) -> web::Result {
    let mut tx = db.write(&screen.signed_in()?.actor).await?;
    actions::decline(&mut tx, id).await?;
    tx.commit().await?;
    Ok(screen.go("/", Flash::new(screen.lang().say("ownership-declined"))))
}

pub async fn accept(State(db): State<Db>, screen: Screen, door: Door, Path(id): Path<Uuid>) -> web::Result {
    if let Some(asked) = confirmation::ask(&door, ADDRESS).await? {
        return Ok(asked);
    }
    let mut tx = db.write(&screen.signed_in()?.actor).await?;
    actions::accept(&mut tx, id).await?;
    tx.commit().await?;
    Ok(screen.go(ADDRESS, Flash::new(screen.lang().say("ownership-accepted"))))
}
