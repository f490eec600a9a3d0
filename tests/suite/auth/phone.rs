//! An authenticator app in the test's hand.

use chrono::{DateTime, Utc};
use totp_rs::{Builder, Secret, Totp};

use crate::support::answer::Answer;
use crate::support::client::Client;

pub struct Phone(Totp);

impl Phone {
    /// Takes the secret off a page.
    pub fn of(page: &Answer) -> Self {
        let secret = page.only("authenticator-secret").replace(' ', "");
        Self(Builder::new().with_secret(Secret::try_from_base32(&secret).unwrap()).build().unwrap())
    }

    pub fn code(&self, now: DateTime<Utc>) -> String {
        self.0.generate(u64::try_from(now.timestamp()).unwrap()).to_string()
    }

    /// Sets one up for somebody signed in, and gives it with the recovery codes.
    pub async fn set_up(client: &Client<'_>, now: DateTime<Utc>) -> (Self, Vec<String>) {
        let page = client.get("/account/security/authenticator").await;
        let phone = Self::of(&page);
        let shown = client.submit(page.form("authenticator-form").set("code", &phone.code(now))).await;
        let codes = shown.texts("[data-testid=recovery-codes] code");
        assert_eq!(codes.len(), 10, "{}", shown.text());
        (phone, codes)
    }
}
