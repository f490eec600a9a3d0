//! The door: e-mail and password.
use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;

use super::actions::{self, Attempt};
use super::examples;
use super::views::SignInPage;
use crate::auth::entrance::{Door, Goal, Method, Proof, goal};
use crate::config::Config;
use crate::db::Db;
use crate::kernel::{Kind, OrganizationId};
use crate::web::{self, Form, Nav, Query, Screen};

#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    email: String,
    #[serde(default, deserialize_with = "goal::lenient")]
    organization: Option<OrganizationId>,
    #[serde(default)]
    return_to: String,
}

// No `_once` here, nor in any form with a password: what is kept of a form to know it again would give the password away.
#[derive(Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default, deserialize_with = "goal::lenient")]
    organization: Option<OrganizationId>,
    #[serde(default)]
    return_to: String,
}

pub async fn form(
    State(db): State<Db>,
    State(config): State<Arc<Config>>,
    screen: Screen,
    Query(ask): Query<Ask>,
) -> web::Result {
    let goal = Goal { organization: ask.organization, return_to: ask.return_to };
    // on the way to another organization, which asks for it
    let is_switching = goal.organization.is_some();
    if screen.viewer().is_some() && !is_switching {
        return Ok(screen.redirect(goal.back()));
    }
    if screen.is_operator() && !is_switching {
        return Ok(screen.redirect("/operator"));
    }
    let l = screen.lang();
    let people = examples::people(&db, &config).await?;
    let page = SignInPage::new(l, as_typed(&ask.email), goal, people);
    let view = SignInPage { has_mail: config.has_mail(), registration: config.registration, ..page };
    screen.show(Nav::None, &l.say("sign-in-title"), &view)
}

/// An address of a form or of a link, no longer than one may be.
fn as_typed(email: &str) -> String {
    email.chars().filter(|c| !c.is_control()).take(254).collect()
}

pub async fn sign_in(State(config): State<Arc<Config>>, door: Door, Form(form): Form<SignInForm>) -> web::Result {
    let goal = Goal { organization: form.organization, return_to: form.return_to };
    let password = form.password.chars().take(1000).collect();
    let attempt = Attempt { email: as_typed(&form.email), password, peer: door.peer.clone() };
    match actions::sign_in(&door.db, attempt).await {
        Ok(login) => door.go_on(Proof::of(login, Method::Password, door.now()), &goal).await,
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::TooMany) => {
            let l = door.screen.lang();
            let refused = Some(l.with(failure.message, &failure.args));
            let people = examples::people(&door.db, &config).await?;
            let page = SignInPage::new(l, form.email, goal, people);
            let view = SignInPage { refused, has_mail: config.has_mail(), registration: config.registration, ..page };
            door.screen.refused(Nav::None, &l.say("sign-in-title"), &view, &failure)
        }
        Err(failure) => Err(failure.into()),
    }
}
