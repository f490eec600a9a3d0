//! Who operates the platform when nobody does yet.

use axum::http::StatusCode;
use okrio::config::Config;
use okrio::joining::first_operator::{Start, at_start, make_link};
use okrio::kernel::Email;

use crate::app::TestApp;
use crate::auth::password_reset::link;
use crate::world::{PASSWORD, World};

const NEW: &str = "five green elephants";
const WITH_MAIL: &[(&str, &str)] = &[
    ("OKRIO_SUPERADMIN_EMAIL", "olaf@platform.example"),
    ("SMTP_HOST", "mail.example.com"),
    ("SMTP_FROM", "okr@example.com"),
];

fn config(settings: &[(&str, &str)]) -> Config {
    Config::read(|name| settings.iter().find(|one| one.0 == name).map(|one| one.1.to_owned())).unwrap()
}

#[tokio::test]
async fn the_first_operator_chooses_a_password_by_a_letter() {
    let app = TestApp::new().await;
    let olaf = Email::parse("olaf@platform.example").unwrap();
    assert_eq!(at_start(&app.db, &config(WITH_MAIL)).await.unwrap(), Start::Written(olaf));
    assert_eq!(at_start(&app.db, &config(WITH_MAIL)).await.unwrap(), Start::Nothing, "one letter is enough");
    let before: bool = app.ask("SELECT bool_or(is_operator) FROM logins").await;
    assert!(!before, "not before the link was used");

    let client = app.client();
    client.get(&link(&app).await).await;
    let form = client.get("/password/new").await.form("new-password-form").set("new", NEW);
    assert_eq!(client.submit(form).await.status, StatusCode::SEE_OTHER);
    let fields = [("email", "olaf@platform.example"), ("password", NEW)];
    let entered = client.post("/sign-in/local", &fields).await;
    assert_eq!(entered.location().as_deref(), Some("/operator"));
    assert_eq!(client.get("/operator").await.status, StatusCode::OK);
    assert_eq!(at_start(&app.db, &config(WITH_MAIL)).await.unwrap(), Start::Nothing, "there is one");
    let events: String = app.ask("SELECT string_agg(event, ' ' ORDER BY id) FROM security_log").await;
    assert_eq!(events, "operator.link password.reset operator.begin");
}

#[tokio::test]
async fn without_mail_the_link_is_printed_on_demand() {
    let app = TestApp::new().await;
    let config = config(&[("OKRIO_SUPERADMIN_EMAIL", "anna@acme.example")]);
    World::new(&app).await.person("anna").await;
    let anna = Email::parse("anna@acme.example").unwrap();
    assert_eq!(at_start(&app.db, &config).await.unwrap(), Start::ToBePrinted(anna.clone()));
    let letters: i64 = app.ask("SELECT count(*) FROM letters").await;
    assert_eq!(letters, 0);
    let address = make_link(&app.db, &config, &anna).await.unwrap();
    let client = app.client();
    client.get(address.strip_prefix("http://127.0.0.1:8080").unwrap()).await;
    let form = client.get("/password/new").await.form("new-password-form").set("new", NEW);
    client.submit(form).await;
    let logins: String = app.ask("SELECT string_agg(email || ' ' || is_operator, ',') FROM logins").await;
    assert_eq!(logins, "anna@acme.example true", "the login that was there");
    let old = client.post("/sign-in/local", &[("email", "anna@acme.example"), ("password", PASSWORD)]).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn nobody_is_written_to_unless_named() {
    let app = TestApp::new().await;
    assert_eq!(at_start(&app.db, &config(&[])).await.unwrap(), Start::Nothing);
    let logins: i64 = app.ask("SELECT count(*) FROM logins").await;
    assert_eq!(logins, 0);
}
