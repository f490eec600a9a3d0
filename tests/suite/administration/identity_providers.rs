//! Setting up sign-in services.

use axum::http::StatusCode;
use serde_json::json;

use crate::app::TestApp;
use crate::client::Client;
use crate::support::answer::FilledForm;
use crate::support::oidc::IdentityProvider;
use crate::world::World;

const PAGE: &str = "/organization/identity-providers";

async fn app() -> (TestApp, World) {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person_as("anna", "owner").await;
    world.person("mara").await;
    (app, world)
}

async fn filled(client: &Client<'_>, kind: &str) -> FilledForm {
    let form = client.get(&format!("{PAGE}/new?kind={kind}")).await.form("provider-form");
    form.set("name", "Acme ID").set("client_id", "okrio")
}

#[tokio::test]
async fn it_is_added_edited_and_removed_with_its_traces() {
    let (app, _) = app().await;
    let anna = app.sign_in("anna@acme.example").await;
    assert!(anna.get(PAGE).await.text().contains("No sign-in services yet"));
    let form = filled(&anna, "openid").await.set("issuer", "https://login.acme.example");
    let page = anna.follow(anna.submit(form.set("groups", "g1\ng2").set("domains", "Acme.example")).await).await;
    for step in ["callback", "front-channel-logout", "back-channel-logout"] {
        assert!(page.only("provider-addresses").contains(&format!("/{step}")), "{}", page.text());
    }
    let form = page.form("provider-form");
    assert_eq!((form.get("groups"), form.get("domains")), (Some("g1\ng2"), Some("acme.example")));
    let page = anna.follow(anna.submit(form.set("name", "Acme SSO").set("groups", "")).await).await;
    assert_eq!(page.texts("h1"), ["Acme SSO"]);
    let list = anna.get(PAGE).await;
    assert_eq!(list.marked("provider").len(), 1);
    anna.submit(page.form("provider-removal")).await;
    assert!(!anna.get(PAGE).await.has("[data-testid=provider]"));
    let acts: String = app
        .ask("SELECT string_agg(action || ' ' || coalesce(detail ->> 'changed', ''), ', ' ORDER BY id) FROM audit_log WHERE subject_kind = 'identity_provider'")
        .await;
    assert_eq!(
        acts,
        "identity_provider.add , identity_provider.edit [\"name\", \"groups\"], identity_provider.remove "
    );
}

#[tokio::test]
async fn the_secret_goes_in_and_never_out() {
    let (app, _) = app().await;
    let anna = app.sign_in("anna@acme.example").await;
    let secret = "correct-horse-battery-staple-9f2c";
    let form = filled(&anna, "openid").await.set("issuer", "https://login.acme.example").set("client_secret", secret);
    let page = anna.follow(anna.submit(form).await).await;
    assert!(!page.body.contains(secret) && page.text().contains("ends in 9f2c"), "{}", page.text());
    let sealed = async || app.ask::<Vec<u8>>("SELECT client_secret FROM identity_providers").await;
    let first = sealed().await;
    assert!(!first.windows(secret.len()).any(|part| part == secret.as_bytes()));
    // left empty, it stays
    let page = anna.follow(anna.submit(page.form("provider-form").set("name", "Other")).await).await;
    assert_eq!(sealed().await, first);
    // and it goes to nobody that it was not given for
    let moved = page.form("provider-form").set("issuer", "https://evil.example");
    let refused = anna.submit(moved.clone()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.has("[data-testid=error-summary] a[href='#client_secret']"), "{}", refused.text());
    assert_eq!(
        anna.submit(moved.set("client_secret", "another secret of somebody")).await.status,
        StatusCode::SEE_OTHER
    );
    assert_ne!(sealed().await, first);
    let told: bool = app.ask("SELECT EXISTS (SELECT FROM audit_log WHERE audit_log::text ~ 'horse|somebody')").await;
    assert!(!told);
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field() {
    let (app, _) = app().await;
    let anna = app.sign_in("anna@acme.example").await;
    for (kind, field, value) in [
        ("openid", "issuer", ""),
        ("openid", "issuer", "login.acme.example"),
        ("openid", "issuer", "https://169.254.169.254/latest"),
        ("openid", "name", ""),
        ("openid", "domains", "acme"),
        ("entra", "tenant", "common"),
        ("entra", "client_id", ""),
    ] {
        let form = filled(&anna, kind).await.set("issuer", "https://login.acme.example");
        let form = form.set("tenant", "9188040d-6c67-4c5b-b112-36a304b66dad").set(field, value);
        let refused = anna.submit(form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind} {field} {value}");
        assert!(refused.has(&format!("[data-testid=error-summary] a[href='#{field}']")), "{}", refused.text());
        assert!(refused.has(&format!("#{field}[aria-invalid=true]")), "{field}");
    }
    let kept: i64 = app.ask("SELECT count(*) FROM identity_providers").await;
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn in_production_nobody_leads_it_into_the_network() {
    let app = TestApp::with(&[
        ("OKRIO_ENVIRONMENT", "production"),
        ("OKRIO_PUBLIC_URL", "https://okr.example.com"),
        ("OKRIO_SECRET_KEY", "a key of the test that is long enough"),
        ("DATABASE_URL", "postgres://okrio_app@db.example.com/okrio"),
    ])
    .await;
    World::new(&app).await.person_as("anna", "owner").await;
    let anna = app.sign_in("anna@acme.example").await;
    anna.header("origin", "https://okr.example.com");
    for issuer in ["http://login.acme.example", "https://127.0.0.1", "https://10.0.0.1:8443/realm", "https://[::1]"] {
        let refused = anna.submit(filled(&anna, "openid").await.set("issuer", issuer)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{issuer}");
    }
    // and a name that leads there is found out when it is asked
    let form = filled(&anna, "openid").await.set("issuer", "https://localhost");
    let page = anna.follow(anna.submit(form).await).await;
    let tested = anna.submit(page.form("provider-test")).await;
    assert!(tested.only("provider-tested").contains("private address"), "{}", tested.text());
}

#[tokio::test]
async fn two_administrators_hear_of_each_other() {
    let (app, _) = app().await;
    let anna = app.sign_in("anna@acme.example").await;
    let form = filled(&anna, "openid").await.set("issuer", "https://login.acme.example");
    let page = anna.follow(anna.submit(form).await).await;
    let old = page.form("provider-form");
    anna.submit(anna.get(&page.address).await.form("provider-form").set("name", "Faster")).await;
    let conflict = anna.submit(old.set("name", "Mine")).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.has("[data-testid=conflict]"));
    assert_eq!(anna.submit(conflict.form("provider-form")).await.status, StatusCode::SEE_OTHER);
    let name: String = app.ask("SELECT name FROM identity_providers").await;
    assert_eq!(name, "Mine");
}

#[tokio::test]
async fn a_test_says_what_is_there() {
    let (app, _) = app().await;
    let mut idp = IdentityProvider::start();
    idp.control(json!({ "client": { "redirect_uris": ["http://127.0.0.1:8080/x"] } })).await;
    let anna = app.sign_in("anna@acme.example").await;
    let form = filled(&anna, "openid").await.set("issuer", &idp.issuer);
    let page = anna.follow(anna.submit(form).await).await;
    let tested = anna.submit(page.form("provider-test")).await;
    assert!(tested.only("provider-tested").contains("answers and can be used"), "{}", tested.text());
    for (issuer, said) in [
        (format!("{}/", idp.issuer), "calls itself something else"),
        (format!("{}/nowhere", idp.issuer), "no OpenID Connect"),
    ] {
        let form = anna.get(&page.address).await.form("provider-form").set("issuer", &issuer);
        assert_eq!(anna.submit(form).await.status, StatusCode::SEE_OTHER);
        let tested = anna.submit(page.form("provider-test")).await;
        assert!(tested.only("provider-tested").contains(said), "{issuer}: {}", tested.text());
    }
    idp.stop();
    let tested = anna.submit(page.form("provider-test")).await;
    assert!(tested.only("provider-tested").contains("does not answer"), "{}", tested.text());
}

#[tokio::test]
async fn members_set_nothing() {
    let (app, _) = app().await;
    let mara = app.sign_in("mara@acme.example").await;
    for address in [PAGE.to_owned(), format!("{PAGE}/new")] {
        assert_eq!(mara.get(&address).await.status, StatusCode::FORBIDDEN, "{address}");
    }
    let page = mara.get("/account/identities").await;
    assert!(!page.has("a[href='/organization/identity-providers']"));
}
