//! Signing in with a code that is sent by mail.

use axum::http::StatusCode;
use chrono::Duration;

use super::phone::Phone;
use crate::app::TestApp;
use crate::support::answer::{Answer, FilledForm};
use crate::support::client::Client;
use crate::world::World;

async fn app_with_anna() -> TestApp {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    app
}

/// The form for the code, after one was asked for.
async fn asked(client: &Client<'_>, email: &str) -> FilledForm {
    let form = client.get("/sign-in/code?return_to=/help").await.form("email-code-form").set("email", email);
    let answer = client.submit(form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.form("email-code-check")
}

/// The code of the last letter to somebody.
pub async fn sent_code(app: &TestApp) -> String {
    let text: String = app
        .ask("SELECT text FROM letters WHERE kind = 'sign_in_code' AND recipient <> 'nobody' ORDER BY id DESC LIMIT 1")
        .await;
    text.lines()
        .find(|line| line.len() == 7 && line.chars().all(|c| c.is_ascii_digit() || c == ' '))
        .unwrap()
        .to_owned()
}

fn refusal(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.only("email-code-refused")
}

#[tokio::test]
async fn a_code_opens_once_on_the_page_that_asked_for_it() {
    let app = app_with_anna().await;
    let client = app.client();
    let offer = client.get("/sign-in?return_to=/help").await.attributes("a[href^='/sign-in/code']", "href").remove(0);
    assert_eq!(offer, "/sign-in/code?return_to=%2Fhelp");
    let form = asked(&client, " Anna@Acme.example ").await;
    let other = asked(&app.client(), "anna@acme.example").await;
    let newest = sent_code(&app).await;
    assert_eq!(
        refusal(&client.submit(form.clone().set("code", &newest)).await),
        "This code does not fit. Check the newest letter and try again."
    );
    let entered = app.client();
    let answer = entered.submit(other.clone().set("code", &newest)).await;
    assert_eq!((answer.status, answer.location().as_deref()), (StatusCode::SEE_OTHER, Some("/help")));
    assert_eq!(entered.get("/account/sessions").await.status, StatusCode::OK);
    let methods: Vec<String> = app.ask("SELECT methods FROM account_sessions").await;
    assert_eq!(methods, ["email_code"]);
    for used in [other, form] {
        let again = refusal(&app.client().submit(used.set("code", &newest)).await);
        assert_eq!(again, "This code can no longer be used. Have another one sent.");
    }
    let kept: bool = app.ask("SELECT EXISTS (SELECT FROM security_log WHERE security_log::text ~ 'anna@')").await;
    assert!(!kept);
}

#[tokio::test]
async fn a_code_fits_for_ten_minutes_and_five_tries() {
    let app = app_with_anna().await;
    let client = app.client();
    let form = asked(&client, "anna@acme.example").await;
    let sent = sent_code(&app).await;
    let wrong = if sent == "000 000" { "111111" } else { "000000" };
    for _ in 0..5 {
        assert!(refusal(&client.submit(form.clone().set("code", wrong)).await).contains("does not fit"));
    }
    assert!(refusal(&client.submit(form.set("code", &sent)).await).contains("no longer"));
    let form = asked(&client, "anna@acme.example").await;
    let sent = sent_code(&app).await;
    app.clock.advance(Duration::minutes(10));
    assert!(refusal(&client.submit(form.set("code", &sent)).await).contains("no longer"));
    let refused: i64 = app.ask("SELECT count(*) FROM security_log WHERE event = 'email_code.refused'").await;
    assert_eq!(refused, 7);
}

#[tokio::test]
async fn whether_somebody_exists_does_not_show() {
    let app = app_with_anna().await;
    app.sql("INSERT INTO logins (id, email) VALUES (gen_random_uuid(), 'invited@acme.example')").await;
    let mut done = Vec::new();
    for email in ["anna@acme.example", "nobody@acme.example", "invited@acme.example"] {
        let client = app.client();
        let form = client.get("/sign-in/code").await.form("email-code-form").set("email", email);
        let answer = client.submit(form).await;
        let shown = answer.text().replace(email, "…");
        let check = client.submit(answer.form("email-code-check").set("code", "12")).await;
        let rows: String = app.ask("SELECT concat_ws(' ', (SELECT count(*) FROM email_codes), (SELECT count(*) FROM letters), (SELECT count(*) FROM security_log), (SELECT count(*) FROM mail_quotas WHERE used > 0) > 0)").await;
        app.sql("DELETE FROM email_codes; DELETE FROM letters; ALTER TABLE security_log DISABLE TRIGGER ALL; DELETE FROM security_log").await;
        done.push((answer.status, shown, refusal(&check), rows, client.cookie("okrio")));
    }
    done.dedup();
    assert_eq!(done.len(), 1, "{done:#?}");
}

#[tokio::test]
async fn nobody_is_flooded_with_letters() {
    let app = app_with_anna().await;
    for _ in 0..7 {
        asked(&app.client(), "anna@acme.example").await;
    }
    let sent: i64 = app.ask("SELECT count(*) FROM letters WHERE recipient <> 'nobody'").await;
    assert_eq!(sent, 5);
    for number in 0..23 {
        asked(&app.client(), &format!("somebody-{number}@acme.example")).await;
    }
    let client = app.client();
    let form = client.get("/sign-in/code").await.form("email-code-form").set("email", "anna@acme.example");
    assert_eq!(client.submit(form.clone()).await.status, StatusCode::TOO_MANY_REQUESTS);
    let elsewhere = app.client().from([198, 51, 100, 7]);
    assert_eq!(elsewhere.submit(form).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_app_that_is_set_up_is_asked_for_as_well() {
    let app = app_with_anna().await;
    let anna = app.sign_in("anna@acme.example").await;
    Phone::set_up(&anna, app.clock.now()).await;
    let client = app.client();
    let form = asked(&client, "anna@acme.example").await;
    let held = client.submit(form.set("code", &sent_code(&app).await)).await;
    assert_eq!(held.location().as_deref(), Some("/sign-in/second-factor?return_to=%2Fhelp"));
}

#[tokio::test]
async fn an_organization_may_take_nothing_else() {
    let app = app_with_anna().await;
    app.sql("INSERT INTO sign_in_policies (organization_id, ways, second_factor) SELECT id, '{email_code}', false FROM organizations").await;
    let client = app.client();
    let fields = [("email", "anna@acme.example"), ("password", crate::world::PASSWORD), ("return_to", "/help")];
    let page = client.follow(client.post("/sign-in/local", &fields).await).await;
    let way = page.attributes("[data-testid=way][data-id=email_code] a", "href").remove(0);
    let form = client.get(&way).await.form("email-code-form").set("email", "anna@acme.example");
    let form = client.submit(form).await.form("email-code-check");
    let entered = client.submit(form.set("code", &sent_code(&app).await)).await;
    assert_eq!(entered.location().as_deref(), Some("/help"));
}

#[tokio::test]
async fn where_mail_is_off_no_code_is_offered() {
    let app = TestApp::with(&[("OKRIO_PUBLIC_URL", "http://okr.example.com")]).await;
    let client = app.client();
    assert!(!client.get("/sign-in").await.has("a[href^='/sign-in/code']"));
    let page = client.get("/sign-in/code").await;
    assert!(page.text().contains("Mail is switched off") && !page.has("form[data-testid=email-code-form]"));
    let refused = client.post("/sign-in/code", &[("email", "anna@acme.example")]).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn what_is_no_address_is_refused_in_words() {
    let app = app_with_anna().await;
    let client = app.client();
    for typed in ["", "anna", "anna@acme.example\nbcc: eve@evil.example", "аnna@acme.example"] {
        let refused = client.post("/sign-in/code", &[("email", typed)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(refused.has("#email[aria-invalid=true]"));
    }
    let sent: i64 = app.ask("SELECT count(*) FROM letters").await;
    assert_eq!(sent, 0);
}
