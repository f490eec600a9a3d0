//! A company with a provider, and Anna, who is somebody there.

use axum::http::StatusCode;
use okrio::kernel::Clock;
use serde_json::json;

use crate::app::TestApp;
use crate::client::Client;
use crate::support::answer::Answer;
use crate::support::oidc::{IdentityProvider, SECRET};
use crate::world::World;

pub struct Scene {
    pub app: TestApp,
    pub world: World,
    pub idp: IdentityProvider,
    /// Where a sign-in at the provider begins.
    pub start: String,
}

impl Scene {
    /// Boss has set the provider up.
    pub async fn new() -> Self {
        let (app, idp) = (TestApp::new().await, IdentityProvider::start());
        // tokens are of now
        app.clock.set(Clock::system().now());
        let world = World::new(&app).await;
        world.person("anna").await;
        world.person_as("boss", "owner").await;
        let boss = app.sign_in("boss@acme.example").await;
        let form = boss.get("/organization/identity-providers/new?kind=openid").await.form("provider-form");
        let form = form.set("name", "Acme ID").set("issuer", &idp.issuer).set("client_id", "okrio");
        let added = boss.submit(form.set("client_secret", SECRET).set("domains", "acme.example")).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
        let id = added.location().unwrap().rsplit('/').next().unwrap().to_owned();
        let start = format!("/sign-in/provider/{id}");
        let scene = Self { app, world, idp, start };
        scene
            .idp
            .register(&format!("http://127.0.0.1:8080{}/callback", scene.start), "http://127.0.0.1:8080/sign-in")
            .await;
        scene.idp.person("anna-there", json!({ "preferred_username": "anna@there.example" })).await;
        scene
    }

    /// Anna, signed in with her password, connects who she is at the provider.
    pub async fn connect(&self) {
        let anna = self.app.sign_in("anna@acme.example").await;
        let done = self.connect_as(&anna).await;
        assert_eq!(done.location().as_deref(), Some("/account/identities"), "{}", done.text());
    }

    pub async fn connect_as(&self, client: &Client<'_>) -> Answer {
        let page = client.get("/account/identities").await;
        let begin = page.attributes("[data-testid=identity-connect]", "href").remove(0);
        let back = self.idp.visit(&client.get(&begin).await.location().unwrap()).await;
        client.get(&here(&back)).await
    }

    /// To the provider, and the address that it leads back to.
    pub async fn there(&self, client: &Client<'_>) -> String {
        let left = client.get(&format!("{}?return_to=/help", self.start)).await;
        here(&self.idp.visit(&left.location().unwrap_or_else(|| panic!("{}", left.text()))).await)
    }

    /// There and back.
    pub async fn sign_in(&self, client: &Client<'_>) -> Answer {
        let back = self.there(client).await;
        client.get(&back).await
    }

    /// What was logged of the last refusal.
    pub async fn reason(&self) -> String {
        self.app
            .ask(
                "SELECT detail ->> 'reason' FROM security_log WHERE event = 'sign_in.refused' ORDER BY id DESC LIMIT 1",
            )
            .await
    }
}

/// The part of an address of ours that a client asks for.
pub fn here(address: &str) -> String {
    address.strip_prefix("http://127.0.0.1:8080").unwrap_or_else(|| panic!("{address} is not ours")).to_owned()
}

/// Whether somebody is in.
pub async fn is_in(client: &Client<'_>) -> bool {
    client.get("/account/sessions").await.status == StatusCode::OK
}
