//! A new password by a link: asked for by oneself, sent by an administrator.

use axum::http::StatusCode;
use chrono::Duration;

use crate::app::TestApp;
use crate::support::answer::Answer;
use crate::support::client::Client;
use crate::world::{PASSWORD, World};

const NEW: &str = "five green elephants";

async fn app_with_anna() -> (TestApp, World) {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person("anna").await;
    (app, world)
}

/// The path in the newest letter to somebody.
pub async fn link(app: &TestApp) -> String {
    let text: String = app.ask("SELECT text FROM letters WHERE recipient <> 'nobody' ORDER BY id DESC LIMIT 1").await;
    let address = text.lines().find(|line| line.starts_with("http://127.0.0.1:8080/")).expect(&text);
    address.strip_prefix("http://127.0.0.1:8080").unwrap().to_owned()
}

async fn ask(client: &Client<'_>, email: &str) -> Answer {
    client.submit(client.get("/password/forgotten").await.form("reset-form").set("email", email)).await
}

async fn choose(client: &Client<'_>, password: &str) -> Answer {
    let page = client.get("/password/new").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    client.submit(page.form("new-password-form").set("new", password)).await
}

async fn tries(app: &TestApp, password: &str) -> StatusCode {
    app.client().post("/sign-in/local", &[("email", "anna@acme.example"), ("password", password)]).await.status
}

#[tokio::test]
async fn a_lost_password_is_replaced_by_a_link() {
    let (app, _) = app_with_anna().await;
    let device = app.sign_in("anna@acme.example").await;
    let client = app.client();
    assert!(client.get("/sign-in").await.attributes("a", "href").contains(&"/password/forgotten".to_owned()));
    let asked = ask(&client, " Anna@Acme.example ").await;
    assert!(asked.only("reset-asked").contains("Anna@Acme.example"), "{}", asked.text());

    let path = link(&app).await;
    let opened = client.get(&path).await;
    assert_eq!((opened.status, opened.location().as_deref()), (StatusCode::SEE_OTHER, Some("/password/new")));
    let cookie = opened.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let done = choose(&client, NEW).await;
    assert_eq!((done.status, done.location().as_deref()), (StatusCode::SEE_OTHER, Some("/sign-in")));
    assert!(client.follow(done).await.text().contains("The new password is saved."));
    assert_eq!(client.cookie("okrio-link-password"), None);

    assert_eq!(device.get("/account/sessions").await.status, StatusCode::SEE_OTHER, "signed out everywhere");
    assert_eq!(tries(&app, PASSWORD).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(tries(&app, NEW).await, StatusCode::SEE_OTHER);
    let told: String = app.ask("SELECT subject FROM letters ORDER BY id DESC LIMIT 1").await;
    assert_eq!(told, "Your password for OKRio was changed");
    let events: String = app.ask("SELECT string_agg(event || ' ' || (account_id IS NOT NULL), ', ' ORDER BY id) FROM security_log WHERE event ~ '^password'").await;
    assert_eq!(events, "password.ask true, password.reset true");
}

#[tokio::test]
async fn a_link_works_once_and_for_an_hour() {
    let (app, _) = app_with_anna().await;
    let client = app.client();
    ask(&client, "anna@acme.example").await;
    let first = link(&app).await;
    ask(&client, "anna@acme.example").await;
    let second = link(&app).await;
    assert_ne!(first, second);
    client.get(&first).await;
    // checking mail uses nothing up
    client.get(&first).await;
    assert_eq!(choose(&client, NEW).await.status, StatusCode::SEE_OTHER);
    for used in [&first, &second] {
        client.get(used).await;
        assert_eq!(client.get("/password/new").await.status, StatusCode::GONE, "the other one is gone with it");
        assert_eq!(client.post("/password/new", &[("new", "six white elephants")]).await.status, StatusCode::GONE);
    }
    ask(&client, "anna@acme.example").await;
    client.get(&link(&app).await).await;
    app.clock.advance(Duration::minutes(59));
    assert_eq!(client.get("/password/new").await.status, StatusCode::OK);
    app.clock.advance(Duration::minutes(1));
    let late = client.post("/password/new", &[("new", "six white elephants")]).await;
    assert_eq!(late.status, StatusCode::GONE);
    assert_eq!(tries(&app, NEW).await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn invented_links_open_nothing() {
    let (app, _) = app_with_anna().await;
    let client = app.client();
    let opened = client.get(&format!("/password/{}", "0".repeat(64))).await;
    assert_eq!(opened.location().as_deref(), Some("/password/new"));
    assert_eq!(client.get("/password/new").await.status, StatusCode::GONE);
    for secret in ["x".to_owned(), "%3B%20Path=x".to_owned(), "F".repeat(64), "%D1%8F".repeat(32)] {
        let opened = client.get(&format!("/password/{secret}")).await;
        assert_eq!((opened.status, opened.header("set-cookie")), (StatusCode::NOT_FOUND, ""), "{secret}");
    }
}

#[tokio::test]
async fn whether_somebody_exists_does_not_show() {
    let (app, world) = app_with_anna().await;
    world.person("boris").await;
    let mut shown = Vec::new();
    let mut done = Vec::new();
    for email in ["boris@acme.example", "nobody@acme.example"] {
        let answer = ask(&app.client(), email).await;
        shown.push((answer.status, answer.body.replace(email, "")));
        done.push(app.ask::<String>("SELECT concat_ws(' ', (SELECT count(*) FROM links), (SELECT count(*) FROM letters), (SELECT count(*) FROM security_log))").await);
    }
    assert_eq!(shown[0], shown[1]);
    assert_eq!(done, ["1 1 1", "2 2 2"], "the same work");
    let sent: i64 = app.ask("SELECT count(*) FROM letters WHERE sent_at IS NULL").await;
    assert_eq!(sent, 1);
    let dead: i64 = app.ask("SELECT count(*) FROM links WHERE expires_at <= created_at").await;
    assert_eq!(dead, 1);
}

#[tokio::test]
async fn nobodys_mailbox_is_flooded() {
    let (app, _) = app_with_anna().await;
    for place in 0..6 {
        let answer = ask(&app.client().from([192, 0, 2, place]), "anna@acme.example").await;
        assert_eq!(answer.status, StatusCode::OK, "the answer stays the same");
    }
    let sent: i64 = app.ask("SELECT count(*) FROM letters WHERE sent_at IS NULL").await;
    assert_eq!(sent, 3);
    let client = app.client().from([192, 0, 2, 99]);
    for number in 0..30 {
        assert_eq!(ask(&client, &format!("a{number}@acme.example")).await.status, StatusCode::OK);
    }
    let refused = ask(&client, "a31@acme.example").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.only("reset-refused").contains("Too many letters"));
}

#[tokio::test]
async fn secrets_are_kept_nowhere() {
    let (app, _) = app_with_anna().await;
    let client = app.client();
    ask(&client, "anna@acme.example").await;
    let path = link(&app).await;
    let secret = path.rsplit('/').next().unwrap();
    assert_eq!(secret.len(), 64);
    let kept: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM links l, security_log s WHERE l::text LIKE '%' || $1 || '%' OR s::text LIKE '%' || $1 || '%'",
    )
    .bind(secret)
    .fetch_one(&app.admin)
    .await
    .unwrap();
    assert_eq!(kept, 0);
    client.get(&path).await;
    assert!(!client.get("/password/new").await.body.contains(secret));
}

#[tokio::test]
async fn weak_passwords_are_refused_and_the_link_stays() {
    let (app, _) = app_with_anna().await;
    let client = app.client();
    ask(&client, "anna@acme.example").await;
    client.get(&link(&app).await).await;
    for (password, reason) in [
        ("short", "Too short: at least 12 characters."),
        ("anna@acme.example", "This password is among those tried first by whoever guesses. Choose another one."),
    ] {
        let answer = choose(&client, password).await;
        assert_eq!(
            (answer.status, answer.texts("#new-err")),
            (StatusCode::UNPROCESSABLE_ENTITY, vec![reason.to_owned()])
        );
    }
    assert_eq!(choose(&client, NEW).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_valid_link_does_not_wait_for_wrong_tries() {
    let (app, _) = app_with_anna().await;
    for _ in 0..6 {
        tries(&app, "wrong").await;
    }
    assert_eq!(tries(&app, PASSWORD).await, StatusCode::TOO_MANY_REQUESTS);
    let client = app.client();
    ask(&client, "anna@acme.example").await;
    client.get(&link(&app).await).await;
    assert_eq!(choose(&client, NEW).await.status, StatusCode::SEE_OTHER);
    assert_eq!(tries(&app, NEW).await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn where_mail_is_off_the_page_says_so() {
    let app = TestApp::with(&[("OKRIO_PUBLIC_URL", "http://okr.example.com")]).await;
    let client = app.client();
    let page = client.get("/password/forgotten").await;
    assert!(page.only("mail-off").contains("E-mail is off") && !page.has("[data-testid=reset-form]"));
    client.header("origin", "http://okr.example.com");
    let sent = client.post("/password/forgotten", &[("email", "anna@acme.example")]).await;
    assert_eq!(sent.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn an_administrator_sends_a_link_and_never_a_password() {
    let (app, world) = app_with_anna().await;
    world.person_as("adam", "admin").await;
    let anna = world.actor_named("anna").await.account.unwrap();
    world.set("accounts", anna.0, "locale = 'ru', email = 'adam.himself@acme.example'").await;
    let nobody = world.account("vera", "member", None).await;
    let adam = app.sign_in("adam@acme.example").await;
    let send = async |id| adam.post(&format!("/organization/members/{id}/password-link"), &[]).await.status;
    assert_eq!(send(anna).await, StatusCode::SEE_OTHER);
    let letter: String = app.ask("SELECT recipient || ' ' || subject FROM letters").await;
    assert_eq!(letter, "anna@acme.example Новый пароль для OKRio", "to the login, whatever the account says");
    let client = app.client();
    client.get(&link(&app).await).await;
    app.clock.advance(Duration::hours(23));
    assert_eq!(choose(&client, NEW).await.status, StatusCode::SEE_OTHER);
    assert_eq!(tries(&app, NEW).await, StatusCode::SEE_OTHER);

    assert_eq!(send(nobody).await, StatusCode::NOT_FOUND, "nobody signs in with that account");
    for expected in [StatusCode::SEE_OTHER, StatusCode::SEE_OTHER, StatusCode::SEE_OTHER, StatusCode::TOO_MANY_REQUESTS]
    {
        assert_eq!(send(anna).await, expected);
    }
    let greta = World::named(&app, "globex").await;
    greta.person_as("greta", "owner").await;
    let greta = app.sign_in("greta@globex.example").await;
    let foreign = greta.post(&format!("/organization/members/{anna}/password-link"), &[]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let client = app.client();
    client.post("/sign-in/local", &[("email", "anna@acme.example"), ("password", NEW)]).await;
    let own = client.post(&format!("/organization/members/{anna}/password-link"), &[]).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
}
