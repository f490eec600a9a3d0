//! One's own ways to prove who one is.
use axum::extract::State;

use super::store;
use super::views::{AppView, SecurityPage};
use crate::auth::second_factor::recovery::CODES;
use crate::auth::second_factor::store as second_factor;
use crate::db::Db;
use crate::web::{self, Nav, Screen};

pub async fn show(State(db): State<Db>, screen: Screen) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    let mut tx = db.system().await?;
    let password = store::find_password(&mut tx, viewer.login).await?;
    let app = match second_factor::find(tx.conn(), viewer.login).await? {
        Some(row) => {
            let left = second_factor::count_codes(tx.conn(), viewer.login).await?;
            Some(AppView { since: l.moment(row.added_at), codes_left: left, codes: CODES })
        }
        None => None,
    };
    tx.commit().await?;
    let password_changed = password.changed_at.map(|at| l.moment(at));
    let view = SecurityPage { l, has_password: password.is_set, password_changed, app };
    screen.show(Nav::None, &l.say("security-title"), &view)
}
