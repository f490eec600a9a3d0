//! The page for a new password.
use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use tower_sessions::Session;

use super::actions;
use super::views::PasswordPage;
use crate::config::Config;
use crate::db::Db;
use crate::kernel::{Failure, Kind};
use crate::web::{self, Flash, Form, Nav, Peer, Screen};

/// As at sign-in, without `_once`: sent twice, the second one has the wrong current password.
#[derive(Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    current: String,
    #[serde(default)]
    new: String,
}

pub async fn form(screen: Screen) -> web::Result {
    screen.signed_in()?;
    let l = screen.lang();
    screen.show(Nav::None, &l.say("password-title"), &PasswordPage { l, errors: Vec::new(), refused: None })
}

pub async fn change(
    State(db): State<Db>,
    State(config): State<Arc<Config>>,
    screen: Screen,
    session: Session,
    peer: Peer,
    Form(form): Form<PasswordForm>,
) -> web::Result {
    let viewer = screen.signed_in()?;
    let l = screen.lang();
    match actions::change(&db, &config, viewer, &peer, (form.current, form.new)).await {
        Ok(()) => {
            session.cycle_id().await.map_err(Failure::unavailable)?;
            Ok(screen.go("/account/password", Flash::new(l.say("password-changed"))))
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::TooMany) => {
            let refused = failure.fields.is_empty().then(|| l.with(failure.message, &failure.args));
            let view = PasswordPage { l, errors: failure.fields.clone(), refused };
            screen.refused(Nav::None, &l.say("password-title"), &view, &failure)
        }
        Err(failure) => Err(failure.into()),
    }
}
