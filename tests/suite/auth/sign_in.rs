//! The door: e-mail and password.

use axum::http::StatusCode;

use crate::app::TestApp;
use crate::world::{PASSWORD, World};

async fn app_with_anna(settings: &[(&str, &str)]) -> TestApp {
    let app = TestApp::with(settings).await;
    World::new(&app).await.person("anna").await;
    app
}

#[tokio::test]
async fn the_form_leads_back_to_the_page_that_was_wanted() {
    let app = app_with_anna(&[]).await;
    let client = app.client();

    let door = client.follow(client.get("/account/sessions?from=mail").await).await;
    let answer =
        client.submit(door.form("sign-in-form").set("email", "Anna@Acme.example").set("password", PASSWORD)).await;

    assert_eq!(
        (answer.status, answer.location().as_deref()),
        (StatusCode::SEE_OTHER, Some("/account/sessions?from=mail"))
    );
    assert_eq!(client.get("/account/sessions").await.status, StatusCode::OK);
    assert_eq!(client.get("/sign-in?return_to=/help").await.location().as_deref(), Some("/help"));
}

#[tokio::test]
async fn nobody_is_led_out_of_the_site() {
    let app = app_with_anna(&[]).await;
    for outside in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let client = app.client();
        let door = client.get(&format!("/sign-in?return_to={outside}")).await;
        assert_eq!(door.form("sign-in-form").get("return_to"), Some("/"), "{outside}");
        let answer = client
            .post("/sign-in/local", &[("email", "anna@acme.example"), ("password", PASSWORD), ("return_to", outside)])
            .await;
        assert_eq!(answer.location().as_deref(), Some("/"), "{outside}");
    }
}

#[tokio::test]
async fn whether_somebody_exists_does_not_show() {
    let app = app_with_anna(&[]).await;
    let world = World::named(&app, "globex").await;
    let login = world.login("idle@globex.example").await;
    world.account("idle", "member", Some(login)).await;
    app.sql("UPDATE accounts SET state = 'suspended' WHERE email = 'idle@globex.example'").await;
    app.sql("INSERT INTO logins (id, email) VALUES (gen_random_uuid(), 'invited@acme.example')").await;
    let checks = async || {
        let metrics = app.client().get("/metrics").await.body;
        let line = metrics
            .lines()
            .find_map(|line| line.strip_prefix("okrio_password_checks_total "))
            .unwrap_or("0")
            .to_owned();
        line.parse::<u64>().unwrap()
    };
    let mut shown = Vec::new();
    for (email, password) in [
        ("anna@acme.example", "a wrong password"),
        ("nobody@acme.example", "a wrong password"),
        ("invited@acme.example", ""),
        ("idle@globex.example", PASSWORD),
        ("a\0b@acme.example", PASSWORD),
    ] {
        let before = checks().await;
        let answer = app.client().post("/sign-in/local", &[("email", email), ("password", password)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{email}");
        assert!(checks().await > before, "{email}: a password was hashed");
        shown.push(answer.only("sign-in-refused"));
    }
    shown.dedup();
    assert_eq!(shown, ["E-mail or password is wrong. Check both and try again."]);
}

#[tokio::test]
async fn a_wrong_try_keeps_the_address_and_marks_the_title() {
    let app = app_with_anna(&[]).await;
    let client = app.client();
    let long = format!("{}@acme.example", "a".repeat(2000));
    for email in ["anna@acme.example", "<script>alert(1)</script>", &long] {
        let answer =
            client.post("/sign-in/local", &[("email", email), ("password", "wrong"), ("return_to", "/help")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.texts("title")[0].starts_with("Error: "));
        let form = answer.form("sign-in-form");
        assert_eq!(
            (form.get("email"), form.get("password"), form.get("return_to")),
            (Some(email), Some(""), Some("/help"))
        );
    }
}

#[tokio::test]
async fn a_planted_session_is_worth_nothing_after_sign_in() {
    let app = app_with_anna(&[]).await;
    World::named(&app, "globex").await.person("mallory").await;
    let mallory = app.sign_in("mallory@globex.example").await;
    let planted = mallory.cookie("okrio").unwrap();

    let victim = app.client();
    victim.set_cookie("okrio", &planted);
    victim.sign_in("anna@acme.example").await;

    assert_ne!(victim.cookie("okrio").unwrap(), planted);
    assert!(victim.get("/account/sessions").await.text().contains("Anna"));
    let answer = mallory.get("/account/sessions").await;
    assert_eq!(answer.location().as_deref(), Some("/sign-in?return_to=%2Faccount%2Fsessions"));
    let open: i64 = app.ask("SELECT count(*) FROM account_sessions WHERE ended_at IS NULL").await;
    assert_eq!(open, 1, "the session that was signed in before has ended");
}

#[tokio::test]
async fn an_invented_session_id_is_refused_and_forgotten() {
    let app = app_with_anna(&[]).await;
    let client = app.client();
    for id in ["AAAAAAAAAAAAAAAAAAAAAA", "no id at all", "../../etc"] {
        client.set_cookie("okrio", id);
        assert_eq!(client.get("/account/sessions").await.status, StatusCode::SEE_OTHER, "{id}");
    }
    client.set_cookie("okrio", "AAAAAAAAAAAAAAAAAAAAAA");
    client.sign_in("anna@acme.example").await;
    assert_ne!(client.cookie("okrio").as_deref(), Some("AAAAAAAAAAAAAAAAAAAAAA"));
}

#[tokio::test]
async fn the_cookie_is_bound_to_this_host_over_https() {
    let app = app_with_anna(&[("OKRIO_PUBLIC_URL", "https://okr.example.com")]).await;
    let answer = app.client().post("/sign-in/local", &[("email", "anna@acme.example"), ("password", PASSWORD)]).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-okrio="), "{cookie}");
    for flag in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.split("; ").any(|part| part == flag), "{flag}: {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
    let language = app.client().get("/language/ru?back=/help").await;
    assert!(language.header("set-cookie").ends_with("; Secure"), "{}", language.header("set-cookie"));
}

#[tokio::test]
async fn without_https_the_cookie_still_works() {
    let app = app_with_anna(&[]).await;
    let answer = app.client().post("/sign-in/local", &[("email", "anna@acme.example"), ("password", PASSWORD)]).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("okrio=") && cookie.contains("HttpOnly") && !cookie.contains("Secure"), "{cookie}");
    assert_eq!(answer.header("strict-transport-security"), "");
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let app = app_with_anna(&[]).await;
    let fields = [("email", "anna@acme.example"), ("password", PASSWORD)];
    for (site, origin) in [
        ("cross-site", "https://evil.example"),
        ("same-site", "http://other.127.0.0.1:8080"),
        ("", "https://evil.example"),
        ("", "null"),
    ] {
        let client = app.client();
        client.header("sec-fetch-site", site).header("origin", origin);
        let answer = client.post("/sign-in/local", &fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{site} {origin}");
        assert!(answer.only("error-page").contains("This form came from another site"), "{}", answer.text());
        assert_eq!(client.cookie("okrio"), None);
        let part = client.htmx().post("/sign-in/local", &fields).await;
        assert_eq!(part.status, StatusCode::FORBIDDEN);
        assert_eq!(part.texts("hx-partial okrio-toast p"), ["This form came from another site and was refused."]);
    }
    let old_browser = app.client();
    old_browser.without("sec-fetch-site");
    assert_eq!(old_browser.post("/sign-in/local", &fields).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn sign_ins_and_refusals_are_logged_without_what_was_typed() {
    let app = app_with_anna(&[]).await;
    app.client().post("/sign-in/local", &[("email", "anna@acme.example"), ("password", "hunter2 hunter2")]).await;
    app.sign_in("anna@acme.example").await;
    let events: String = app.ask("SELECT string_agg(event || ' ' || ip, ', ' ORDER BY id) FROM security_log").await;
    assert_eq!(events, "sign_in.refused 192.0.2.1, sign_in.done 192.0.2.1");
    let typed: bool =
        app.ask("SELECT EXISTS (SELECT FROM security_log WHERE security_log::text ~ 'hunter2|anna@')").await;
    assert!(!typed);
    let audited: i64 =
        app.ask("SELECT count(*) FROM audit_log WHERE action = 'session.begin' AND account_id IS NOT NULL").await;
    assert_eq!(audited, 1);
}

#[tokio::test]
async fn the_door_names_the_people_of_the_demo_where_it_is() {
    let app = app_with_anna(&[]).await;
    assert!(!app.client().get("/sign-in").await.has("[data-testid=sign-in-examples]"), "there is no demo");
    let demo = World::named(&app, "demo").await;
    demo.person("employee").await;

    let client = app.client();
    let door = client.get("/sign-in?return_to=/help").await;
    let people = door.texts("[data-testid=sign-in-examples] :is(dt, dd)");
    assert_eq!(people.len(), 2 * 9);
    assert_eq!(people[..2], ["Owner", "owner@demo.example"]);
    assert_eq!(people[6..8], ["Employee", "employee@demo.example"]);
    assert_eq!(people[16..], ["Operator", "operator@okrio.example"]);
    // the link fills in the address, and keeps the way back
    let filled = client.get(&door.attributes("[data-testid=sign-in-examples] a", "href")[3]).await;
    let form = filled.form("sign-in-form");
    assert_eq!((form.get("email"), form.get("return_to")), (Some("employee@demo.example"), Some("/help")));
    assert!(filled.has("#password[autofocus]") && !filled.has("#email[autofocus]"));
    let refused = client.submit(filled.form("sign-in-form").set("password", "wrong")).await;
    assert!(refused.has("[data-testid=sign-in-examples]") && !refused.has("#password[autofocus]"));

    let russian = app.client();
    russian.header("accept-language", "ru");
    assert_eq!(russian.get("/sign-in").await.texts("[data-testid=sign-in-examples] dt")[3], "Сотрудник");
}

#[tokio::test]
async fn in_production_the_door_names_nobody() {
    let app = TestApp::with(&[
        ("OKRIO_ENVIRONMENT", "production"),
        ("OKRIO_PUBLIC_URL", "https://okr.example.com"),
        ("OKRIO_SECRET_KEY", "a key of the test that is long enough"),
        ("DATABASE_URL", "postgres://okrio_app@db.example.com/okrio"),
    ])
    .await;
    World::named(&app, "demo").await;
    let door = app.client().get("/sign-in").await;
    assert!(door.has("[data-testid=sign-in-form]") && !door.has("[data-testid=sign-in-examples]"));
}
