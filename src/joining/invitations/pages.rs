//! The page of invitations.
use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;

use super::actions::{self, Outcome};
use super::policy::{self, Role};
use super::views::{Gone, InvitationsPage, RowView, Typed};
use super::{DAYS, store, typed};
use crate::config::Config;
use crate::db::Db;
use crate::kernel::{Failure, FieldError, InvitationId, Kind};
use crate::web::parse::{self, Errors};
use crate::web::screen::Saved;
use crate::web::{self, Flash, Form, Nav, Path, Screen};

const ADDRESS: &str = "/organization/invitations";

pub async fn list(State(db): State<Db>, State(config): State<Arc<Config>>, screen: Screen) -> web::Result {
    let page = page(&db, &config, &screen, Typed::default(), Vec::new()).await?;
    screen.show(Nav::Members, &screen.lang().say("invitations-title"), &page)
}

async fn page(
    db: &Db,
    config: &Config,
    screen: &Screen,
    typed: Typed,
    errors: Vec<FieldError>,
) -> web::Result<InvitationsPage> {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    policy::require(&viewer.actor, Role::Member)?;
    let mut tx = db.read(&viewer.actor).await?;
    let (rows, now) = (store::list_open(&mut tx).await?, tx.now());
    tx.commit().await?;
    let may_give: Vec<Role> = Role::OFFERED.into_iter().filter(|role| policy::may_give(&viewer.actor, *role)).collect();
    Ok(InvitationsPage {
        l,
        once: uuid::Uuid::now_v7(),
        has_mail: config.has_mail(),
        rows: rows.into_iter().map(|row| RowView::of(&viewer.actor, row, now)).collect(),
        roles: may_give,
        typed,
        errors,
    })
}

#[derive(Deserialize)]
pub struct InviteForm {
    #[serde(default)]
    emails: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    days: String,
}

pub async fn invite(
    State(db): State<Db>,
    State(config): State<Arc<Config>>,
    screen: Screen,
    Form(form): Form<InviteForm>,
) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    policy::require(&viewer.actor, Role::Member)?;
    let mut errors = Errors::default();
    let emails = errors.take(typed::emails(&form.emails));
    let role = errors.take(parse::choice("role", &form.role, Role::parse));
    let days =
        errors.take(parse::choice("days", &form.days, |text| DAYS.into_iter().find(|days| days.to_string() == text)));
    let failure = match (emails, role, days) {
        (Some(emails), Some(role), Some(days)) => {
            match actions::invite(&db, &config, l, viewer, emails, (role, days)).await {
                Ok(outcome) => return Ok(screen.go(ADDRESS, Flash::new(said(l, &outcome)))),
                Err(failure) => failure,
            }
        }
        _ => Failure::invalid(errors.0),
    };
    if !matches!(failure.kind, Kind::Invalid | Kind::TooMany) {
        return Err(failure.into());
    }
    let too_many = failure.kind == Kind::TooMany;
    let errors = if too_many { vec![FieldError::new("emails", failure.message)] } else { failure.fields.clone() };
    let typed = Typed { emails: form.emails, role: form.role, days: form.days };
    let page = page(&db, &config, &screen, typed, errors).await?;
    screen.refused(Nav::Members, &l.say("invitations-title"), &page, &failure)
}

fn said(l: crate::i18n::Lang, outcome: &Outcome) -> String {
    let mut text = l.tr("invitations-sent").arg("n", outcome.invited).to_string();
    if !outcome.known.is_empty() {
        text.push(' ');
        text.push_str(&l.tr("invitations-known").arg("n", outcome.known.len()).to_string());
    }
    text
}

pub async fn resend(
    State(db): State<Db>,
    State(config): State<Arc<Config>>,
    screen: Screen,
    Path(id): Path<InvitationId>,
) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let email = actions::resend(&db, &config, l, viewer, id).await?;
    Ok(screen.go(ADDRESS, Flash::new(l.tr("invitations-sent-again").arg("email", email).to_string())))
}

pub async fn withdraw(State(db): State<Db>, screen: Screen, Path(id): Path<InvitationId>) -> web::Result {
    let (viewer, l) = (screen.signed_in()?, screen.lang());
    let email = actions::withdraw(&db, viewer, id).await?;
    screen.saved(Saved {
        part: &Gone,
        say: l.tr("invitations-withdrawn").arg("email", email).to_string(),
        back: ADDRESS.to_owned(),
        undo: None,
        also: Vec::new(),
    })
}
