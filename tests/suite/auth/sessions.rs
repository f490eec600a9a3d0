//! Devices, and how sessions end.

use axum::http::StatusCode;
use chrono::Duration;

use crate::app::TestApp;
use crate::support::client::Client;
use crate::world::World;

async fn app_with_anna() -> TestApp {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    app
}

async fn is_in(client: &Client<'_>) -> bool {
    let answer = client.get("/account/sessions").await;
    match answer.status {
        StatusCode::OK => true,
        StatusCode::SEE_OTHER if answer.location().unwrap().starts_with("/sign-in") => false,
        other => panic!("{other}: {}", answer.text()),
    }
}

#[tokio::test]
async fn devices_are_listed_and_one_is_ended() {
    let app = app_with_anna().await;
    let laptop = app.sign_in("anna@acme.example").await;
    app.clock.advance(Duration::hours(1));
    let phone = app.client().from([203, 0, 113, 9]);
    phone.header("user-agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1");
    phone.sign_in("anna@acme.example").await;

    let page = laptop.get("/account/sessions").await;
    let devices = page.marked("session");
    assert_eq!(devices.len(), 2);
    assert!(devices.iter().any(|device| device.starts_with("Firefox, Linux this device · 192.0.2.1")), "{devices:?}");
    assert!(
        devices.iter().any(|device| device.starts_with("Safari, iPhone last seen today, 10:00 · 203.0.113.9")),
        "{devices:?}"
    );

    let mut forms = page.forms("form[hx-swap=delete]");
    assert_eq!(forms.len(), 1, "only the other device can be ended");
    let answer = laptop.htmx().submit(forms.remove(0)).await;
    assert_eq!((answer.status, answer.said().as_str()), (StatusCode::OK, "Signed out of the device."));
    assert!(!is_in(&phone).await);
    assert!(is_in(&laptop).await);
    let audited: i64 = app.ask("SELECT count(*) FROM audit_log WHERE action = 'session.end'").await;
    assert_eq!(audited, 1);
}

#[tokio::test]
async fn all_other_devices_are_ended_without_scripts() {
    let app = app_with_anna().await;
    let here = app.sign_in("anna@acme.example").await;
    let (one, two) = (app.sign_in("anna@acme.example").await, app.sign_in("anna@acme.example").await);
    let form = here.get("/account/sessions").await.form("end-others");
    let page = here.follow(here.submit(form).await).await;
    assert_eq!(page.texts("#toasts p"), ["Signed out of 2 other devices."]);
    assert!(is_in(&here).await && !is_in(&one).await && !is_in(&two).await);
    assert!(!here.get("/account/sessions").await.has("#toasts okrio-toast"), "the message is shown once");
}

#[tokio::test]
async fn sessions_of_others_are_not_there() {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person("anna").await;
    world.person("boris").await;
    let admin = World::named(&app, "globex").await.person_as("admin", "admin").await;
    let anna = app.sign_in("anna@acme.example").await;
    app.sign_in("boris@acme.example").await;
    app.sign_in("admin@globex.example").await;
    let foreign: Vec<uuid::Uuid> = sqlx::query_scalar("SELECT id FROM account_sessions s WHERE account_id = $1 OR account_id IN (SELECT id FROM accounts WHERE name = 'Boris')")
        .bind(admin)
        .fetch_all(&app.admin)
        .await
        .unwrap();
    assert_eq!(foreign.len(), 2);
    for id in foreign {
        assert_eq!(anna.post(&format!("/account/sessions/{id}/end"), &[]).await.status, StatusCode::NOT_FOUND);
    }
    let open: i64 = app.ask("SELECT count(*) FROM account_sessions WHERE ended_at IS NULL").await;
    assert_eq!(open, 3);
}

#[tokio::test]
async fn an_ended_session_keeps_the_form_under_htmx() {
    let app = app_with_anna().await;
    let client = app.sign_in("anna@acme.example").await;
    app.sql("UPDATE account_sessions SET ended_at = now()").await;
    client.header("hx-current-url", "http://127.0.0.1:8080/account/appearance?x=1");
    let answer = client.htmx().post("/account/appearance", &[("theme", "dark"), ("language", "en")]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.texts("form").len(), 0, "nothing to swap but a toast");
    assert_eq!(
        answer.attributes("okrio-toast a[target=_blank]", "href"),
        ["/sign-in?return_to=%2Faccount%2Fappearance%3Fx%3D1"]
    );
    assert!(answer.said().starts_with("Your session has ended."));
    assert_eq!(answer.location(), None);
}

#[tokio::test]
async fn an_ended_session_leads_a_form_to_the_door_and_back_to_its_page() {
    let app = app_with_anna().await;
    let client = app.sign_in("anna@acme.example").await;
    app.sql("UPDATE account_sessions SET ended_at = now()").await;
    client.header("referer", "http://127.0.0.1:8080/account/appearance");
    let answer = client.post("/account/appearance", &[("theme", "dark"), ("language", "en")]).await;
    assert_eq!(answer.location().as_deref(), Some("/sign-in?return_to=%2Faccount%2Fappearance"));
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it_and_in_any_case() {
    let app = app_with_anna().await;
    let client = app.sign_in("anna@acme.example").await;
    for _ in 0..4 {
        app.clock.advance(Duration::days(7) - Duration::minutes(1));
        assert!(is_in(&client).await);
    }
    app.clock.advance(Duration::days(3));
    assert!(!is_in(&client).await, "30 days are over, though it was used");

    let client = app.sign_in("anna@acme.example").await;
    app.clock.advance(Duration::days(7));
    assert!(!is_in(&client).await, "nobody used it for a week");
}

#[tokio::test]
async fn suspension_ends_it_with_the_next_request() {
    let app = app_with_anna().await;
    for (suspend, resume) in [
        ("UPDATE accounts SET state = 'suspended'", "UPDATE accounts SET state = 'active'"),
        ("UPDATE organizations SET state = 'inactive'", "UPDATE organizations SET state = 'active'"),
    ] {
        let client = app.sign_in("anna@acme.example").await;
        assert!(is_in(&client).await);
        app.sql(suspend).await;
        assert!(!is_in(&client).await, "{suspend}");
        assert_eq!(client.cookie("okrio"), None);
        app.sql(resume).await;
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let app = app_with_anna().await;
    let client = app.sign_in("anna@acme.example").await;
    let cookie = client.cookie("okrio").unwrap();
    let form = client.get("/account/sessions").await.forms("form[data-sign-out]").remove(0);
    let answer = client.submit(form).await;
    assert_eq!((answer.location().as_deref(), answer.header("clear-site-data")), (Some("/sign-in"), "\"cache\""));
    assert_eq!(client.cookie("okrio"), None);

    let thief = app.client();
    thief.set_cookie("okrio", &cookie);
    assert!(!is_in(&thief).await);
    assert_eq!(client.post("/sign-out", &[]).await.location().as_deref(), Some("/sign-in"), "twice is fine");
    let audited: i64 = app.ask("SELECT count(*) FROM audit_log WHERE action = 'session.end'").await;
    assert_eq!(audited, 1);
}

#[tokio::test]
async fn rights_are_read_anew_with_each_request() {
    let app = app_with_anna().await;
    let client = app.sign_in("anna@acme.example").await;
    assert!(!client.get("/account/sessions").await.has("a[href='/imports']"));
    app.sql("UPDATE accounts SET role = 'admin'").await;
    assert!(client.get("/account/sessions").await.has("a[href='/imports']"));
}
