//! The authenticator app and its recovery codes: set up, asked for, given up.

use axum::http::StatusCode;
use chrono::Duration;

use super::phone::Phone;
use crate::app::TestApp;
use crate::support::answer::Answer;
use crate::support::client::Client;
use crate::world::{PASSWORD, World};

const STEP: Duration = Duration::seconds(30);
const ANNA: [(&str, &str); 3] = [("email", "anna@acme.example"), ("password", PASSWORD), ("return_to", "/help")];

async fn app_with_anna() -> (TestApp, World) {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person_as("anna", "admin").await;
    (app, world)
}

/// Anna with an app on her phone, and its recovery codes.
async fn app_with_phone() -> (TestApp, Phone, Vec<String>) {
    let (app, _) = app_with_anna().await;
    let anna = app.sign_in("anna@acme.example").await;
    let (phone, codes) = Phone::set_up(&anna, app.clock.now()).await;
    app.clock.advance(STEP);
    (app, phone, codes)
}

async fn show(client: &Client<'_>, code: &str) -> Answer {
    let form = client.get("/sign-in/second-factor?return_to=/help").await.form("second-factor-form");
    client.submit(form.set("code", code)).await
}

async fn is_in(client: &Client<'_>) -> bool {
    client.get("/account/sessions").await.status == StatusCode::OK
}

#[tokio::test]
async fn an_app_is_set_up_with_its_first_code() {
    let (app, _) = app_with_anna().await;
    let anna = app.sign_in("anna@acme.example").await;
    let page = anna.get("/account/security").await;
    assert!(page.marked("factor")[1].contains("off"), "{:?}", page.marked("factor"));
    let page = anna.get("/account/security/authenticator").await;
    let phone = Phone::of(&page);
    assert!(page.has("svg[role=img] path") && page.text().contains("Authenticator app"));
    assert_eq!(
        Phone::of(&anna.get("/account/security/authenticator").await).code(app.clock.now()),
        phone.code(app.clock.now()),
        "opened twice, it shows the same"
    );
    let wrong = anna.submit(page.form("authenticator-form").set("code", "000 000")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.has("#code[aria-invalid=true]") && wrong.form("authenticator-form").get("code") == Some("000 000"));

    let id = anna.cookie("okrio");
    let shown = anna.submit(wrong.form("authenticator-form").set("code", &phone.code(app.clock.now()))).await;
    assert_eq!(shown.header("cache-control"), "no-store");
    let codes = shown.texts("[data-testid=recovery-codes] code");
    assert_eq!(codes.len(), 10, "{}", shown.text());
    assert_ne!(anna.cookie("okrio"), id, "a new session id");
    let page = anna.get("/account/security").await;
    assert_eq!(
        page.attributes("[data-testid=factor]", "data-id"),
        ["password", "authenticator", "recovery", "identities"]
    );
    assert!(page.marked("factor")[2].contains("10 of 10 left"), "{:?}", page.marked("factor"));
    assert_eq!(anna.get("/account/security/authenticator").await.location().as_deref(), Some("/account/security"));

    let methods: Vec<String> = app.ask("SELECT methods FROM account_sessions").await;
    assert_eq!(methods, ["password", "totp"]);
    let traced: i64 = app.ask("SELECT (SELECT count(*) FROM audit_log WHERE action = 'second_factor.add') + (SELECT count(*) FROM security_log WHERE event = 'second_factor.add')").await;
    assert_eq!(traced, 2);
    let kept: String =
        app.ask("SELECT concat(encode(secret, 'escape'), (SELECT string_agg(encode(hash, 'escape'), ' ') FROM recovery_codes)) FROM login_totp").await;
    assert!(codes.iter().all(|code| !kept.contains(&code.replace('-', ""))));
    let records: String = app.ask("SELECT string_agg(encode(record, 'escape'), ' ') FROM sessions").await;
    let typed = wrong.only("authenticator-secret").replace(' ', "");
    assert!(!kept.contains(&typed) && !records.contains(&typed), "the secret is sealed wherever it is kept");
}

#[tokio::test]
async fn the_code_is_asked_for_after_the_password_and_taken_once() {
    let (app, phone, _) = app_with_phone().await;
    let client = app.client();
    let answer = client.post("/sign-in/local", &ANNA).await;
    assert_eq!(answer.location().as_deref(), Some("/sign-in/second-factor?return_to=%2Fhelp"));
    assert!(!is_in(&client).await);
    for (code, words) in [("000000", "does not fit"), ("", "does not fit"), ("not a code", "does not fit")] {
        let refused = show(&client, code).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        assert!(refused.only("second-factor-refused").contains(words));
    }
    let code = phone.code(app.clock.now());
    let entered = show(&client, &code).await;
    assert_eq!((entered.location().as_deref(), is_in(&client).await), (Some("/help"), true));

    let second = app.client();
    second.post("/sign-in/local", &ANNA).await;
    assert_eq!(show(&second, &code).await.status, StatusCode::UNPROCESSABLE_ENTITY, "seen over the shoulder");
    let before = phone.code(app.clock.now() - STEP);
    assert_eq!(show(&second, &before).await.status, StatusCode::UNPROCESSABLE_ENTITY, "nor an earlier one");
    app.clock.advance(STEP);
    assert_eq!(show(&second, &phone.code(app.clock.now())).await.status, StatusCode::SEE_OTHER);
    let refused: i64 = app
        .ask("SELECT count(*) FROM security_log WHERE event = 'second_factor.refused' AND organization_id IS NOT NULL")
        .await;
    assert_eq!(refused, 5);
    let typed: bool =
        app.ask("SELECT EXISTS (SELECT FROM security_log WHERE security_log::text ~ '000000|not a code')").await;
    assert!(!typed);
}

#[tokio::test]
async fn one_code_sent_twice_at_once_opens_one_session() {
    let (app, phone, _) = app_with_phone().await;
    let clients: Vec<_> = (0..6).map(|_| app.client()).collect();
    for client in &clients {
        client.post("/sign-in/local", &ANNA).await;
    }
    let code = phone.code(app.clock.now());
    let before: i64 = app.ask("SELECT count(*) FROM account_sessions").await;
    let fields = [("code", code.as_str())];
    futures_util::future::join_all(clients.iter().map(|client| client.post("/sign-in/second-factor", &fields))).await;
    let after: i64 = app.ask("SELECT count(*) FROM account_sessions").await;
    assert_eq!(after - before, 1);
}

#[tokio::test]
async fn a_recovery_code_opens_once() {
    let (app, _, codes) = app_with_phone().await;
    let client = app.client();
    client.post("/sign-in/local", &ANNA).await;
    let page = client.get("/sign-in/second-factor?return_to=/help").await;
    let other = page.attributes("main p a[href*=recovery]", "href").remove(0);
    let form = client.get(&other).await.form("second-factor-form");
    assert_eq!(form.get("return_to"), Some("/help"));
    let typed = codes[3].to_uppercase().replace('-', " ");
    let entered = client.submit(form.clone().set("code", &typed)).await;
    assert_eq!(entered.location().as_deref(), Some("/help"));
    assert!(client.get("/account/security").await.marked("factor")[2].contains("9 of 10 left"));
    let methods: Vec<String> = app.ask("SELECT methods FROM account_sessions ORDER BY id DESC LIMIT 1").await;
    assert_eq!(methods, ["password", "recovery_code"]);
    let told: i64 =
        app.ask("SELECT (detail->>'left')::bigint FROM security_log WHERE event = 'second_factor.recover'").await;
    assert_eq!(told, 9);

    let again = app.client();
    again.post("/sign-in/local", &ANNA).await;
    let refused = again.submit(form.set("code", &typed)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.has("input[name=with][value=recovery]"), "still about recovery codes");

    // new ones take the place of all
    let form = client.get("/account/security").await.form("renew-codes");
    let new = client.submit(form).await.texts("[data-testid=recovery-codes] code");
    assert_eq!(new.len(), 10);
    assert_eq!(show(&again, &codes[5]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(show(&again, &new[5]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn guessing_is_slowed_down_wherever_it_comes_from() {
    let (app, phone, _) = app_with_phone().await;
    for number in 0..5 {
        let client = app.client().from([198, 51, 100, number]);
        client.post("/sign-in/local", &ANNA).await;
        assert_eq!(show(&client, "123456").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let client = app.client().from([198, 51, 100, 77]);
    client.post("/sign-in/local", &ANNA).await;
    let code = phone.code(app.clock.now());
    let waits = show(&client, &code).await;
    assert_eq!((waits.status, waits.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "1"));
    app.clock.advance(Duration::seconds(2));
    assert_eq!(show(&client, &code).await.status, StatusCode::SEE_OTHER, "the right one after the wait");
}

#[tokio::test]
async fn the_steps_of_a_sign_in_take_ten_minutes_at_most() {
    let (app, phone, _) = app_with_phone().await;
    let client = app.client();
    client.post("/sign-in/local", &ANNA).await;
    let form = client.get("/sign-in/second-factor").await.form("second-factor-form");
    app.clock.advance(Duration::minutes(10));
    let late = client.submit(form.set("code", &phone.code(app.clock.now()))).await;
    assert!(late.location().unwrap().starts_with("/sign-in?"), "{:?}", late.location());
    assert!(app.client().get("/sign-in/second-factor").await.location().unwrap().starts_with("/sign-in?"));
}

#[tokio::test]
async fn an_organization_that_asks_for_it_has_it_set_up_at_the_door() {
    let (app, world) = app_with_anna().await;
    world.person("boris").await;
    app.sql("INSERT INTO sign_in_policies (organization_id, ways, second_factor) SELECT id, '{password}', true FROM organizations").await;
    let client = app.client();
    let fields = [("email", "boris@acme.example"), ("password", PASSWORD), ("return_to", "/help/keys")];
    let page = client.follow(client.post("/sign-in/local", &fields).await).await;
    assert!(page.address.starts_with("/sign-in/second-factor/new?organization="), "{}", page.address);
    assert!(page.text().contains("Acme asks for a second factor"));
    let phone = Phone::of(&page);
    let form = page.form("authenticator-form");
    let wrong = client.submit(form.clone().set("code", "12")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shown = client.submit(form.set("code", &phone.code(app.clock.now()))).await;
    assert_eq!(shown.texts("[data-testid=recovery-codes] code").len(), 10, "{}", shown.text());
    assert!(!is_in(&client).await, "the codes are to be kept first");
    let entered = client.submit(shown.form("go-on")).await;
    assert_eq!((entered.location().as_deref(), is_in(&client).await), (Some("/help/keys"), true));
    let traced: String = app.ask("SELECT a.name FROM audit_log l JOIN accounts a ON a.id = l.account_id WHERE l.action = 'second_factor.add'").await;
    assert_eq!(traced, "Boris");
}

#[tokio::test]
async fn nobody_sets_one_up_at_the_door_who_is_not_asked() {
    let (app, world) = app_with_anna().await;
    let foreign = World::named(&app, "globex").await;
    let client = app.client();
    app.sql("INSERT INTO sign_in_policies (organization_id, ways, second_factor) SELECT id, '{provider}', true FROM organizations").await;
    client.post("/sign-in/local", &ANNA).await;
    let new = |id: String| format!("/sign-in/second-factor/new?organization={id}");
    let own = client.get(&new(world.organization.to_string())).await;
    assert!(own.location().unwrap().starts_with("/organizations?"), "a password is not even taken there");
    assert_eq!(client.get(&new(foreign.organization.to_string())).await.status, StatusCode::NOT_FOUND);
    assert!(client.get(&new(String::new())).await.location().unwrap().starts_with("/organizations?"));
    let posted = client
        .post("/sign-in/second-factor/new", &[("code", "123456"), ("organization", &world.organization.to_string())])
        .await;
    assert!(posted.location().unwrap().starts_with("/organizations?"));
    let set: i64 = app.ask("SELECT count(*) FROM login_totp").await;
    assert_eq!(set, 0);
}

#[tokio::test]
async fn whoever_has_shown_one_may_ask_it_of_everybody() {
    let (app, world) = app_with_anna().await;
    world.person("boris").await;
    let (anna, boris) = (app.sign_in("anna@acme.example").await, app.sign_in("boris@acme.example").await);
    Phone::set_up(&anna, app.clock.now()).await;
    let form = anna.get("/organization/sign-in").await.form("sign-in-policy-form");
    let saved = anna.follow(anna.submit(form.set("second_factor", "1")).await).await;
    assert_eq!(saved.texts("#toasts p"), ["Saved. 1 session has ended."]);
    assert!(is_in(&anna).await && !is_in(&boris).await);
}

#[tokio::test]
async fn given_up_it_is_no_longer_asked_for() {
    let (app, phone, _) = app_with_phone().await;
    let client = app.client();
    client.post("/sign-in/local", &ANNA).await;
    show(&client, &phone.code(app.clock.now())).await;
    let form = client.get("/account/security").await.form("remove-authenticator");
    let removed = client.follow(client.submit(form).await).await;
    assert_eq!(removed.texts("#toasts p"), ["The authenticator app and its recovery codes have been removed."]);
    assert_eq!(app.client().post("/sign-in/local", &ANNA).await.location().as_deref(), Some("/help"));
    let left: i64 = app.ask("SELECT (SELECT count(*) FROM recovery_codes) + (SELECT count(*) FROM login_totp)").await;
    assert_eq!(left, 0);
    let told: Vec<String> =
        app.ask("SELECT array_agg(recipient || ' ' || split_part(text, '.', 1) ORDER BY id) FROM letters").await;
    assert_eq!(
        told,
        [
            "anna@acme.example An authenticator app was set up",
            "anna@acme.example The authenticator app and its recovery codes were removed"
        ]
    );
    for gone in ["/account/security/authenticator/removal", "/account/security/codes"] {
        assert_eq!(client.post(gone, &[]).await.status, StatusCode::NOT_FOUND, "{gone}");
    }
}

#[tokio::test]
async fn the_operator_shows_it_too() {
    let (app, world) = app_with_anna().await;
    let login = world.login("anna@acme.example").await;
    let anna = app.sign_in("anna@acme.example").await;
    let (phone, _) = Phone::set_up(&anna, app.clock.now()).await;
    app.clock.advance(STEP);
    sqlx::query("UPDATE logins SET is_operator = true WHERE id = $1").bind(login).execute(&app.admin).await.unwrap();
    let client = app.client();
    client.post("/sign-in/local", &ANNA).await;
    let held = client.post("/operator", &[]).await;
    assert!(held.location().unwrap().starts_with("/sign-in/second-factor"), "{:?}", held.location());
    show(&client, &phone.code(app.clock.now())).await;
    assert_eq!(client.post("/operator", &[]).await.location().as_deref(), Some("/operator"));
    assert_eq!(client.get("/operator").await.status, StatusCode::OK);

    // from a session that is at work since long, it is to be proved again
    anna.get("/").await;
    app.clock.advance(Duration::minutes(11));
    let asked = anna.post("/operator", &[]).await;
    assert_eq!(asked.location().as_deref(), Some("/sign-in/again?return_to=%2Forganizations"));
}
