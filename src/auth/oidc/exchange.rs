//! To the provider with a question, and back with a code that is exchanged for a token.
use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AuthenticationContextClass, AuthenticationFlow, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardErrorResponse, StandardTokenResponse,
    TokenResponse,
};
use serde_json::json;
use url::Url;

use super::claims::{self, Doubt, Extra, Person};
use super::discovery::{Known, Providers};
use super::flow::Flow;
use super::store::Provider;
use super::{CLIENT_SECRET, FLOW, Trouble};
use crate::config::Config;
use crate::kernel::{Failure, ProviderId, Result, SessionId};
use crate::outbound::OutboundError;
use crate::secrets::Secrets;

type Fields = IdTokenFields<
    Extra,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

type ProviderClient = Client<
    Extra,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The addresses that an administrator tells the provider. Each provider has its own, so that an answer of one is never taken for
/// that of another.
pub fn address(config: &Config, provider: ProviderId, step: &str) -> Result<Url> {
    config.public_url.join(&format!("/sign-in/provider/{provider}/{step}")).map_err(Failure::internal)
}

fn client(provider: &Provider, known: &Known, secret: Option<String>, redirect: &Url) -> ProviderClient {
    let metadata = known.metadata.as_ref().clone();
    let client_id = ClientId::new(provider.client_id.clone());
    ProviderClient::from_provider_metadata(metadata, client_id, secret.map(ClientSecret::new))
        .set_redirect_uri(RedirectUrl::from_url(redirect.clone()))
}

/// Where the browser goes to sign in, and what it takes along.
pub fn begin(
    provider: &Provider,
    known: &Known,
    redirect: &Url,
    now: DateTime<Utc>,
    return_to: &str,
    connect: Option<SessionId>,
) -> (Url, Flow) {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let client = client(provider, known, None, redirect);
    let asked = client.authorize_url(
        AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
        || CsrfToken::new_random_len(32),
        || Nonce::new_random_len(32),
    );
    let mut asked = asked
        .add_scope(Scope::new("profile".to_owned()))
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(challenge);
    if let Some(value) = &provider.mfa_value {
        asked = if provider.tenant.is_some() {
            // Entra ID asks for more only by this
            let wanted = json!({ "id_token": { "acrs": { "essential": true, "value": value } } });
            asked.add_extra_param("claims", wanted.to_string())
        } else {
            asked.add_auth_context_value(AuthenticationContextClass::new(value.clone()))
        };
    }
    let (url, state, nonce) = asked.url();
    let flow = Flow {
        state: state.into_secret(),
        nonce: nonce.secret().clone(),
        verifier: verifier.into_secret(),
        until: now + FLOW,
        // an address that is longer would not fit into a cookie
        return_to: if return_to.len() < 1000 { return_to.to_owned() } else { "/".to_owned() },
        connect,
    };
    (url, flow)
}

/// Who has come back with this code.
pub async fn redeem(
    providers: &Providers,
    secrets: &Secrets,
    provider: &Provider,
    redirect: &Url,
    flow: &Flow,
    code: String,
    now: DateTime<Utc>,
) -> Result<Person, Trouble> {
    let secret = match &provider.client_secret {
        Some(sealed) => {
            let opened = secrets.unseal(CLIENT_SECRET, provider.id.0, sealed);
            let opened = opened.map_err(|failure| {
                let cause = std::error::Error::source(&failure).map(ToString::to_string);
                Trouble::Exchange(cause.unwrap_or_else(|| failure.to_string()))
            })?;
            Some(opened.expose().to_owned())
        }
        None => None,
    };
    let known = providers.find(&provider.issuer).await?;
    let tokens = client(provider, &known, secret, redirect)
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|error| Trouble::NoProvider(error.to_string()))?
        .set_pkce_verifier(PkceCodeVerifier::new(flow.verifier.clone()))
        .request_async(providers.outbound())
        .await
        .map_err(of_exchange)?;
    let token = tokens.id_token().ok_or_else(|| Trouble::Token("the answer has no ID token".to_owned()))?;
    let nonce = Nonce::new(flow.nonce.clone());
    match claims::verify(token, provider, &known.keys, &nonce, now) {
        Err(Doubt::Key) => {
            let renewed = providers.renew_keys(&provider.issuer, known).await?;
            claims::verify(token, provider, &renewed.keys, &nonce, now)
        }
        verified => verified,
    }
    .map_err(|doubt| match doubt {
        Doubt::Key => Trouble::Token("no key of the provider has signed it".to_owned()),
        Doubt::Other(trouble) => trouble,
    })
}

fn of_exchange(error: RequestTokenError<OutboundError, StandardErrorResponse<CoreErrorResponseType>>) -> Trouble {
    match error {
        RequestTokenError::ServerResponse(said) => Trouble::Exchange(said.error().to_string()),
        RequestTokenError::Request(OutboundError::Forbidden(why)) => Trouble::Address(why.to_owned()),
        RequestTokenError::Request(error) => Trouble::Down(error.to_string()),
        // what could not be read may hold a token
        RequestTokenError::Parse(error, _) => Trouble::Token(format!("the answer cannot be read at {}", error.path())),
        RequestTokenError::Other(why) => Trouble::Down(why),
    }
}
