//! To a provider, and back from it.
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::claims::Person;
use super::flow::Flow;
use super::store::{self, Provider, Whose};
use super::views::TroublePage;
use super::{Providers, Trouble, exchange, identities};
use crate::auth::entrance::{Door, Goal, Method, Proof};
use crate::auth::security_log::{self, SecurityEvent};
use crate::config::Config;
use crate::db::{Audit, Db};
use crate::kernel::{Actor, Failure, Kind, ProviderId};
use crate::secrets::Secrets;
use crate::web::back::inside;
use crate::web::{self, AppState, Flash, Nav, Path, Query, Refusal};

/// What asking a provider takes.
pub struct Tools {
    pub config: Arc<Config>,
    pub secrets: Secrets,
    pub providers: Providers,
}

impl FromRequestParts<AppState> for Tools {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        let providers = parts.extensions.get().cloned().ok_or_else(|| Failure::internal("no layer has providers"))?;
        Ok(Self { config: Arc::clone(&state.config), secrets: state.secrets.clone(), providers })
    }
}

/// A stop on the way: something that the person is told, or that fails as everywhere.
enum Stop {
    Trouble(Trouble),
    Refusal(Refusal),
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Refusal(failure.into())
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

/// An active provider, and background work of its organization.
pub(super) async fn find(db: &Db, id: ProviderId) -> Result<(Actor, Provider), Failure> {
    let mut tx = db.system().await?;
    let actor = store::find_actor(&mut tx, id).await?;
    tx.commit().await?;
    let actor = actor.ok_or_else(Failure::not_found)?;
    let mut tx = db.read(&actor).await?;
    let provider = store::find(&mut tx, id).await?;
    tx.commit().await?;
    Ok((actor, provider.ok_or_else(Failure::not_found)?))
}

#[derive(Deserialize)]
pub struct Ask {
    #[serde(default)]
    return_to: String,
    /// The pass of somebody signed in who connects their account.
    connect: Option<String>,
}

pub async fn start(door: Door, tools: Tools, Path(id): Path<ProviderId>, Query(ask): Query<Ask>) -> web::Result {
    let (actor, provider) = find(&door.db, id).await?;
    let connect = match &ask.connect {
        Some(pass) => Some(identities::admit(&tools.secrets, door.screen.signed_in()?, &actor, pass)?),
        None => None,
    };
    let known = match tools.providers.find(&provider.issuer).await {
        Ok(known) => known,
        Err(trouble) => return refuse(&door, &actor, &provider, &trouble).await,
    };
    let redirect = exchange::address(&tools.config, id, "callback")?;
    let (url, flow) = exchange::begin(&provider, &known, &redirect, door.now(), inside(&ask.return_to), connect);
    let mut response = door.screen.redirect(url.as_str());
    if let Some(cookie) = flow.leave(&tools.secrets, id, door.screen.is_secure())? {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

#[derive(Deserialize)]
pub struct Answer {
    code: Option<String>,
    #[serde(default)]
    state: String,
    /// Who answers, where the provider says so.
    iss: Option<String>,
    error: Option<String>,
}

pub async fn callback(
    door: Door,
    tools: Tools,
    headers: HeaderMap,
    Path(id): Path<ProviderId>,
    Query(answer): Query<Answer>,
) -> web::Result {
    let (actor, provider) = find(&door.db, id).await?;
    let is_secure = door.screen.is_secure();
    let flow = Flow::read(&tools.secrets, id, &headers, is_secure, door.now());
    let done = match come_back(&door, &tools, &actor, &provider, flow, answer).await {
        Ok(response) => Ok(response),
        Err(Stop::Trouble(trouble)) => refuse(&door, &actor, &provider, &trouble).await,
        Err(Stop::Refusal(refusal)) => Err(refusal),
    };
    let mut response = done?;
    if let Some(cookie) = Flow::drop_header(is_secure) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn come_back(
    door: &Door,
    tools: &Tools,
    actor: &Actor,
    provider: &Provider,
    flow: Option<Flow>,
    answer: Answer,
) -> Result<Response, Stop> {
    // before anything else that the answer says: it may come from anybody
    let flow = flow.filter(|flow| flow.is_of(&answer.state)).ok_or(Trouble::Lost)?;
    if flow.connect.is_some() && flow.connect != door.screen.viewer().map(|viewer| viewer.session) {
        return Err(Trouble::Lost.into());
    }
    if answer.iss.is_some_and(|issuer| issuer != provider.issuer) {
        return Err(Trouble::Token("another provider has answered".to_owned()).into());
    }
    if let Some(error) = answer.error {
        return Err(match error.as_str() {
            "server_error" | "temporarily_unavailable" => Trouble::Down(error),
            "invalid_request" | "unauthorized_client" | "invalid_scope" | "unsupported_response_type" => {
                Trouble::Exchange(error)
            }
            _ => Trouble::Denied(error),
        }
        .into());
    }
    let code = answer.code.ok_or(Trouble::Lost)?;
    let redirect = exchange::address(&tools.config, provider.id, "callback")?;
    let person =
        exchange::redeem(&tools.providers, &tools.secrets, provider, &redirect, &flow, code, door.now()).await?;
    match flow.connect {
        Some(_) => connect(door, provider, &person).await,
        None => sign_in(door, actor, provider, &person, flow.return_to).await,
    }
}

async fn sign_in(
    door: &Door,
    actor: &Actor,
    provider: &Provider,
    person: &Person,
    return_to: String,
) -> Result<Response, Stop> {
    let mut tx = door.db.write(actor).await?;
    let (login, account, identity) = match store::find_account(&mut tx, provider.id, person).await? {
        Some(Whose { login: Some(login), is_active: true, account, identity }) => (login, account, identity),
        Some(_) => return Err(Trouble::Closed.into()),
        None => return Err(Trouble::Unknown.into()),
    };
    store::touch(&mut tx, identity).await?;
    let sign_in = store::insert_session(&mut tx, provider.id, account, person).await?;
    // the session that follows has its own
    tx.needs_no_audit();
    tx.commit().await?;
    let organization = actor.organization;
    let method = Method::Provider { organization, mfa: person.has_mfa, sign_in };
    let goal = Goal { organization: Some(organization), return_to };
    Ok(door.go_on(Proof::of(login, method, door.now()), &goal).await?)
}

/// Of somebody who is signed in.
async fn connect(door: &Door, provider: &Provider, person: &Person) -> Result<Response, Stop> {
    let viewer = door.screen.signed_in()?;
    let mut tx = door.db.write(&viewer.actor).await?;
    let identity = store::connect(&mut tx, provider.id, viewer.account, person).await?.ok_or(Trouble::Taken)?;
    tx.audit(Audit::of("identity.connect", "identity", identity.0).detail(json!({ "provider": provider.id }))).await?;
    tx.commit().await?;
    let l = door.screen.lang();
    let text = l.tr("identities-connected").arg("name", provider.name.as_str()).arg("shown", person.shown.as_str());
    Ok(door.screen.go(identities::ADDRESS, Flash::new(text.to_string())))
}

/// Tells the person, the organization's log, and the operator's, each what is theirs to know.
async fn refuse(door: &Door, actor: &Actor, provider: &Provider, trouble: &Trouble) -> web::Result {
    tracing::warn!(provider.id = %provider.id, reason = trouble.code(), why = ?trouble.why(), "a sign-in at a provider was refused");
    let mut tx = door.db.system().await?;
    let now = tx.now();
    let event = SecurityEvent {
        event: "sign_in.refused",
        organization: Some(actor.organization),
        account: None,
        login: None,
        peer: &door.peer,
        detail: json!({ "provider": provider.id, "reason": trouble.code() }),
    };
    security_log::insert(tx.conn(), now, event).await?;
    tx.commit().await?;
    let l = door.screen.lang();
    let view = TroublePage {
        l,
        reason: l.tr(trouble.message()).arg("name", provider.name.as_str()).to_string(),
        again: format!("/sign-in/provider/{}", provider.id),
        can_connect: matches!(trouble, Trouble::Unknown | Trouble::Closed),
        is_signed_in: door.screen.viewer().is_some(),
    };
    let mut response = door.screen.invalid(Nav::None, &l.say("provider-trouble-title"), &view)?;
    *response.status_mut() = match trouble.kind() {
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(response)
}
