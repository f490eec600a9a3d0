//! From the letter into the organization.

use axum::http::StatusCode;
use chrono::Duration;

use super::invitations::{app_with_people, invite};
use crate::app::TestApp;
use crate::auth::password_reset::link;
use crate::support::answer::Answer;
use crate::support::client::Client;
use crate::world::{PASSWORD, World};

const NEW: &str = "five green elephants";

/// Opens the newest letter.
async fn open(app: &TestApp, client: &Client<'_>) -> Answer {
    let path = link(app).await;
    assert!(path.starts_with("/invitation/"), "{path}");
    let opened = client.get(&path).await;
    assert_eq!(opened.location().as_deref(), Some("/invitation"));
    client.get("/invitation").await
}

#[tokio::test]
async fn somebody_new_chooses_a_password_and_is_in() {
    let (app, _) = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    invite(&anna, "vera@acme.example", "auditor").await;
    let vera = app.client();
    let page = open(&app, &vera).await;
    assert!(page.text().contains("Anna invites you to Acme.") && page.text().contains("Auditor"), "{}", page.text());
    let form = page.form("acceptance-form").set("name", "Vera Orlova");
    let weak = vera.submit(form.clone().set("new", "short")).await;
    assert_eq!((weak.status, weak.texts("#new-err").len()), (StatusCode::UNPROCESSABLE_ENTITY, 1));
    assert_eq!(weak.form("acceptance-form").get("name"), Some("Vera Orlova"));
    let joined = vera.submit(form.set("new", NEW)).await;
    assert_eq!((joined.status, joined.location().as_deref()), (StatusCode::SEE_OTHER, Some("/")), "{}", joined.text());
    assert!(vera.follow(joined).await.texts("#toasts p").contains(&"Welcome to Acme.".to_owned()));
    let account: String = app
        .ask("SELECT concat_ws(' ', a.name, a.email, a.role, a.is_auditor, a.is_hr, a.state, s.reason) FROM accounts a JOIN account_states s ON s.account_id = a.id WHERE a.email ~ '^vera'")
        .await;
    assert_eq!(account, "Vera Orlova vera@acme.example member t f active invitation");
    assert_eq!(vera.get("/organization/audit").await.status, StatusCode::OK);
    let audited: bool = app.ask("SELECT bool_and(l.account_id = a.id AND l.subject_id = a.id) FROM audit_log l, accounts a WHERE l.action = 'invitation.accept' AND a.email ~ '^vera'").await;
    assert!(audited);
    // the link is used up, here and everywhere
    for client in [&vera, &app.client()] {
        client.get(&link(&app).await).await;
        assert_eq!(client.get("/invitation").await.status, StatusCode::GONE);
        assert_eq!(client.post("/invitation", &[("name", "Eve"), ("new", NEW)]).await.status, StatusCode::GONE);
    }
    let again = app.client().post("/sign-in/local", &[("email", "vera@acme.example"), ("password", NEW)]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_login_is_never_linked_without_its_password() {
    let (app, _) = app_with_people().await;
    let globex = World::named(&app, "globex").await;
    globex.person("greta").await;
    let anna = app.sign_in("anna@acme.example").await;
    invite(&anna, "greta@globex.example", "member").await;
    let guest = app.client();
    let page = open(&app, &guest).await;
    assert!(page.has("#current") && !page.has("#new"), "{}", page.body);
    let form = page.form("acceptance-form").set("name", "Greta");
    // the field of a new password is no way around it
    let around = guest.submit(form.clone().set("new", NEW)).await;
    assert_eq!((around.status, around.texts("#current-err").len()), (StatusCode::UNPROCESSABLE_ENTITY, 1));
    let wrong = guest.submit(form.clone().set("current", "wrong")).await;
    assert_eq!(wrong.texts("#current-err"), ["This is not your current password."]);
    let refused: String = app.ask("SELECT string_agg(o.slug, ' ') FROM security_log l JOIN organizations o ON o.id = l.organization_id WHERE l.event = 'sign_in.refused'").await;
    assert_eq!(refused, "globex globex", "told to where the login belongs");
    let linked: i64 = app.ask("SELECT count(*) FROM accounts a JOIN organizations o ON o.id = a.organization_id WHERE o.slug = 'acme' AND a.email ~ '^greta'").await;
    assert_eq!(linked, 0);
    let joined = guest.submit(form.set("current", PASSWORD)).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
    assert!(guest.get("/account/sessions").await.text().contains("Acme"));
    assert_eq!(guest.get("/organizations").await.texts("[data-testid=organization] .ttl"), ["Acme", "Globex"]);
}

#[tokio::test]
async fn guessing_the_password_there_becomes_slow() {
    let (app, _) = app_with_people().await;
    World::named(&app, "globex").await.person("greta").await;
    let anna = app.sign_in("anna@acme.example").await;
    invite(&anna, "greta@globex.example", "member").await;
    let guest = app.client();
    let form = open(&app, &guest).await.form("acceptance-form").set("name", "Greta");
    for _ in 0..5 {
        guest.submit(form.clone().set("current", "wrong")).await;
    }
    let slow = guest.submit(form.set("current", PASSWORD)).await;
    assert_eq!((slow.status, slow.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "1"));
}

#[tokio::test]
async fn whoever_is_signed_in_goes_on_as_they_are() {
    let (app, _) = app_with_people().await;
    World::named(&app, "globex").await.person("greta").await;
    let anna = app.sign_in("anna@acme.example").await;
    invite(&anna, "greta.home@mail.example", "member").await;
    let greta = app.sign_in("greta@globex.example").await;
    let page = open(&app, &greta).await;
    assert!(page.only("as-login").contains("greta@globex.example"));
    assert_eq!(page.form("acceptance-form").get("name"), Some("Greta"));
    let joined = greta.submit(page.form("acceptance-form")).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
    assert!(greta.get("/account/sessions").await.text().contains("Acme"));
    let logins: i64 = app.ask("SELECT count(*) FROM logins WHERE email ~ '^greta'").await;
    assert_eq!(logins, 1, "no second login was made");
    let open_sessions: i64 = app.ask("SELECT count(*) FROM account_sessions s JOIN accounts a ON a.id = s.account_id WHERE a.email ~ '^greta' AND s.ended_at IS NULL").await;
    assert_eq!(open_sessions, 1, "the session in the other organization has ended");
}

#[tokio::test]
async fn the_account_of_an_import_becomes_that_of_the_person() {
    let (app, world) = app_with_people().await;
    let vera = world.account("vera", "member", None).await;
    world.set("accounts", vera.0, "state = 'inactive', name = 'Vera of the import'").await;
    let anna = app.sign_in("anna@acme.example").await;
    invite(&anna, "Vera@acme.example", "member").await;
    let guest = app.client();
    let page = open(&app, &guest).await;
    assert!(page.only("account-name").contains("Vera of the import") && !page.has("#name"));
    let joined = guest.submit(page.form("acceptance-form").set("new", NEW)).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text());
    let account: String = app.ask("SELECT concat_ws(' ', count(*), max(name), max(state), bool_and(login_id IS NOT NULL)) FROM accounts WHERE email_norm = 'vera@acme.example'").await;
    assert_eq!(account, "1 Vera of the import active t");
}

#[tokio::test]
async fn an_invitation_ends_with_its_time_and_with_the_organization() {
    let (app, _) = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    invite(&anna, "vera@acme.example", "member").await;
    let guest = app.client();
    let form = open(&app, &guest).await.form("acceptance-form").set("name", "Vera").set("new", NEW);
    app.sql("UPDATE organizations SET state = 'suspended'").await;
    assert_eq!(guest.submit(form.clone()).await.status, StatusCode::GONE);
    app.sql("UPDATE organizations SET state = 'active'").await;
    app.clock.advance(Duration::days(7));
    assert_eq!(guest.submit(form).await.status, StatusCode::GONE);
    let accounts: i64 = app.ask("SELECT count(*) FROM accounts WHERE email ~ '^vera'").await;
    assert_eq!(accounts, 0);
}

#[tokio::test]
async fn two_at_once_make_one_account() {
    let (app, _) = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    invite(&anna, "vera@acme.example", "member").await;
    let (one, other) = (app.client(), app.client());
    let form = open(&app, &one).await.form("acceptance-form").set("name", "Vera").set("new", NEW);
    open(&app, &other).await;
    let (first, second) = tokio::join!(one.submit(form.clone()), other.submit(form));
    let mut statuses = [first.status, second.status];
    statuses.sort();
    assert_eq!(statuses[0], StatusCode::SEE_OTHER, "{} {}", first.text(), second.text());
    assert!(statuses[1].is_client_error(), "{statuses:?}");
    let made: String = app.ask("SELECT concat_ws(' ', (SELECT count(*) FROM accounts WHERE email ~ '^vera'), (SELECT count(*) FROM logins WHERE email ~ '^vera'))").await;
    assert_eq!(made, "1 1");
}
