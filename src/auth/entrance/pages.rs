//! The step of somebody who has shown who they are in a way that their organization does not take.
use super::views::{AnotherWayPage, WayView};
use super::{Door, Goal, Way, store};
use crate::auth::organizations::store as organizations;
use crate::auth::sessions::actions::actor_of;
use crate::kernel::Failure;
use crate::web::{self, Nav, Query};

/// The ways that are taken, with a link to each that can be gone from here.
pub async fn another_way(door: Door, Query(goal): Query<Goal>) -> web::Result {
    let proof = door.proof().await?;
    let l = door.screen.lang();
    let (name, ways) = match goal.organization {
        Some(id) => {
            let mut tx = door.db.system().await?;
            let accounts = organizations::list_accounts(&mut tx, proof.login).await?;
            tx.commit().await?;
            let account = accounts.into_iter().find(|account| account.organization_id == id && account.may_enter());
            let account = account.ok_or_else(Failure::not_found)?;
            let mut tx = door.db.read(&actor_of(&account, &door.peer)).await?;
            let policy = store::find(&mut tx).await?;
            tx.commit().await?;
            (account.organization_name, policy.ways)
        }
        // to the platform itself only what is shown of the login leads
        None => (l.say("operator-title"), vec![Way::Password]),
    };
    let ways = ways.into_iter().map(|way| WayView::of(way, &goal)).collect();
    let view = AnotherWayPage { l, name, ways, back: goal.at("/organizations") };
    door.screen.show(Nav::None, &l.say("another-way-title"), &view)
}
