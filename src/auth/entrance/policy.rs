//! How the people of an organization sign in, and what somebody has yet to show. Nothing here asks the database.
use super::Method;
use crate::kernel::OrganizationId;

/// A way to begin a sign-in, which an organization takes or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Password,
    EmailCode,
    Provider,
}

impl Way {
    pub const ALL: [Self; 3] = [Self::Password, Self::EmailCode, Self::Provider];

    /// As in forms and rows.
    pub fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::EmailCode => "email_code",
            Self::Provider => "provider",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.word() == word)
    }

    /// The message that names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Password => "way-password",
            Self::EmailCode => "way-email-code",
            Self::Provider => "way-provider",
        }
    }
}

/// What an organization asks of those who sign in to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub organization: OrganizationId,
    /// At least one.
    pub ways: Vec<Way>,
    pub second_factor: bool,
    pub version: i32,
}

/// What somebody has yet to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Any of the ways that the organization takes.
    Way,
    SecondFactor,
}

impl Policy {
    /// Of an organization whose administrators have set nothing.
    pub fn of_new(organization: OrganizationId) -> Self {
        Self { organization, ways: Way::ALL.to_vec(), second_factor: false, version: 1 }
    }

    /// What is missing beside these methods; nothing when they let in.
    pub fn missing(&self, methods: &[Method]) -> Option<Missing> {
        let here = self.organization;
        let mut begun = methods.iter().filter(|method| method.way(here).is_some_and(|way| self.ways.contains(&way)));
        if begun.next().is_none() {
            return Some(Missing::Way);
        }
        // the second factor of a provider that is no longer taken would count for nothing
        let counts = |method: &Method| method.way(here).is_none_or(|way| self.ways.contains(&way));
        let has_second = methods.iter().any(|method| method.is_second(here) && counts(method));
        (self.second_factor && !has_second).then_some(Missing::SecondFactor)
    }

    /// The words of sessions that begin in a way that is taken.
    pub fn first_words(&self) -> Vec<String> {
        let words = |way: &Way| match way {
            Way::Provider => vec!["provider", "provider_mfa"],
            way => vec![way.word()],
        };
        self.ways.iter().flat_map(words).map(str::to_owned).collect()
    }

    /// The words of sessions that have a second factor.
    pub fn second_words(&self) -> Vec<String> {
        let of_provider = self.ways.contains(&Way::Provider).then_some("provider_mfa");
        ["totp", "recovery_code"].into_iter().chain(of_provider).map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Proof;
    use super::*;
    use crate::kernel::{LoginId, ProviderSessionId};

    const HERE: OrganizationId = OrganizationId(uuid::Uuid::from_u128(1));
    const THERE: OrganizationId = OrganizationId(uuid::Uuid::from_u128(2));

    fn provider(organization: OrganizationId, mfa: bool) -> Method {
        Method::Provider { organization, mfa, sign_in: ProviderSessionId(uuid::Uuid::nil()) }
    }

    fn policy(ways: &[Way], second_factor: bool) -> Policy {
        Policy { ways: ways.to_vec(), second_factor, ..Policy::of_new(HERE) }
    }

    #[test]
    fn what_is_missing_is_named() {
        use Method::{EmailCode, Password, RecoveryCode, Totp};
        let (way, second) = (Some(Missing::Way), Some(Missing::SecondFactor));
        for (policy, methods, missing) in [
            (policy(&Way::ALL, false), vec![Password], None),
            (policy(&Way::ALL, false), vec![], way),
            (policy(&Way::ALL, false), vec![Totp], way),
            (policy(&[Way::EmailCode], false), vec![Password], way),
            (policy(&[Way::EmailCode], false), vec![Password, EmailCode], None),
            (policy(&[Way::Provider], false), vec![provider(THERE, true)], way),
            (policy(&[Way::Provider], false), vec![provider(HERE, false)], None),
            (policy(&Way::ALL, true), vec![Password], second),
            (policy(&Way::ALL, true), vec![Password, Totp], None),
            (policy(&Way::ALL, true), vec![EmailCode, RecoveryCode], None),
            (policy(&Way::ALL, true), vec![provider(HERE, true)], None),
            (policy(&Way::ALL, true), vec![provider(HERE, false)], second),
            (policy(&Way::ALL, true), vec![provider(HERE, false), Totp], None),
            (policy(&Way::ALL, true), vec![Password, provider(THERE, true)], second),
            (policy(&[Way::Password], true), vec![Password, provider(HERE, true)], second),
        ] {
            assert_eq!(policy.missing(&methods), missing, "{policy:?} {methods:?}");
        }
    }

    fn any_method() -> impl Strategy<Value = Method> {
        let organization = prop_oneof![Just(HERE), Just(THERE)];
        prop_oneof![
            Just(Method::Password),
            Just(Method::EmailCode),
            Just(Method::Totp),
            Just(Method::RecoveryCode),
            (organization, any::<bool>()).prop_map(|(organization, mfa)| provider(organization, mfa)),
        ]
    }

    proptest! {
        /// The words that sessions are kept with decide as the methods do.
        #[test]
        fn words_and_methods_agree(
            methods in prop::collection::vec(any_method(), 0..4),
            ways in prop::sample::subsequence(Way::ALL.to_vec(), 1..=3),
            second_factor: bool,
        ) {
            let policy = policy(&ways, second_factor);
            let proof = Proof { login: LoginId::new(), methods, at: chrono::DateTime::UNIX_EPOCH };
            let words = proof.words(HERE);
            let has = |wanted: Vec<String>| words.iter().any(|word| wanted.contains(word));
            let by_words = has(policy.first_words()) && (!second_factor || has(policy.second_words()));
            prop_assert_eq!(by_words, policy.missing(&proof.methods).is_none());
        }

        /// More that was shown never closes a door.
        #[test]
        fn showing_more_never_hurts(methods in prop::collection::vec(any_method(), 1..4), one in any_method(), second_factor: bool) {
            let policy = policy(&[Way::Password, Way::Provider], second_factor);
            let more = [methods.clone(), vec![one]].concat();
            prop_assert!(policy.missing(&methods).is_some() || policy.missing(&more).is_none());
        }
    }
}
