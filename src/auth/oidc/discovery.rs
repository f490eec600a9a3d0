//! What providers say about themselves, kept for a while: their addresses and their keys.
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use openidconnect::core::CoreJsonWebKeySet;
use openidconnect::{
    AsyncHttpClient, DiscoveryError, HttpRequest, HttpResponse, IssuerUrl, JsonWebKeySetUrl, ProviderMetadataWithLogout,
};
use url::Url;

use super::Trouble;
use crate::outbound::{Outbound, OutboundError};

/// How long it is believed. Keys that are new meanwhile are asked for at once, and keys that were taken back count so much longer.
const KEPT: Duration = Duration::from_secs(3600);
/// Tokens with unknown keys, which anybody may send, make us ask no more often.
const ASK_EVERY: Duration = Duration::from_secs(30);
/// One that did not answer is not asked again for so long: a sign-in begins with nothing but an address.
const SPARED: Duration = Duration::from_secs(5);
/// Providers kept at a time.
const MOST: usize = 1000;

pub type Metadata = ProviderMetadataWithLogout;

/// A provider as it described itself.
#[derive(Clone)]
pub struct Known {
    pub metadata: Arc<Metadata>,
    pub keys: CoreJsonWebKeySet,
    since: Instant,
    keys_asked: Option<Instant>,
}

impl Known {
    pub fn end_session(&self) -> Option<&Url> {
        self.metadata.additional_metadata().end_session_endpoint.as_ref().map(|endpoint| endpoint.url())
    }
}

/// The providers that were asked; one for the process, shared by its requests.
#[derive(Clone)]
pub struct Providers {
    outbound: Outbound,
    known: Arc<Mutex<HashMap<String, Known>>>,
    /// Those that did not answer, and why.
    away: Arc<Mutex<HashMap<String, (Instant, Trouble)>>>,
}

impl Providers {
    pub fn new(outbound: Outbound) -> Self {
        Self { outbound, known: Arc::default(), away: Arc::default() }
    }

    pub fn outbound(&self) -> &Outbound {
        &self.outbound
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a provider says, from memory where it was asked within the hour.
    pub async fn find(&self, issuer: &str) -> Result<Known, Trouble> {
        let kept = self.kept().get(issuer).filter(|known| known.since.elapsed() < KEPT).cloned();
        if let Some(known) = kept {
            return Ok(known);
        }
        if let Some((_, trouble)) = self.away().get(issuer) {
            return Err(trouble.clone());
        }
        let asked = self.ask(issuer).await;
        if let Err(trouble) = &asked {
            self.away().insert(issuer.to_owned(), (Instant::now(), trouble.clone()));
        }
        asked
    }

    fn away(&self) -> MutexGuard<'_, HashMap<String, (Instant, Trouble)>> {
        let mut away = self.away.lock().unwrap_or_else(PoisonError::into_inner);
        away.retain(|_, (since, _)| since.elapsed() < SPARED);
        away
    }

    /// Asks the provider now.
    pub async fn ask(&self, issuer: &str) -> Result<Known, Trouble> {
        let url = IssuerUrl::new(issuer.to_owned()).map_err(|error| Trouble::Address(error.to_string()))?;
        let metadata = Metadata::discover_async(url, &self.outbound).await.map_err(of_discovery)?;
        for endpoint in [
            Some(metadata.authorization_endpoint().url()),
            metadata.token_endpoint().map(|endpoint| endpoint.url()),
            metadata.additional_metadata().end_session_endpoint.as_ref().map(|endpoint| endpoint.url()),
        ] {
            endpoint
                .map_or(Ok(()), |url| self.outbound.permits(url))
                .map_err(|error| Trouble::Address(error.to_string()))?;
        }
        let keys = metadata.jwks().clone();
        let known = Known { metadata: Arc::new(metadata), keys, since: Instant::now(), keys_asked: None };
        self.keep(issuer, &known);
        Ok(known)
    }

    /// The provider with its keys as they are now, for a token whose key is not known. Asked a moment ago, it stays as it is.
    pub async fn renew_keys(&self, issuer: &str, known: Known) -> Result<Known, Trouble> {
        let asked = self.kept().get(issuer).and_then(|known| known.keys_asked);
        if asked.is_some_and(|asked| asked.elapsed() < ASK_EVERY) {
            return Ok(known);
        }
        let asked = Known { keys_asked: Some(Instant::now()), ..known };
        self.keep(issuer, &asked);
        let url: &JsonWebKeySetUrl = asked.metadata.jwks_uri();
        let keys = CoreJsonWebKeySet::fetch_async(url, &self.outbound).await.map_err(of_discovery)?;
        let renewed = Known { keys, ..asked.clone() };
        self.keep(issuer, &renewed);
        Ok(renewed)
    }

    fn keep(&self, issuer: &str, known: &Known) {
        let mut kept = self.kept();
        if kept.len() >= MOST && !kept.contains_key(issuer) {
            kept.clear();
        }
        kept.insert(issuer.to_owned(), known.clone());
    }
}

fn of_discovery(error: DiscoveryError<OutboundError>) -> Trouble {
    match error {
        DiscoveryError::Request(OutboundError::Forbidden(why)) => Trouble::Address(why.to_owned()),
        DiscoveryError::Request(error) => Trouble::Down(error.to_string()),
        DiscoveryError::Response(status, _, _) if status.is_server_error() => Trouble::Down(format!("HTTP {status}")),
        DiscoveryError::Response(status, _, why) => Trouble::NoProvider(format!("HTTP {status}: {why}")),
        DiscoveryError::Validation(why) => Trouble::Issuer(why),
        DiscoveryError::UrlParse(error) => Trouble::Address(error.to_string()),
        other => Trouble::NoProvider(other.to_string()),
    }
}

impl<'c> AsyncHttpClient<'c> for Outbound {
    type Error = OutboundError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, OutboundError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
