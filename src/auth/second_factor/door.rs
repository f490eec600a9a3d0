//! The second factor of somebody on their way in: to be shown, or to be set up where their organization asks for one.
use axum::extract::State;
use serde::Deserialize;

use super::actions::Holder;
use super::setup::{self, Setup};
use super::views::{AskPage, CodesPage, NewPage};
use super::{actions, is_set_up};
use crate::auth::entrance::{self, Door, Goal, Method, Missing, Proof, goal};
use crate::auth::organizations::store::{self as organizations, AccountRow};
use crate::auth::sessions::actions::actor_of;
use crate::kernel::{Failure, Kind, LoginId, OrganizationId};
use crate::secrets::Secrets;
use crate::web::{self, Form, Nav, Query, Refusal};

const ASK: &str = "/sign-in/second-factor";
const NEW: &str = "/sign-in/second-factor/new";

#[derive(Deserialize)]
pub struct Ask {
    #[serde(default, deserialize_with = "goal::lenient")]
    organization: Option<OrganizationId>,
    #[serde(default)]
    return_to: String,
    /// `recovery` for one of the recovery codes.
    #[serde(default)]
    with: String,
}

/// As at sign-in, without `_once`: what is kept of a form would give the code away.
#[derive(Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default, deserialize_with = "goal::lenient")]
    organization: Option<OrganizationId>,
    #[serde(default)]
    return_to: String,
    #[serde(default)]
    with: String,
}

pub async fn form(door: Door, Query(ask): Query<Ask>) -> web::Result {
    let proof = door.proof().await?;
    let goal = Goal { organization: ask.organization, return_to: ask.return_to };
    if !is_set_up(&door, proof.login).await? {
        return Ok(door.screen.redirect(&goal.at(NEW)));
    }
    let view = ask_page(&door, goal, ask.with == "recovery", None);
    door.screen.show(Nav::None, &door.screen.lang().say("second-factor-title"), &view)
}

fn ask_page(door: &Door, goal: Goal, by_recovery: bool, refused: Option<String>) -> AskPage {
    let here = goal.at(ASK);
    let other = if by_recovery { here } else { format!("{here}&with=recovery") };
    AskPage { l: door.screen.lang(), goal, by_recovery, other, refused }
}

/// On with the code, once it fits.
pub async fn check(State(secrets): State<Secrets>, door: Door, Form(form): Form<CodeForm>) -> web::Result {
    let proof = door.proof().await?;
    let goal = Goal { organization: form.organization, return_to: form.return_to };
    if !is_set_up(&door, proof.login).await? {
        return Ok(door.screen.redirect(&goal.at(NEW)));
    }
    match actions::take(&door.db, &secrets, &Holder::at(&door, proof.login), &form.code).await {
        Ok(method) => {
            let now = door.now();
            door.go_on(proof.and(method, now), &goal).await
        }
        Err(failure) if matches!(failure.kind, Kind::Invalid | Kind::TooMany) => {
            let l = door.screen.lang();
            let refused = Some(l.with(failure.message, &failure.args));
            let view = ask_page(&door, goal, form.with == "recovery", refused);
            door.screen.refused(Nav::None, &l.say("second-factor-title"), &view, &failure)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The account whose organization asks for a second factor that there is not yet; else where to go instead.
async fn asked(door: &Door, proof: &Proof, goal: &Goal) -> Result<Result<AccountRow, String>, Refusal> {
    if is_set_up(door, proof.login).await? {
        return Ok(Err(goal.at(ASK)));
    }
    let Some(id) = goal.organization else { return Ok(Err(goal.at("/organizations"))) };
    let mut tx = door.db.system().await?;
    let accounts = organizations::list_accounts(&mut tx, proof.login).await?;
    tx.commit().await?;
    let account = accounts.into_iter().find(|account| account.organization_id == id && account.may_enter());
    let account = account.ok_or_else(Failure::not_found)?;
    let mut tx = door.db.read(&actor_of(&account, &door.peer)).await?;
    let policy = entrance::store::find(&mut tx).await?;
    tx.commit().await?;
    let is_asked = policy.missing(&proof.methods) == Some(Missing::SecondFactor);
    Ok(if is_asked { Ok(account) } else { Err(goal.at("/organizations")) })
}

pub async fn new(State(secrets): State<Secrets>, door: Door, Query(goal): Query<Goal>) -> web::Result {
    let proof = door.proof().await?;
    let account = match asked(&door, &proof, &goal).await? {
        Ok(account) => account,
        Err(elsewhere) => return Ok(door.screen.redirect(&elsewhere)),
    };
    let setup = setup::begun(&door.session, &secrets, proof.login).await?;
    let view = new_page(&door, proof.login, &setup, account.organization_name, goal).await?;
    door.screen.show(Nav::None, &door.screen.lang().say("authenticator-title"), &view)
}

async fn new_page(door: &Door, login: LoginId, setup: &Setup, name: String, goal: Goal) -> Result<NewPage, Refusal> {
    Ok(NewPage { goal: Some(goal), name: Some(name), ..setup::page(door, login, setup, NEW).await? })
}

/// Sets it up, shows the recovery codes, and leads in from there.
pub async fn add(State(secrets): State<Secrets>, door: Door, Form(form): Form<CodeForm>) -> web::Result {
    let proof = door.proof().await?;
    let goal = Goal { organization: form.organization, return_to: form.return_to };
    let account = match asked(&door, &proof, &goal).await? {
        Ok(account) => account,
        Err(elsewhere) => return Ok(door.screen.redirect(&elsewhere)),
    };
    let l = door.screen.lang();
    let setup = setup::begun(&door.session, &secrets, proof.login).await?;
    let actor = actor_of(&account, &door.peer);
    match actions::add(&door.db, &actor, &Holder::at(&door, proof.login), &setup, &form.code).await {
        Ok(codes) => {
            let now = door.now();
            door.keep(&proof.and(Method::Totp, now)).await?;
            setup::end(&door.session).await?;
            let next = Some((account.organization_id, goal.back().to_owned()));
            door.screen.show(Nav::None, &l.say("recovery-title"), &CodesPage { l, codes, next })
        }
        Err(failure) if failure.kind == Kind::Invalid => {
            let problem = failure.fields.first().map(|error| l.field_error(error));
            let page = new_page(&door, proof.login, &setup, account.organization_name, goal).await?;
            let view = NewPage { typed: form.code, problem, ..page };
            door.screen.invalid(Nav::None, &l.say("authenticator-title"), &view)
        }
        Err(failure) => Err(failure.into()),
    }
}
