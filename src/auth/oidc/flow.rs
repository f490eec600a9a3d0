//! A sign-in that is on its way to a provider and back. It travels with the browser that began it, sealed: nobody else can end
//! it, and nothing is kept for those who never come back.
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::kernel::{Failure, ProviderId, Result, SessionId};
use crate::secrets::{Purpose, Secrets};
use crate::web::cookies;

const PURPOSE: Purpose = "sign-in at a provider";
/// Bound to this host, so that no neighbour can put a sign-in of their own in its place.
const COOKIE: &str = "__Host-okrio-provider";
const INSECURE_COOKIE: &str = "okrio-provider";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Flow {
    pub state: String,
    pub nonce: String,
    /// The secret whose hash went along.
    pub verifier: String,
    pub until: DateTime<Utc>,
    pub return_to: String,
    /// Of somebody who connects what they are at the provider to the account that is signed in with this session.
    pub connect: Option<SessionId>,
}

fn name(is_secure: bool) -> &'static str {
    if is_secure { COOKIE } else { INSECURE_COOKIE }
}

impl Flow {
    /// The header that gives it to the browser.
    pub fn leave(&self, secrets: &Secrets, provider: ProviderId, is_secure: bool) -> Result<Option<HeaderValue>> {
        let text = serde_json::to_string(self).map_err(Failure::internal)?;
        let sealed = URL_SAFE_NO_PAD.encode(secrets.seal(PURPOSE, provider.0, &text)?);
        let seconds = u32::try_from(super::FLOW.num_seconds()).unwrap_or(600);
        Ok(cookies::set(name(is_secure), &sealed, seconds, is_secure))
    }

    /// The one that this browser began at this provider, unless it is over.
    pub fn read(
        secrets: &Secrets,
        provider: ProviderId,
        headers: &HeaderMap,
        is_secure: bool,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(cookies::read(headers, name(is_secure))?).ok()?;
        let text = secrets.unseal(PURPOSE, provider.0, &sealed).ok()?;
        let flow: Self = serde_json::from_str(text.expose()).ok()?;
        (now < flow.until).then_some(flow)
    }

    /// The header that takes it away: it is good for one answer.
    pub fn drop_header(is_secure: bool) -> Option<HeaderValue> {
        cookies::set(name(is_secure), "", 0, is_secure)
    }

    /// Whether an answer is to this sign-in.
    pub fn is_of(&self, state: &str) -> bool {
        self.state == state
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;
    use chrono::Duration;

    use super::*;
    use crate::config::Secret;
    use crate::kernel::Clock;

    #[test]
    fn it_comes_back_to_its_own_provider_in_time_and_says_nothing() {
        let (secrets, provider, now) = (Secrets::of(&[Secret::new("a key")]), ProviderId::new(), Clock::system().now());
        let flow = Flow {
            state: "state".to_owned(),
            nonce: "nonce".to_owned(),
            verifier: "verifier".to_owned(),
            until: now + Duration::minutes(10),
            return_to: "/help".to_owned(),
            connect: None,
        };
        let header = flow.leave(&secrets, provider, true).unwrap().unwrap();
        let text = header.to_str().unwrap();
        assert!(text.starts_with("__Host-okrio-provider=") && text.ends_with("; Secure"), "{text}");
        assert!(!text.contains("verifier"));
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, text.split(';').next().unwrap().parse().unwrap());
        let back = Flow::read(&secrets, provider, &headers, true, now).unwrap();
        assert_eq!(back.return_to, "/help");
        assert!(back.is_of("state") && !back.is_of("stat") && !back.is_of(""));
        assert!(Flow::read(&secrets, ProviderId::new(), &headers, true, now).is_none());
        assert!(Flow::read(&secrets, provider, &headers, false, now).is_none());
        assert!(Flow::read(&secrets, provider, &headers, true, flow.until).is_none());
    }
}
