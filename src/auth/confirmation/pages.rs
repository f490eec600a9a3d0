//! «Prove that it is you».
use axum::extract::State;
use serde::Deserialize;

use super::actions::{self, Can};
use super::views::ConfirmPage;
use crate::auth::entrance::{Door, Goal, Method};
use crate::auth::second_factor::{self, actions::Holder};
use crate::kernel::Kind;
use crate::secrets::Secrets;
use crate::web::{self, Form, Nav, Query};

#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    return_to: String,
    /// `code` for one of the authenticator app.
    #[serde(default)]
    with: String,
}

/// As at sign-in, without `_once`: what is kept of a form would give its secret away.
#[derive(Deserialize)]
pub struct ConfirmForm {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    with: String,
    #[serde(default)]
    return_to: String,
}

pub async fn form(door: Door, Query(ask): Query<Ask>) -> web::Result {
    let login = door.screen.signed_in()?.login;
    let can = actions::what_can(&door.db, login).await?;
    let goal = Goal { return_to: ask.return_to, ..Goal::default() };
    let view = page(&door, can, goal, ask.with == "code", None);
    door.screen.show(Nav::None, &door.screen.lang().say("confirmation-title"), &view)
}

fn page(door: &Door, can: Can, goal: Goal, wants_code: bool, refused: Option<String>) -> ConfirmPage {
    let by_code = can.code && (wants_code || !can.password);
    let other = (can.password && can.code).then(|| {
        let here = goal.at("/sign-in/again");
        if by_code { here } else { format!("{here}&with=code") }
    });
    ConfirmPage { l: door.screen.lang(), goal, by_code, is_possible: can.password || can.code, other, refused }
}

/// Back to the page that asked, once it fits.
pub async fn confirm(State(secrets): State<Secrets>, door: Door, Form(form): Form<ConfirmForm>) -> web::Result {
    let viewer = door.screen.signed_in()?;
    let goal = Goal { return_to: form.return_to, ..Goal::default() };
    let wants_code = form.with == "code";
    let shown = if wants_code {
        second_factor::actions::take(&door.db, &secrets, &Holder::at(&door, viewer.login), &form.code).await
    } else {
        let typed = form.password.chars().take(1000).collect();
        actions::check_password(&door.db, viewer, typed, &door.peer).await.map(|()| Method::Password)
    };
    match shown {
        Ok(method) => {
            let now = door.now();
            door.keep(&door.proof().await?.and(method, now)).await?;
            Ok(door.screen.redirect(goal.back()))
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::TooMany) => {
            let l = door.screen.lang();
            let can = actions::what_can(&door.db, viewer.login).await?;
            let view = page(&door, can, goal, wants_code, Some(l.with(failure.message, &failure.args)));
            door.screen.refused(Nav::None, &l.say("confirmation-title"), &view, &failure)
        }
        Err(failure) => Err(failure.into()),
    }
}
