//! One's own second factor, from within: set up, given up, with new recovery codes.
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::actions::Holder;
use super::setup;
use super::views::{CodesPage, NewPage};
use super::{actions, is_set_up};
use crate::auth::confirmation;
use crate::auth::entrance::{Door, Method};
use crate::kernel::Kind;
use crate::secrets::Secrets;
use crate::web::{self, Flash, Form, Nav, Refusal};

const SECURITY: &str = "/account/security";
const NEW: &str = "/account/security/authenticator";

/// As at sign-in, without `_once`: what is kept of an answer would give the recovery codes away.
#[derive(Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    code: String,
}

pub async fn new(State(secrets): State<Secrets>, door: Door) -> web::Result {
    let login = door.screen.signed_in()?.login;
    if let Some(asked) = confirmation::ask(&door, NEW).await? {
        return Ok(asked);
    }
    if is_set_up(&door, login).await? {
        return Ok(door.screen.redirect(SECURITY));
    }
    let setup = setup::begun(&door.session, &secrets, login).await?;
    let view = setup::page(&door, login, &setup, NEW).await?;
    door.screen.show(Nav::None, &door.screen.lang().say("authenticator-title"), &view)
}

pub async fn add(State(secrets): State<Secrets>, door: Door, Form(form): Form<CodeForm>) -> web::Result {
    let viewer = door.screen.signed_in()?;
    if let Some(asked) = confirmation::ask(&door, NEW).await? {
        return Ok(asked);
    }
    if is_set_up(&door, viewer.login).await? {
        return Ok(door.screen.redirect(SECURITY));
    }
    let setup = setup::begun(&door.session, &secrets, viewer.login).await?;
    let l = door.screen.lang();
    match actions::add(&door.db, &viewer.actor, &Holder::at(&door, viewer.login), &setup, &form.code).await {
        Ok(codes) => {
            let now = door.now();
            door.keep(&door.proof().await?.and(Method::Totp, now)).await?;
            setup::end(&door.session).await?;
            show_codes(&door, codes)
        }
        Err(failure) if failure.kind == Kind::Invalid => {
            let problem = failure.fields.first().map(|error| l.field_error(error));
            let page = setup::page(&door, viewer.login, &setup, NEW).await?;
            let view = NewPage { typed: form.code, problem, ..page };
            door.screen.invalid(Nav::None, &l.say("authenticator-title"), &view)
        }
        Err(failure) => Err(failure.into()),
    }
}

fn show_codes(door: &Door, codes: Vec<String>) -> Result<Response, Refusal> {
    let l = door.screen.lang();
    door.screen.show(Nav::None, &l.say("recovery-title"), &CodesPage { l, codes, next: None })
}

pub async fn renew_codes(door: Door) -> web::Result {
    let viewer = door.screen.signed_in()?;
    if let Some(asked) = confirmation::ask(&door, SECURITY).await? {
        return Ok(asked);
    }
    let codes = actions::renew_codes(&door.db, &viewer.actor, &Holder::at(&door, viewer.login)).await?;
    show_codes(&door, codes)
}

pub async fn remove(door: Door) -> web::Result {
    let viewer = door.screen.signed_in()?;
    if let Some(asked) = confirmation::ask(&door, SECURITY).await? {
        return Ok(asked);
    }
    actions::remove(&door.db, &viewer.actor, &Holder::at(&door, viewer.login)).await?;
    Ok(door.screen.go(SECURITY, Flash::new(door.screen.lang().say("authenticator-removed"))))
}
