//! How people of an organization sign in: who sets it, what it ends, and that nobody locks themselves out.

use axum::http::StatusCode;

use crate::app::TestApp;
use crate::support::answer::Answer;
use crate::support::client::Client;
use crate::world::World;

const PAGE: &str = "/organization/sign-in";

async fn app_with_people() -> TestApp {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person_as("anna", "admin").await;
    world.person("boris").await;
    World::named(&app, "globex").await.person_as("greta", "owner").await;
    app
}

async fn set(client: &Client<'_>, ways: &[&str], second_factor: bool) -> Answer {
    let mut form = client.get(PAGE).await.form("sign-in-policy-form");
    form.fields.retain(|(name, _)| name != "ways" && name != "second_factor");
    form.fields.extend(ways.iter().map(|way| ("ways".to_owned(), (*way).to_owned())));
    if second_factor {
        form.fields.push(("second_factor".to_owned(), "1".to_owned()));
    }
    client.submit(form).await
}

#[tokio::test]
async fn every_way_is_taken_until_somebody_sets_it() {
    let app = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    let page = anna.get(PAGE).await;
    assert_eq!(page.attributes("input[name=ways][checked]", "value"), ["password", "email_code", "provider"]);
    assert!(!page.has("input[name=second_factor][checked]"));
    let saved = set(&anna, &["password"], false).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let page = anna.follow(saved).await;
    assert_eq!(page.attributes("input[name=ways][checked]", "value"), ["password"]);
    let traced: String = app
        .ask("SELECT concat(detail->'old'->>'ways', detail->'new'->>'ways', detail->>'ended_sessions') FROM audit_log WHERE action = 'organization.sign_in'")
        .await;
    assert_eq!(traced, r#"["password", "email_code", "provider"]["password"]0"#);
}

#[tokio::test]
async fn sessions_that_began_in_another_way_end() {
    let app = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    let boris = app.sign_in("boris@acme.example").await;
    let greta = app.sign_in("greta@globex.example").await;
    app.sql("UPDATE account_sessions SET methods = '{email_code,totp}' WHERE account_id IN (SELECT id FROM accounts WHERE name IN ('Boris', 'Greta'))").await;
    let saved = anna.follow(set(&anna, &["password", "provider"], false).await).await;
    assert_eq!(saved.texts("#toasts p"), ["Saved. 1 session has ended."]);
    assert_eq!(boris.get("/account/sessions").await.status, StatusCode::SEE_OTHER);
    assert_eq!(anna.get("/account/sessions").await.status, StatusCode::OK);
    assert_eq!(greta.get("/account/sessions").await.status, StatusCode::OK, "not those of others");
}

#[tokio::test]
async fn nobody_locks_themselves_out() {
    let app = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    for (ways, second_factor, field, words) in [
        (vec!["provider", "email_code"], false, "ways", "You would lock yourself out: you came in differently"),
        (vec!["password"], true, "second_factor", "You would lock yourself out: you came in without a second factor"),
        (vec![], false, "ways", "Choose at least one way"),
        (vec!["password", "carrier pigeon"], false, "ways", "Choose one of the offered"),
    ] {
        let refused = set(&anna, &ways, second_factor).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{ways:?}");
        let link = refused.texts(&format!("[data-testid=error-summary] a[href='#{field}']"));
        assert!(link.len() == 1 && link[0].starts_with(words), "{link:?}");
        assert_eq!(refused.has("input[name=second_factor][checked]"), second_factor, "what was chosen stays");
    }
    let set: i64 = app.ask("SELECT count(*) FROM sign_in_policies").await;
    assert_eq!(set, 0);
}

#[tokio::test]
async fn only_administrators_of_the_organization_set_it() {
    let app = app_with_people().await;
    let (anna, boris) = (app.sign_in("anna@acme.example").await, app.sign_in("boris@acme.example").await);
    assert_eq!(boris.get(PAGE).await.status, StatusCode::FORBIDDEN);
    let form = anna.get(PAGE).await.form("sign-in-policy-form");
    assert_eq!(boris.submit(form).await.status, StatusCode::FORBIDDEN);
    let links = |page: Answer| page.has(&format!("a[href='{PAGE}']"));
    assert!(links(anna.get("/").await) && !links(boris.get("/").await));
    set(&anna, &["password"], false).await;
    let greta = app.sign_in("greta@globex.example").await;
    assert_eq!(greta.get(PAGE).await.attributes("input[name=ways][checked]", "value").len(), 3);
}

#[tokio::test]
async fn two_administrators_hear_of_each_other() {
    let app = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    let old = anna.get(PAGE).await.form("sign-in-policy-form");
    set(&anna, &["password"], false).await;
    let conflict = anna.submit(old).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.has("[data-testid=conflict]"));
    assert_eq!(conflict.attributes("input[name=ways][checked]", "value"), ["password"], "what holds now");
    let again = conflict.form("sign-in-policy-form").set("ways", "password");
    assert_eq!(anna.submit(again).await.status, StatusCode::SEE_OTHER);
}
