//! The pages around a sign-in at a provider.
use askama::Template;
use chrono::{DateTime, Utc};

use super::store::{ConnectionRow, Offer};
use crate::i18n::Lang;
use crate::kernel::{IdentityId, ProviderId};

/// Why a sign-in at a provider did not lead here.
#[derive(Template)]
#[template(path = "auth/oidc/trouble.html")]
pub struct TroublePage {
    pub l: Lang,
    pub reason: String,
    /// To try it again.
    pub again: String,
    /// Whether another way in, and connecting from there, would help.
    pub can_connect: bool,
    pub is_signed_in: bool,
}

/// The way to the provider of an organization.
#[derive(Template)]
#[template(path = "auth/oidc/find.html")]
pub struct FindPage {
    pub l: Lang,
    pub typed: String,
    /// None before something was typed.
    pub offers: Option<Vec<Offer>>,
    pub return_to: String,
}

impl FindPage {
    fn address(&self, offer: &Offer) -> String {
        let to: String = url::form_urlencoded::byte_serialize(self.return_to.as_bytes()).collect();
        format!("/sign-in/provider/{}?return_to={to}", offer.id)
    }
}

/// Signed out here, and not yet at the provider.
#[derive(Template)]
#[template(path = "auth/oidc/signed_out.html")]
pub struct SignedOutPage {
    pub l: Lang,
    pub name: String,
    pub address: String,
}

/// Who somebody is at the providers of their organization.
#[derive(Template)]
#[template(path = "auth/oidc/identities.html")]
pub struct IdentitiesPage {
    pub l: Lang,
    pub connections: Vec<ConnectionView>,
    /// Whether they could set a provider up.
    pub administers: bool,
}

pub struct ConnectionView {
    pub provider: ProviderId,
    pub name: String,
    pub identity: Option<Identity>,
    /// Where connecting begins.
    pub address: String,
    pub once: uuid::Uuid,
}

pub struct Identity {
    pub id: IdentityId,
    pub shown: String,
    pub used_at: DateTime<Utc>,
}

impl ConnectionView {
    pub fn of(row: ConnectionRow, pass: &str) -> Self {
        let identity = match (row.identity, row.shown, row.used_at) {
            (Some(id), Some(shown), Some(used_at)) => Some(Identity { id, shown, used_at }),
            _ => None,
        };
        let address = format!("/sign-in/provider/{}?connect={pass}", row.provider);
        Self { provider: row.provider, name: row.name, identity, address, once: uuid::Uuid::now_v7() }
    }
}
