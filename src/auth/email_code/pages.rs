//! The two steps: the address, and the code that was sent there.
use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;

use super::actions;
use super::views::{AskPage, EnterPage};
use crate::auth::entrance::{Door, Goal, Method, Proof, goal};
use crate::config::Config;
use crate::kernel::{Email, Failure, Kind, OrganizationId};
use crate::web::{self, Form, Nav, Query};

#[derive(Deserialize)]
pub struct AskForm {
    #[serde(default)]
    email: String,
    #[serde(default, deserialize_with = "goal::lenient")]
    organization: Option<OrganizationId>,
    #[serde(default)]
    return_to: String,
}

pub async fn form(State(config): State<Arc<Config>>, door: Door, Query(ask): Query<AskForm>) -> web::Result {
    let goal = Goal { organization: ask.organization, return_to: ask.return_to };
    let view = ask_page(&door, &config, goal, ask.email);
    door.screen.show(Nav::None, &door.screen.lang().say("email-code-title"), &view)
}

fn ask_page(door: &Door, config: &Config, goal: Goal, email: String) -> AskPage {
    AskPage { l: door.screen.lang(), goal, email, has_mail: config.has_mail(), problem: None, refused: None }
}

/// Sends a code and asks for it, whether or not somebody has the address. Sent twice, there are two letters, and the newer page counts.
pub async fn send(State(config): State<Arc<Config>>, door: Door, Form(form): Form<AskForm>) -> web::Result {
    if !config.has_mail() {
        return Err(Failure::new(Kind::Unavailable, "email-code-off").into());
    }
    let (l, title) = (door.screen.lang(), door.screen.lang().say("email-code-title"));
    let goal = Goal { organization: form.organization, return_to: form.return_to };
    let Some(email) = Email::parse(&form.email) else {
        let problem = Some(l.say("email-code-no-address"));
        let view = AskPage { problem, ..ask_page(&door, &config, goal, form.email) };
        return door.screen.invalid(Nav::None, &title, &view);
    };
    match actions::send(&door.db, l, &email, &door.peer).await {
        Ok(key) => {
            let view = EnterPage { l, goal, email: email.to_string(), key, refused: None };
            door.screen.show(Nav::None, &title, &view)
        }
        Err(failure) if failure.kind == Kind::TooMany => {
            let refused = Some(l.with(failure.message, &failure.args));
            let view = AskPage { refused, ..ask_page(&door, &config, goal, form.email) };
            door.screen.refused(Nav::None, &title, &view, &failure)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// As at sign-in, without `_once`.
#[derive(Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    key: String,
    #[serde(default)]
    code: String,
    /// To be shown again.
    #[serde(default)]
    email: String,
    #[serde(default, deserialize_with = "goal::lenient")]
    organization: Option<OrganizationId>,
    #[serde(default)]
    return_to: String,
}

pub async fn check(door: Door, Form(form): Form<CodeForm>) -> web::Result {
    let goal = Goal { organization: form.organization, return_to: form.return_to };
    match actions::take(&door.db, &form.key, &form.code, &door.peer).await {
        Ok(login) => door.go_on(Proof::of(login, Method::EmailCode, door.now()), &goal).await,
        Err(failure) if failure.kind == Kind::Invalid => {
            let l = door.screen.lang();
            let refused = Some(l.with(failure.message, &failure.args));
            let view = EnterPage { l, goal, email: form.email, key: form.key, refused };
            door.screen.invalid(Nav::None, &l.say("email-code-title"), &view)
        }
        Err(failure) => Err(failure.into()),
    }
}
