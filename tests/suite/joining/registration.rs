//! A person comes with an organization of their own.

use axum::http::StatusCode;
use chrono::Duration;

use crate::app::TestApp;
use crate::auth::password_reset::link;
use crate::support::answer::Answer;
use crate::support::client::Client;
use crate::world::{PASSWORD, World};

const NEW: &str = "five green elephants";

async fn ask(client: &Client<'_>, email: &str) -> Answer {
    client.submit(client.get("/register").await.form("register-form").set("email", email)).await
}

/// The form that the letter leads to.
async fn open(app: &TestApp, client: &Client<'_>) -> Answer {
    let path = link(app).await;
    assert!(path.starts_with("/registration/"), "{path}");
    assert_eq!(client.get(&path).await.location().as_deref(), Some("/registration"));
    client.get("/registration").await
}

#[tokio::test]
async fn from_an_address_to_an_organization() {
    let app = TestApp::new().await;
    let client = app.client();
    assert!(client.get("/sign-in").await.attributes("a", "href").contains(&"/register".to_owned()));
    let asked = ask(&client, "vera@shchuka.example").await;
    assert!(asked.only("register-asked").contains("vera@shchuka.example"));
    client.header("accept-language", "ru");
    let page = open(&app, &client).await;
    let form = page.form("registration-form");
    assert_eq!(form.get("zone"), Some("Europe/Moscow"));
    let form = form.set("organization", "Доставка «Щука»").set("name", "Вера Орлова").set("new", NEW);
    let done = client.submit(form).await;
    assert_eq!((done.status, done.location().as_deref()), (StatusCode::SEE_OTHER, Some("/")), "{}", done.text());
    let home = client.follow(done).await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.text().contains("Организация создана"), "{}", home.text());
    let made: String = app
        .ask("SELECT concat_ws('|', o.slug, o.name, o.locale, o.time_zone, a.name, a.email, a.role, (SELECT count(*) FROM periods), (SELECT name FROM workspaces)) FROM organizations o, accounts a")
        .await;
    assert_eq!(
        made,
        "dostavka-shchuka|Доставка «Щука»|ru|Europe/Moscow|Вера Орлова|vera@shchuka.example|owner|5|Доставка «Щука»"
    );
    // at once a place to work in
    let objective =
        client.submit(client.get("/objectives/new").await.form("objective-form").set("title", "Первая цель")).await;
    assert_eq!(objective.status, StatusCode::SEE_OTHER, "{}", objective.text());
    let audited: String =
        app.ask("SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log WHERE action ~ 'create'").await;
    assert_eq!(audited, "organization.create account.create objective.create");
    assert_eq!(client.get("/registration").await.status, StatusCode::GONE, "the link is used up");
}

#[tokio::test]
async fn whoever_has_a_login_proves_it() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person("anna").await;
    let client = app.client();
    let (known, unknown) = (ask(&client, "anna@acme.example").await, ask(&client, "nobody@acme.example").await);
    assert_eq!(
        known.body.replace("anna@acme.example", ""),
        unknown.body.replace("nobody@acme.example", ""),
        "whether somebody exists does not show"
    );
    ask(&client, "anna@acme.example").await;
    let page = open(&app, &client).await;
    assert!(page.has("#current") && !page.has("#new"));
    let form = page.form("registration-form").set("organization", "Acme").set("name", "Anna");
    let wrong = client.submit(form.clone().set("current", "wrong").set("new", NEW)).await;
    assert_eq!(wrong.texts("#current-err"), ["This is not your current password."]);
    assert_eq!(wrong.form("registration-form").get("organization"), Some("Acme"));
    let done = client.submit(form.set("current", PASSWORD)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let slugs: String = app.ask("SELECT string_agg(slug, ' ' ORDER BY slug) FROM organizations").await;
    assert_eq!(slugs, "acme acme-2");
    assert_eq!(client.get("/organizations").await.marked("organization").len(), 2);
}

#[tokio::test]
async fn it_is_not_there_where_it_is_switched_off() {
    for settings in [("OKRIO_REGISTRATION", "off"), ("OKRIO_TENANCY", "single")] {
        let app = TestApp::with(&[settings]).await;
        let client = app.client();
        assert!(!client.get("/sign-in").await.attributes("a", "href").contains(&"/register".to_owned()));
        client.set_cookie("okrio-link-registration", &"0".repeat(64));
        for path in ["/register", "/registration"] {
            assert_eq!(client.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(
                client.post(path, &[("email", "vera@acme.example")]).await.status,
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn the_link_lasts_a_day_and_letters_are_few() {
    let app = TestApp::new().await;
    let client = app.client();
    for _ in 0..5 {
        assert_eq!(ask(&client, "vera@acme.example").await.status, StatusCode::OK);
    }
    let sent: i64 = app.ask("SELECT count(*) FROM letters WHERE sent_at IS NULL").await;
    assert_eq!(sent, 3);
    let page = open(&app, &client).await;
    app.clock.advance(Duration::hours(24));
    let form = page.form("registration-form").set("organization", "Acme").set("name", "Vera").set("new", NEW);
    assert_eq!(client.submit(form).await.status, StatusCode::GONE);
    let made: i64 = app.ask("SELECT count(*) FROM organizations").await;
    assert_eq!(made, 0);
}

#[tokio::test]
async fn the_letter_says_nothing_that_was_typed() {
    let app = TestApp::new().await;
    ask(&app.client(), "vera@acme.example").await;
    let text: String = app.ask("SELECT subject || text || html FROM letters").await;
    assert!(!text.contains("vera"), "{text}");
}
