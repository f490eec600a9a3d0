//! The pages of a registration.
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use serde::Deserialize;

use super::actions::{self, Founding};
use super::views::{FormPage, Typed};
use super::zones;
use crate::auth::entrance::{Door, Goal};
use crate::auth::links::Landing;
use crate::auth::links::asking::Asking;
use crate::config::Config;
use crate::db::Db;
use crate::joining::newcomer::{self, Mode};
use crate::kernel::{Email, Failure, Kind};
use crate::web::parse::{self, Errors};
use crate::web::{self, Flash, Form, Nav, Path, Peer, Refusal, Screen};

#[derive(Deserialize)]
pub struct AskForm {
    #[serde(default)]
    email: String,
}

const ASKING: Asking = Asking {
    action: "/register",
    testid: "register",
    title: "registration-title",
    lead: "registration-lead",
    mail_off: "registration-mail-off",
    submit: "registration-ask",
    sent: "registration-asked",
};

pub async fn ask_form(State(config): State<Arc<Config>>, screen: Screen) -> web::Result {
    actions::require_open(&config)?;
    ASKING.show(&screen, &config, String::new())
}

pub async fn ask(
    State(db): State<Db>,
    State(config): State<Arc<Config>>,
    screen: Screen,
    peer: Peer,
    Form(form): Form<AskForm>,
) -> web::Result {
    actions::require_open(&config)?;
    let ask = async |email: &Email| actions::ask(&db, &config, screen.lang(), email, &peer).await;
    ASKING.ask(&screen, &config, form.email, ask).await
}

/// The address that stands in the letter.
pub async fn open(screen: Screen, Path(secret): Path<String>) -> web::Result {
    Ok(Landing::Registration.open(&screen, &secret)?)
}

pub async fn form(door: Door, State(config): State<Arc<Config>>, headers: HeaderMap) -> web::Result {
    let (screen, l) = (&door.screen, door.screen.lang());
    let email = actions::look(&door.db, &config, &Landing::Registration.token(&headers)?).await?;
    let mode = newcomer::mode(&door, &email).await?;
    let name = screen.viewer().map(|viewer| viewer.name.clone()).unwrap_or_default();
    let typed = Typed { organization: String::new(), name, zone: zones::proposed(l.locale).name().to_owned() };
    let view = FormPage { l, email, mode, typed, errors: Vec::new(), refused: None };
    screen.show(Nav::None, &l.say("registration-title"), &view)
}

// Without `_once`, as all forms with a password: sent twice, the second one finds the link used.
#[derive(Deserialize)]
pub struct RegistrationForm {
    #[serde(default)]
    organization: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    current: String,
}

/// Makes the organization and leads into it.
pub async fn register(
    door: Door,
    State(config): State<Arc<Config>>,
    headers: HeaderMap,
    Form(form): Form<RegistrationForm>,
) -> web::Result {
    let (screen, l) = (&door.screen, door.screen.lang());
    let token = Landing::Registration.token(&headers)?;
    let email = actions::look(&door.db, &config, &token).await?;
    let mode = newcomer::mode(&door, &email).await?;
    let mut wrong = Errors::default();
    let organization = wrong.take(parse::required("organization", &form.organization, 200));
    let name = wrong.take(parse::required("name", &form.name, 200));
    let zone = wrong.take(parse::choice("zone", &form.zone, zones::parse));
    let typed = if mode == Mode::Known { form.current } else { form.new };
    let outcome = match (organization, name, zone) {
        (Some(organization), Some(name), Some(zone)) => match newcomer::prove(&door, &mode, &email, typed).await {
            Ok(proven) => {
                let founding = Founding { organization, name, zone, locale: l.locale };
                actions::register(&door.db, &token, &email, &founding, proven).await
            }
            Err(Refusal(failure)) => Err(failure),
        },
        _ => Err(Failure::invalid(wrong.0)),
    };
    match outcome {
        Ok((organization, proof)) => {
            let goal = Goal { organization: Some(organization), return_to: "/".to_owned() };
            let response = door.go_on(proof, &goal).await?;
            Ok(Landing::Registration.close(screen, response, &Flash::new(l.say("registration-done"))))
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::TooMany) => {
            let refused = failure.fields.is_empty().then(|| l.with(failure.message, &failure.args));
            let typed = Typed { organization: form.organization, name: form.name, zone: form.zone };
            let view = FormPage { l, email, mode, typed, errors: failure.fields.clone(), refused };
            screen.refused(Nav::None, &l.say("registration-title"), &view, &failure)
        }
        Err(failure) => Err(failure.into()),
    }
}
