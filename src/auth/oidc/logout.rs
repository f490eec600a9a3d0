//! Signing out: at a provider, which tells us by itself or by the browser; and here, with the way to the provider.
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;

use super::claims::SKEW;
use super::logout_token::{self, Doubt, Logout};
use super::pages::{Tools, find};
use super::store::{self, Provider};
use super::views::SignedOutPage;
use crate::auth::security_log::{self, SecurityEvent};
use crate::db::{Audit, Db};
use crate::kernel::{Actor, Failure, ProviderId, Result};
use crate::web::{self, Form, Nav, Path, Peer, Query, Screen};

#[derive(Deserialize)]
pub struct BackChannelForm {
    #[serde(default)]
    logout_token: String,
}

/// From the provider itself. 200 when the sessions are gone, 400 for what is no token of its own.
pub async fn back_channel(
    State(db): State<Db>,
    tools: Tools,
    peer: Peer,
    Path(id): Path<ProviderId>,
    Form(form): Form<BackChannelForm>,
) -> web::Result {
    let (actor, provider) = find(&db, id).await?;
    match read(&tools, &provider, &form.logout_token, db.clock().now()).await {
        Ok(Logout { subject, sid, at }) => {
            // what has begun since goes on, so that the token cannot be used again
            end(&db, &actor, id, subject.as_deref(), sid.as_deref(), at + SKEW).await?;
            Ok(StatusCode::OK.into_response())
        }
        Err(why) => {
            tracing::warn!(provider.id = %id, why = ?why, "a sign-out from a provider was refused");
            let mut tx = db.system().await?;
            let now = tx.now();
            let event = SecurityEvent {
                event: "sign_out.refused",
                organization: Some(actor.organization),
                account: None,
                login: None,
                peer: &peer,
                detail: json!({ "provider": id }),
            };
            security_log::insert(tx.conn(), now, event).await?;
            tx.commit().await?;
            let said = json!({ "error": "invalid_request" }).to_string();
            let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
            Ok((StatusCode::BAD_REQUEST, kind, said).into_response())
        }
    }
}

async fn read(tools: &Tools, provider: &Provider, token: &str, now: DateTime<Utc>) -> Result<Logout, String> {
    let known = tools.providers.find(&provider.issuer).await.map_err(|trouble| trouble.why().to_owned())?;
    let read = match logout_token::verify(token, provider, &known.keys, now) {
        Err(Doubt::Key) => {
            let renewed = tools.providers.renew_keys(&provider.issuer, known).await;
            let renewed = renewed.map_err(|trouble| trouble.why().to_owned())?;
            logout_token::verify(token, provider, &renewed.keys, now)
        }
        read => read,
    };
    read.map_err(|doubt| match doubt {
        Doubt::Key => "no key of the provider has signed it".to_owned(),
        Doubt::Other(why) => why,
    })
}

#[derive(Deserialize)]
pub struct FrontChannelAsk {
    #[serde(default)]
    iss: String,
    #[serde(default)]
    sid: String,
}

/// From the browser, within a page of the provider; cookies of ours do not come along, so that the session there is named, which
/// nobody else knows. Whatever is asked, nothing is told.
pub async fn front_channel(
    State(db): State<Db>,
    Path(id): Path<ProviderId>,
    Query(ask): Query<FrontChannelAsk>,
) -> web::Result {
    let (actor, provider) = find(&db, id).await?;
    if ask.iss == provider.issuer && !ask.sid.is_empty() {
        end(&db, &actor, id, None, Some(&ask.sid), db.clock().now()).await?;
    }
    Ok(StatusCode::OK.into_response())
}

/// Ends sessions that have begun at a provider, each with its trace.
async fn end(
    db: &Db,
    actor: &Actor,
    provider: ProviderId,
    subject: Option<&str>,
    sid: Option<&str>,
    until: DateTime<Utc>,
) -> Result<()> {
    let mut tx = db.write(actor).await?;
    for session in store::end_sessions(&mut tx, provider, subject, sid, until).await? {
        tx.audit(Audit::of("session.end", "session", session.0).detail(json!({ "provider": provider }))).await?;
    }
    // it may have been the end of nothing
    tx.needs_no_audit();
    tx.commit().await
}

/// The provider that the session of this request began at.
pub async fn provider_of(db: &Db, screen: &Screen) -> Result<Option<ProviderId>> {
    let Some(viewer) = screen.viewer() else { return Ok(None) };
    let mut tx = db.read(&viewer.actor).await?;
    let provider = store::provider_of(&mut tx, viewer.session).await?;
    tx.commit().await?;
    Ok(provider)
}

/// Where those arrive who have signed out here and began at a provider: there they are still signed in.
pub async fn signed_out(State(db): State<Db>, tools: Tools, screen: Screen, Path(id): Path<ProviderId>) -> web::Result {
    let (_, provider) = find(&db, id).await?;
    let Some(address) = leave_address(&tools, &provider).await? else { return Ok(screen.redirect("/sign-in")) };
    let l = screen.lang();
    let view = SignedOutPage { l, name: provider.name, address };
    screen.show(Nav::None, &l.say("signed-out-title"), &view)
}

/// The address that ends the session at a provider and leads back to our door; none where the provider has no such.
async fn leave_address(tools: &Tools, provider: &Provider) -> Result<Option<String>> {
    let Ok(known) = tools.providers.find(&provider.issuer).await else { return Ok(None) };
    let Some(end_session) = known.end_session() else { return Ok(None) };
    let door = tools.config.public_url.join("/sign-in").map_err(Failure::internal)?;
    let mut address = end_session.clone();
    address
        .query_pairs_mut()
        .append_pair("client_id", &provider.client_id)
        .append_pair("post_logout_redirect_uri", door.as_str());
    Ok(Some(address.into()))
}

/// On from signing out, by way of the provider where the session began there.
pub fn after(screen: &Screen, provider: Option<ProviderId>) -> Response {
    match provider {
        Some(id) => screen.redirect(&format!("/signed-out/{id}")),
        None => screen.redirect("/sign-in"),
    }
}
