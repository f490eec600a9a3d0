//! The pages of sign-in services.
use askama::Template;

use super::form::ProviderForm;
use super::store::Kept;
use crate::auth::oidc::discovery::Known;
use crate::auth::oidc::{Trouble, exchange};
use crate::config::Config;
use crate::i18n::Lang;
use crate::kernel::ProviderId;
use crate::okr::parts::{Once, Problem, Problems};

#[derive(Template)]
#[template(path = "administration/identity_providers/list.html")]
pub struct ListPage {
    pub l: Lang,
    pub providers: Vec<Kept>,
}

/// The form of a new one, or of one that is kept.
#[derive(Template)]
#[template(path = "administration/identity_providers/form.html")]
pub struct FormPage {
    pub l: Lang,
    pub once: Once,
    pub form: ProviderForm,
    pub kept: Option<Addresses>,
    pub problems: Vec<Problem>,
    /// Somebody else has saved meanwhile.
    pub is_conflict: bool,
    pub test: Option<TestView>,
}

/// What only one that is kept has.
pub struct Addresses {
    pub id: ProviderId,
    pub name: String,
    pub secret_end: Option<String>,
    pub people: i64,
    /// To be told to the provider: name of the field, address.
    pub tell: Vec<(&'static str, String)>,
}

impl Addresses {
    pub fn of(config: &Config, kept: &Kept) -> Self {
        let steps = [
            ("provider-redirect", "callback"),
            ("provider-front-channel", "front-channel-logout"),
            ("provider-back-channel", "back-channel-logout"),
        ];
        let own = steps
            .into_iter()
            .filter_map(|(name, step)| Some((name, exchange::address(config, kept.id, step).ok()?.to_string())));
        let door = config.public_url.join("/sign-in").ok().map(|url| ("provider-after-logout", url.to_string()));
        Self {
            id: kept.id,
            name: kept.settings.name.clone(),
            secret_end: kept.secret_end.clone(),
            people: kept.people,
            tell: own.chain(door).collect(),
        }
    }
}

/// What came of asking a provider.
pub struct TestView {
    pub is_well: bool,
    pub said: String,
    /// What it said, in its own words.
    pub detail: String,
    pub facts: Vec<(&'static str, String)>,
}

impl TestView {
    pub fn of(l: &Lang, asked: Result<Known, Trouble>) -> Self {
        match asked {
            Ok(known) => {
                let host = known.metadata.authorization_endpoint().url().host_str().unwrap_or_default().to_owned();
                let ends = l.say(if known.end_session().is_some() { "provider-test-yes" } else { "provider-test-no" });
                Self {
                    is_well: true,
                    said: l.say("provider-test-well"),
                    detail: String::new(),
                    facts: vec![
                        ("provider-test-host", host),
                        ("provider-test-keys", known.keys.keys().len().to_string()),
                        ("provider-test-logout", ends),
                    ],
                }
            }
            Err(trouble) => {
                let said = l.say(match &trouble {
                    Trouble::Down(_) => "provider-test-down",
                    Trouble::Address(_) => "provider-test-address",
                    Trouble::Issuer(_) => "provider-test-issuer",
                    _ => "provider-test-none",
                });
                let detail = trouble.why().chars().take(300).collect();
                Self { is_well: false, said, detail, facts: Vec::new() }
            }
        }
    }
}
