//! What an ID token says, and whether it says what it has to.
use chrono::{DateTime, Duration, Utc};
use openidconnect::core::{
    CoreGenderClaim, CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, ClientId, IdToken, IdTokenClaims, IdTokenVerifier, IssuerUrl, Nonce,
    SignatureVerificationError,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Trouble;
use super::store::Provider;

/// Clocks may differ by so much.
pub const SKEW: Duration = Duration::minutes(2);

/// Keys of the provider sign with these. What is signed with our own secret, or not at all, proves nothing.
pub const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Claims beside the standard ones. Of the loose types a wrong one is the same as none.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Extra {
    /// Of Entra ID: the directory and the person in it.
    tid: Option<String>,
    oid: Option<String>,
    /// The session at the provider.
    sid: Option<String>,
    nbf: Option<i64>,
    #[serde(default)]
    groups: Value,
    /// Of Entra ID: groups are left out here when there are too many.
    #[serde(default)]
    hasgroups: Value,
    #[serde(default, rename = "_claim_names")]
    claim_names: Value,
    /// Of Entra ID: what its conditional access has asked for.
    #[serde(default)]
    acrs: Value,
}

impl AdditionalClaims for Extra {}

pub type Token = IdToken<Extra, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Claims = IdTokenClaims<Extra, CoreGenderClaim>;

/// Who somebody is at a provider, proved by a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub issuer: String,
    /// Unchanging and never given to anybody else.
    pub subject: String,
    /// What the provider calls them.
    pub shown: String,
    pub has_mfa: bool,
    pub sid: Option<String>,
}

/// Why a token does not count.
pub enum Doubt {
    /// Its key is not among those that we know.
    Key,
    Other(Trouble),
}

/// Checks signature, issuer, audience, times, nonce, directory and groups.
pub fn verify(
    token: &Token,
    provider: &Provider,
    keys: &CoreJsonWebKeySet,
    nonce: &Nonce,
    now: DateTime<Utc>,
) -> Result<Person, Doubt> {
    let other = |why: &str| Doubt::Other(Trouble::Token(why.to_owned()));
    let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(|error| other(&error.to_string()))?;
    let client = ClientId::new(provider.client_id.clone());
    let verifier: IdTokenVerifier<'_, CoreJsonWebKey> =
        IdTokenVerifier::new_public_client(client, issuer, keys.clone())
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || now - SKEW)
            .set_issue_time_verifier_fn(move |issued| match issued {
                issued if issued > now + SKEW => Err("issued in the future".to_owned()),
                issued if issued < now - super::FLOW - SKEW => Err("issued long ago".to_owned()),
                _ => Ok(()),
            });
    let claims = token.claims(&verifier, nonce).map_err(|error| match error {
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => Doubt::Key,
        error => other(&error.to_string()),
    })?;
    let extra = claims.additional_claims();
    if claims.authorized_party().is_some_and(|party| party.as_str() != provider.client_id) {
        return Err(other("issued to another client"));
    }
    if extra.nbf.is_some_and(|from| from > (now + SKEW).timestamp()) {
        return Err(other("not valid yet"));
    }
    person(claims, provider).map_err(Doubt::Other)
}

fn person(claims: &Claims, provider: &Provider) -> Result<Person, Trouble> {
    let extra = claims.additional_claims();
    let subject = match &provider.tenant {
        // sub is another one for each application there; oid is the person
        Some(tenant) => {
            if extra.tid.as_ref() != Some(tenant) {
                return Err(Trouble::Tenant);
            }
            extra.oid.clone().ok_or_else(|| Trouble::Token("it has no oid".to_owned()))?
        }
        None => claims.subject().as_str().to_owned(),
    };
    require_group(extra, &provider.groups)?;
    let shown = claims
        .preferred_username()
        .map(|name| name.as_str())
        .or_else(|| claims.email().map(|email| email.as_str()))
        .unwrap_or(&subject);
    Ok(Person {
        issuer: provider.issuer.clone(),
        shown: shown.chars().filter(|c| !c.is_control()).take(254).collect(),
        has_mfa: has_mfa(claims, provider.mfa_value.as_deref()),
        sid: extra.sid.clone(),
        subject,
    })
}

fn has_mfa(claims: &Claims, value: Option<&str>) -> bool {
    let by_method =
        claims.auth_method_refs().is_some_and(|methods| methods.iter().any(|method| method.as_str() == "mfa"));
    let by_class = value.is_some_and(|value| {
        claims.auth_context_ref().is_some_and(|class| class.as_str() == value)
            || words(&claims.additional_claims().acrs).any(|class| class == value)
    });
    by_method || by_class
}

/// Groups that are left out are no proof, so that nobody comes by having too many.
fn require_group(extra: &Extra, wanted: &[String]) -> Result<(), Trouble> {
    if wanted.is_empty() || words(&extra.groups).any(|group| wanted.iter().any(|wanted| wanted == group)) {
        return Ok(());
    }
    let is_left_out = extra.claim_names.get("groups").is_some() || extra.hasgroups == Value::Bool(true);
    Err(if is_left_out { Trouble::GroupsLeftOut } else { Trouble::Group })
}

/// The texts of a claim that is one or a list.
fn words(claim: &Value) -> impl Iterator<Item = &str> {
    let list = claim.as_array().into_iter().flatten().filter_map(Value::as_str);
    claim.as_str().into_iter().chain(list)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn provider(tenant: Option<&str>, groups: &[&str]) -> Provider {
        Provider {
            tenant: tenant.map(str::to_owned),
            groups: groups.iter().map(|group| (*group).to_owned()).collect(),
            mfa_value: Some("c1".to_owned()),
            ..Provider::example()
        }
    }

    fn read(extra: Value, provider: &Provider) -> Result<Person, Trouble> {
        let mut claims = json!({ "iss": provider.issuer, "aud": [provider.client_id], "exp": 1, "iat": 1, "sub": "s" });
        if let (Some(claims), Some(extra)) = (claims.as_object_mut(), extra.as_object()) {
            claims.extend(extra.clone());
        }
        person(&serde_json::from_value(claims).unwrap(), provider)
    }

    #[test]
    fn of_entra_id_the_directory_is_pinned_and_oid_is_the_person() {
        let entra = provider(Some("t1"), &[]);
        let person =
            read(json!({ "tid": "t1", "oid": "o1", "preferred_username": "anna@acme.example" }), &entra).unwrap();
        assert_eq!((person.subject.as_str(), person.shown.as_str()), ("o1", "anna@acme.example"));
        assert_eq!(read(json!({ "tid": "t2", "oid": "o1" }), &entra), Err(Trouble::Tenant));
        assert_eq!(read(json!({ "oid": "o1" }), &entra), Err(Trouble::Tenant));
        assert!(matches!(read(json!({ "tid": "t1" }), &entra), Err(Trouble::Token(_))));
        assert_eq!(read(json!({}), &provider(None, &[])).unwrap().subject, "s");
    }

    #[test]
    fn only_people_of_the_groups_come_where_there_are_any() {
        let grouped = provider(None, &["g1", "g2"]);
        assert!(read(json!({ "groups": ["g0", "g2"] }), &grouped).is_ok());
        assert_eq!(read(json!({ "groups": ["g0"] }), &grouped), Err(Trouble::Group));
        assert_eq!(read(json!({ "groups": 7 }), &grouped), Err(Trouble::Group));
        for too_many in [json!({ "_claim_names": { "groups": "src1" } }), json!({ "hasgroups": true })] {
            assert_eq!(read(too_many, &grouped), Err(Trouble::GroupsLeftOut));
        }
    }

    #[test]
    fn a_second_factor_is_what_the_provider_says_of_it() {
        let any = provider(None, &[]);
        for (extra, has_mfa) in [
            (json!({}), false),
            (json!({ "amr": ["pwd"] }), false),
            (json!({ "amr": ["pwd", "mfa"] }), true),
            (json!({ "acr": "c1" }), true),
            (json!({ "acr": "c2" }), false),
            (json!({ "acrs": ["p1", "c1"] }), true),
            (json!({ "acrs": "c1" }), true),
        ] {
            assert_eq!(read(extra.clone(), &any).unwrap().has_mfa, has_mfa, "{extra}");
        }
    }
}
