//! What a person has shown of who they are, and when.
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::Way;
use crate::kernel::{LoginId, OrganizationId, ProviderSessionId};

/// How long somebody may take for the steps of a sign-in, and how long what they have shown is enough for sensitive changes.
pub const FRESH_MINUTES: i64 = 10;

/// A way in which somebody has shown who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Password,
    /// A code that was sent to the address of the login.
    EmailCode,
    /// A sign-in at the provider of an organization. It counts there and nowhere else: whoever runs a provider can let it say
    /// anything. `mfa`: the provider has said that there was a second factor.
    Provider {
        organization: OrganizationId,
        mfa: bool,
        /// By which a sign-out there is known here.
        sign_in: ProviderSessionId,
    },
    /// A code of the authenticator app.
    Totp,
    /// One of the codes that are kept for the day the app is gone.
    RecoveryCode,
}

/// Who somebody is, by what they have shown. Kept in the record of the session as long as that lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    pub login: LoginId,
    pub methods: Vec<Method>,
    /// When something was shown last.
    pub at: DateTime<Utc>,
}

impl Proof {
    pub fn of(login: LoginId, method: Method, now: DateTime<Utc>) -> Self {
        Self { login, methods: vec![method], at: now }
    }

    /// Of a session that began before proofs were kept: it says who, and nothing about how.
    pub fn nothing(login: LoginId) -> Self {
        Self { login, methods: Vec::new(), at: DateTime::UNIX_EPOCH }
    }

    /// With one more thing shown.
    #[must_use]
    pub fn and(mut self, method: Method, now: DateTime<Utc>) -> Self {
        self.methods.retain(|known| *known != method);
        self.methods.push(method);
        Self { at: now, ..self }
    }

    /// Whether something was shown a moment ago.
    pub fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        !self.methods.is_empty() && now - self.at < Duration::minutes(FRESH_MINUTES)
    }

    /// Whether it is about the login itself, and not only about what the provider of an organization says.
    pub fn is_of_login(&self) -> bool {
        self.methods.iter().any(|method| matches!(method, Method::Password | Method::EmailCode))
    }

    /// Whether a second factor that the login has is still to be shown. A provider asks for its own.
    pub fn lacks_second_factor(&self) -> bool {
        let is_enough = |method: &Method| match method {
            Method::Totp | Method::RecoveryCode | Method::Provider { .. } => true,
            Method::Password | Method::EmailCode => false,
        };
        !self.methods.iter().any(is_enough)
    }

    /// The sign-ins at providers of an organization that it rests on.
    pub fn sign_ins(&self, here: OrganizationId) -> impl Iterator<Item = ProviderSessionId> + '_ {
        self.methods.iter().filter_map(move |method| match method {
            Method::Provider { organization, sign_in, .. } if *organization == here => Some(*sign_in),
            _ => None,
        })
    }

    /// What counts in an organization, in the words that its sessions are kept with.
    pub fn words(&self, organization: OrganizationId) -> Vec<String> {
        self.methods.iter().filter_map(|method| method.word(organization)).map(str::to_owned).collect()
    }
}

impl Method {
    /// The way to begin that this is, in an organization. A second factor is none.
    pub(super) fn way(self, here: OrganizationId) -> Option<Way> {
        match self {
            Self::Password => Some(Way::Password),
            Self::EmailCode => Some(Way::EmailCode),
            Self::Provider { organization, .. } => (organization == here).then_some(Way::Provider),
            Self::Totp | Self::RecoveryCode => None,
        }
    }

    /// Whether it makes two factors of a sign-in to an organization.
    pub(super) fn is_second(self, here: OrganizationId) -> bool {
        match self {
            Self::Totp | Self::RecoveryCode => true,
            Self::Provider { organization, mfa, .. } => organization == here && mfa,
            Self::Password | Self::EmailCode => false,
        }
    }

    fn word(self, here: OrganizationId) -> Option<&'static str> {
        match self {
            Self::Password => Some("password"),
            Self::EmailCode => Some("email_code"),
            Self::Provider { organization, mfa, .. } if organization == here => {
                Some(if mfa { "provider_mfa" } else { "provider" })
            }
            Self::Provider { .. } => None,
            Self::Totp => Some("totp"),
            Self::RecoveryCode => Some("recovery_code"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_grows_and_goes_stale() {
        let (login, now) = (LoginId::new(), chrono::DateTime::UNIX_EPOCH);
        let proof = Proof::of(login, Method::Password, now - Duration::hours(1));
        assert!(!proof.is_fresh(now) && proof.lacks_second_factor() && proof.is_of_login());
        let proof = proof.and(Method::Totp, now).and(Method::Totp, now);
        assert_eq!(proof.methods, [Method::Password, Method::Totp]);
        assert!(proof.is_fresh(now) && !proof.lacks_second_factor());
        assert!(!proof.is_fresh(now + Duration::minutes(FRESH_MINUTES)));
        assert!(!Proof::nothing(login).is_fresh(now) && Proof::nothing(login).lacks_second_factor());
    }

    #[test]
    fn a_provider_speaks_for_its_own_organization_only() {
        let (here, there) = (OrganizationId::new(), OrganizationId::new());
        let proof = Proof::of(
            LoginId::new(),
            Method::Provider { organization: here, mfa: true, sign_in: ProviderSessionId::new() },
            chrono::DateTime::UNIX_EPOCH,
        );
        assert_eq!((proof.words(here), proof.words(there)), (vec!["provider_mfa".to_owned()], Vec::new()));
        assert!(!proof.is_of_login());
    }

    #[test]
    fn a_record_gives_back_what_it_was_given() {
        let method =
            Method::Provider { organization: OrganizationId::new(), mfa: false, sign_in: ProviderSessionId::new() };
        let proof = Proof::of(LoginId::new(), Method::EmailCode, chrono::DateTime::UNIX_EPOCH)
            .and(method, chrono::DateTime::UNIX_EPOCH);
        let kept = rmp_serde::to_vec(&serde_json::to_value(&proof).unwrap()).unwrap();
        let read: serde_json::Value = rmp_serde::from_slice(&kept).unwrap();
        assert_eq!(serde_json::from_value::<Proof>(read).unwrap(), proof);
    }
}
