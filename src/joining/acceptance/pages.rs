//! The page of an invitation.
use axum::http::HeaderMap;
use serde::Deserialize;

use super::actions;
use super::store::Invitation;
use super::views::AcceptPage;
use crate::auth::entrance::{Door, Goal};
use crate::auth::links::Landing;
use crate::joining::newcomer::{self, Mode};
use crate::kernel::{Email, Failure, Kind};
use crate::web::parse::{self, Errors};
use crate::web::{self, Flash, Form, Nav, Path, Refusal, Screen};

/// The address that stands in the letter.
pub async fn open(screen: Screen, Path(secret): Path<String>) -> web::Result {
    Ok(Landing::Invitation.open(&screen, &secret)?)
}

/// Whom the invitation is for, and how they prove it.
async fn newcomer(door: &Door, invitation: &Invitation) -> web::Result<(Mode, Email)> {
    let email = Email::parse(&invitation.email).ok_or_else(Failure::not_found)?;
    Ok((newcomer::mode(door, &email).await?, email))
}

pub async fn form(door: Door, headers: HeaderMap) -> web::Result {
    let (screen, l) = (&door.screen, door.screen.lang());
    let invitation = actions::look(&door.db, &Landing::Invitation.token(&headers)?).await?;
    let (mode, _) = newcomer(&door, &invitation).await?;
    let name = screen.viewer().map(|viewer| viewer.name.clone()).unwrap_or_default();
    let view = AcceptPage { l, invitation, mode, name, errors: Vec::new(), refused: None };
    screen.show(Nav::None, &l.say("invitation-title"), &view)
}

// Without `_once`, as all forms with a password: sent twice, the second one finds the invitation accepted.
#[derive(Deserialize)]
pub struct AcceptForm {
    #[serde(default)]
    name: String,
    /// For a new login.
    #[serde(default)]
    new: String,
    /// Of the login that there is.
    #[serde(default)]
    current: String,
}

/// Makes the account and leads into the organization, as far as that asks for nothing more.
pub async fn accept(door: Door, headers: HeaderMap, Form(form): Form<AcceptForm>) -> web::Result {
    let (screen, l) = (&door.screen, door.screen.lang());
    let token = Landing::Invitation.token(&headers)?;
    let invitation = actions::look(&door.db, &token).await?;
    let (mode, email) = newcomer(&door, &invitation).await?;
    let mut wrong = Errors::default();
    let name = match &invitation.account_name {
        Some(name) => Some(name.clone()),
        None => wrong.take(parse::required("name", &form.name, 200)),
    };
    let typed = if mode == Mode::Known { form.current } else { form.new };
    let outcome = match name {
        Some(name) => match newcomer::prove(&door, &mode, &email, typed).await {
            Ok(proven) => actions::accept(&door.db, &token, &invitation, &name, proven).await,
            Err(Refusal(failure)) => Err(failure),
        },
        None => Err(Failure::invalid(wrong.0)),
    };
    match outcome {
        Ok(proof) => {
            let goal = Goal { organization: Some(invitation.organization_id), return_to: "/".to_owned() };
            let response = door.go_on(proof, &goal).await?;
            let said = l.tr("invitation-accepted").arg("organization", invitation.organization_name).to_string();
            Ok(Landing::Invitation.close(screen, response, &Flash::new(said)))
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::TooMany) => {
            let refused = failure.fields.is_empty().then(|| l.with(failure.message, &failure.args));
            let wrong = failure.fields.clone();
            let view = AcceptPage { l, invitation, mode, name: form.name, errors: wrong, refused };
            screen.refused(Nav::None, &l.say("invitation-title"), &view, &failure)
        }
        Err(failure) => Err(failure.into()),
    }
}
