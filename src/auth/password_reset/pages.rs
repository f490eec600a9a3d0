//! The pages of a lost password.
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use serde::Deserialize;

use super::actions;
use super::views::NewPage;
use crate::auth::links::Landing;
use crate::auth::links::asking::Asking;
use crate::config::Config;
use crate::db::Db;
use crate::kernel::{AccountId, Email, Failure, Kind};
use crate::web::{self, Flash, Form, Nav, Path, Peer, Query, Screen};

#[derive(Deserialize)]
pub struct AskForm {
    #[serde(default)]
    email: String,
}

const ASKING: Asking = Asking {
    action: "/password/forgotten",
    testid: "reset",
    title: "reset-title",
    lead: "reset-lead",
    mail_off: "reset-mail-off",
    submit: "reset-submit",
    sent: "reset-asked",
};

pub async fn ask_form(State(config): State<Arc<Config>>, screen: Screen, Query(form): Query<AskForm>) -> web::Result {
    ASKING.show(&screen, &config, form.email)
}

pub async fn ask(
    State(db): State<Db>,
    State(config): State<Arc<Config>>,
    screen: Screen,
    peer: Peer,
    Form(form): Form<AskForm>,
) -> web::Result {
    let ask = async |email: &Email| actions::ask(&db, &config, screen.lang(), email, &peer).await;
    ASKING.ask(&screen, &config, form.email, ask).await
}

/// On behalf of an administrator, to the login of a member.
pub async fn send(
    State(db): State<Db>,
    State(config): State<Arc<Config>>,
    screen: Screen,
    Path(account): Path<AccountId>,
) -> web::Result {
    actions::send(&db, &config, screen.signed_in()?, account).await?;
    Ok(screen.go(&format!("/organization/members/{account}"), Flash::new(screen.lang().say("reset-sent"))))
}

/// The address that stands in the letter.
pub async fn open(screen: Screen, Path(secret): Path<String>) -> web::Result {
    Ok(Landing::Password.open(&screen, &secret)?)
}

pub async fn new_form(State(db): State<Db>, screen: Screen, headers: HeaderMap) -> web::Result {
    let l = screen.lang();
    let email = actions::look(&db, &Landing::Password.token(&headers)?).await?;
    screen.show(Nav::None, &l.say("reset-new-title"), &NewPage { l, email, errors: Vec::new() })
}

// Without `_once`: sent twice, the second one finds the link used.
#[derive(Deserialize)]
pub struct NewForm {
    #[serde(default)]
    new: String,
}

/// Leads to the door, where the new password and whatever else the organization asks for are wanted.
pub async fn set(
    State(db): State<Db>,
    State(config): State<Arc<Config>>,
    screen: Screen,
    headers: HeaderMap,
    peer: Peer,
    Form(form): Form<NewForm>,
) -> web::Result {
    let l = screen.lang();
    let token = Landing::Password.token(&headers)?;
    match actions::set(&db, &config, l, &token, form.new, &peer).await {
        Ok(()) => {
            let response = screen.redirect("/sign-in");
            Ok(Landing::Password.close(&screen, response, &Flash::new(l.say("reset-done"))))
        }
        Err(Failure { kind: Kind::Invalid, fields, .. }) if !fields.is_empty() => {
            let email = actions::look(&db, &token).await?;
            screen.invalid(Nav::None, &l.say("reset-new-title"), &NewPage { l, email, errors: fields })
        }
        Err(failure) => Err(failure.into()),
    }
}
