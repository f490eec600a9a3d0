//! The door: e-mail and password.
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use tower_sessions::Session;

use super::actions::{self, Attempt, Way};
use super::examples;
use super::views::SignInPage;
use crate::auth::sessions::{self, OPERATING, PROVEN, Proven, SIGNED_IN, record};
use crate::config::Config;
use crate::db::Db;
use crate::kernel::Kind;
use crate::web::back::inside;
use crate::web::{self, Form, Nav, Peer, Query, Screen, errors};

#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    email: String,
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
    #[serde(default)]
    return_to: String,
}

pub async fn form(
    State(db): State<Db>,
    State(config): State<Arc<Config>>,
    screen: Screen,
    Query(ask): Query<Ask>,
) -> web::Result {
    if screen.viewer().is_some() {
        return Ok(screen.redirect(inside(&ask.return_to)));
    }
    if screen.is_operator() {
        return Ok(screen.redirect("/operator"));
    }
    let l = screen.lang();
    let people = examples::people(&db, &config).await?;
    let view = SignInPage::new(l, as_typed(&ask.email), inside(&ask.return_to), people);
    screen.show(Nav::None, &l.say("sign-in-title"), &view)
}

/// An address of a form or of a link, no longer than one may be.
fn as_typed(email: &str) -> String {
    email.chars().filter(|c| !c.is_control()).take(254).collect()
}

pub async fn sign_in(
    State(db): State<Db>,
    State(config): State<Arc<Config>>,
    screen: Screen,
    session: Session,
    peer: Peer,
    Form(form): Form<SignInForm>,
) -> web::Result {
    let return_to = inside(&form.return_to);
    let attempt = Attempt { email: as_typed(&form.email), password: form.password.chars().take(1000).collect(), peer };
    let way = match actions::sign_in(&db, attempt).await {
        Ok(way) => way,
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::TooMany) => {
            let l = screen.lang();
            let refused = Some(l.with(failure.message, &failure.args));
            let people = examples::people(&db, &config).await?;
            let view = SignInPage { refused, ..SignInPage::new(l, form.email, return_to, people) };
            let mut response = screen.invalid(Nav::None, &l.say("sign-in-title"), &view)?;
            if failure.kind == Kind::TooMany {
                *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
                errors::say_when(&mut response, &failure);
            }
            return Ok(response);
        }
        Err(failure) => return Err(failure.into()),
    };
    // whoever was signed in here before has left
    sessions::pages::leave(&db, &screen).await?;
    match way {
        Way::Account(signed_in) => {
            record::put(&session, SIGNED_IN, signed_in).await?;
            Ok(screen.redirect(return_to))
        }
        Way::Operator(operating) => {
            record::put(&session, OPERATING, operating).await?;
            Ok(screen.redirect("/operator"))
        }
        Way::Choose(login) => {
            record::put(&session, PROVEN, Proven::now(login, db.clock().now())).await?;
            let to: String = url::form_urlencoded::byte_serialize(return_to.as_bytes()).collect();
            Ok(screen.redirect(&format!("/organizations?return_to={to}")))
        }
    }
}
