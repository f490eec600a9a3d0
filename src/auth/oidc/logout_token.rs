//! The token by which a provider says that somebody has signed out there.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JsonWebKeyUse};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::claims::{ALGORITHMS, SKEW};
use super::store::Provider;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
const LONGEST: usize = 16 * 1024;

/// Whose sessions end: of one session at the provider, or of one person.
#[derive(Debug, PartialEq, Eq)]
pub struct Logout {
    pub subject: Option<String>,
    pub sid: Option<String>,
    /// When they signed out.
    pub at: DateTime<Utc>,
}

/// Why a token does not count.
#[derive(Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Its key is not among those that we know.
    Key,
    Other(String),
}

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Value,
    iat: i64,
    exp: Option<i64>,
    sub: Option<String>,
    sid: Option<String>,
    #[serde(default)]
    events: Value,
    nonce: Option<Value>,
}

/// Checks signature, issuer, audience, times and purpose.
pub fn verify(token: &str, provider: &Provider, keys: &CoreJsonWebKeySet, now: DateTime<Utc>) -> Result<Logout, Doubt> {
    if token.len() > LONGEST {
        return Err(other("it is too long"));
    }
    let (signed, signature) = token.rsplit_once('.').ok_or_else(|| other("it is no token"))?;
    let (header, claims) = signed.split_once('.').ok_or_else(|| other("it is no token"))?;
    let header: Header = part(header)?;
    let is_type = |typ: &str| ["logout+jwt", "jwt", "application/logout+jwt"].contains(&typ.to_lowercase().as_str());
    if header.crit.is_some() || !header.typ.as_deref().is_none_or(is_type) || !ALGORITHMS.contains(&header.alg) {
        return Err(other("it is of another kind"));
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| other("it is no token"))?;
    let fits = |key: &&openidconnect::core::CoreJsonWebKey| {
        header.kid.as_ref().is_none_or(|kid| key.key_id().is_some_and(|id| id.as_str() == kid))
            && key.key_use().is_none_or(JsonWebKeyUse::allows_signature)
    };
    let mut fitting = keys.keys().iter().filter(fits).peekable();
    if fitting.peek().is_none() {
        return Err(Doubt::Key);
    }
    if !fitting.any(|key| key.verify_signature(&header.alg, signed.as_bytes(), &signature).is_ok()) {
        return Err(other("its signature is wrong"));
    }
    read(part(claims)?, provider, now)
}

fn read(claims: Claims, provider: &Provider, now: DateTime<Utc>) -> Result<Logout, Doubt> {
    if claims.iss != provider.issuer {
        return Err(other("it is of another issuer"));
    }
    let is_ours = |audience: &Value| audience.as_str() == Some(&provider.client_id);
    if !is_ours(&claims.aud) && !claims.aud.as_array().is_some_and(|list| list.iter().any(is_ours)) {
        return Err(other("it is for another client"));
    }
    let at = DateTime::from_timestamp(claims.iat, 0).ok_or_else(|| other("its time is none"))?;
    let over = claims.exp.and_then(|exp| DateTime::from_timestamp(exp, 0)).unwrap_or(at + super::FLOW);
    if at > now + SKEW || over <= now - SKEW || at < now - super::FLOW - SKEW {
        return Err(other("it is not of now"));
    }
    // an ID token, which has the one and lacks the other, ends nothing
    if claims.nonce.is_some() || !claims.events.get(EVENT).is_some_and(Value::is_object) {
        return Err(other("it is not about signing out"));
    }
    // the subject of Entra ID's tokens is not the one that we know people by
    let subject = claims.sub.filter(|_| provider.tenant.is_none());
    if subject.is_none() && claims.sid.is_none() {
        return Err(other("it names nobody"));
    }
    Ok(Logout { subject, sid: claims.sid, at })
}

fn part<T: DeserializeOwned>(part: &str) -> Result<T, Doubt> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| other("it is no token"))?;
    serde_json::from_slice(&bytes).map_err(|error| other(&error.to_string()))
}

fn other(why: &str) -> Doubt {
    Doubt::Other(why.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kernel::Clock;

    fn check(change: impl FnOnce(&mut Value)) -> Result<Logout, Doubt> {
        let now = Clock::system().now();
        let mut claims = json!({
            "iss": "https://login.example.com", "aud": "okrio", "iat": now.timestamp(), "sub": "s", "sid": "1",
            "events": { EVENT: {} },
        });
        change(&mut claims);
        read(serde_json::from_value(claims).unwrap(), &Provider::example(), now)
    }

    #[test]
    fn a_token_about_signing_out_says_whose_sessions_end() {
        let logout = check(|_| {}).unwrap();
        assert_eq!((logout.subject.as_deref(), logout.sid.as_deref()), (Some("s"), Some("1")));
        assert_eq!(check(|claims| claims["aud"] = json!(["other", "okrio"])).unwrap().sid.as_deref(), Some("1"));
    }

    #[test]
    fn every_other_token_ends_nothing() {
        let hour = 3600;
        let changes: [(&str, Value); 8] = [
            ("iss", json!("https://evil.example")),
            ("aud", json!("other")),
            ("aud", json!([])),
            ("iat", json!(Clock::system().now().timestamp() + hour)),
            ("iat", json!(Clock::system().now().timestamp() - hour)),
            ("exp", json!(Clock::system().now().timestamp() - hour)),
            ("nonce", json!("n")),
            ("events", json!({})),
        ];
        for (claim, value) in changes {
            assert!(check(|claims| claims[claim] = value.clone()).is_err(), "{claim} {value}");
        }
        assert!(
            check(|claims| {
                claims["sub"] = Value::Null;
                claims["sid"] = Value::Null;
            })
            .is_err()
        );
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let keys = CoreJsonWebKeySet::new(Vec::new());
        let header = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
        for token in [
            String::new(),
            "a.b.c".to_owned(),
            "x".repeat(LONGEST + 1),
            format!("{}.e30.", header(json!({ "alg": "none" }))),
            format!("{}.e30.AAAA", header(json!({ "alg": "HS256" }))),
            format!("{}.e30.AAAA", header(json!({ "alg": "RS256", "typ": "at+jwt" }))),
        ] {
            assert!(
                matches!(verify(&token, &Provider::example(), &keys, Clock::system().now()), Err(Doubt::Other(_))),
                "{token}"
            );
        }
        let unknown = format!("{}.e30.AAAA", header(json!({ "alg": "RS256", "kid": "1" })));
        assert_eq!(verify(&unknown, &Provider::example(), &keys, Clock::system().now()), Err(Doubt::Key));
    }
}
