//! The colour of an organization: who sets it, what everybody gets, and the way back.

use axum::http::StatusCode;

use crate::app::TestApp;
use crate::support::answer::Answer;
use crate::support::client::Client;
use crate::world::World;

const PAGE: &str = "/organization/appearance";

async fn app_with_people() -> TestApp {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person_as("anna", "admin").await;
    world.person("boris").await;
    World::named(&app, "globex").await.person_as("greta", "owner").await;
    app
}

async fn set(client: &Client<'_>, colour: &str) -> Answer {
    let form = client.get(PAGE).await.form("brand-form");
    client.submit(form.set("colour", colour)).await
}

fn sheets(page: &Answer) -> Vec<String> {
    page.attributes("link[rel=stylesheet][href^='/brand/']", "href")
}

#[tokio::test]
async fn a_colour_is_fitted_and_on_every_page_of_everybody() {
    let app = app_with_people().await;
    let (anna, boris) = (app.sign_in("anna@acme.example").await, app.sign_in("boris@acme.example").await);
    assert!(sheets(&boris.get("/").await).is_empty());
    let saved = set(&anna, "FFCC00").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert_eq!(anna.follow(saved).await.form("brand-form").get("colour"), Some("#ffcc00"));

    let address = sheets(&boris.get("/help").await).remove(0);
    let sheet = boris.get(&address).await;
    assert_eq!(sheet.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(sheet.header("cache-control"), "private, max-age=31536000, immutable");
    assert!(!sheet.header("vary").contains("Cookie"), "one file, whatever else the browser brings");
    assert!(sheet.body.contains("--accent:light-dark(#826708,#ffcc00)"), "{}", sheet.body);
    assert!(sheet.body.len() <= 1024);
    let links = boris.get("/help").await.attributes("link[rel=stylesheet]", "href");
    assert!(links[0].starts_with("/assets/") && links[1] == address, "the order of layers comes first: {links:?}");

    let traced: (String, String) = (
        app.ask("SELECT detail->>'new' FROM audit_log WHERE action = 'organization.brand'").await,
        app.ask("SELECT subject_kind FROM audit_log WHERE action = 'organization.brand'").await,
    );
    assert_eq!(traced, ("#ffcc00".to_owned(), "organization".to_owned()));
}

#[tokio::test]
async fn only_administrators_of_the_organization_have_to_do_with_it() {
    let app = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    set(&anna, "#00a651").await;
    let address = sheets(&anna.get("/").await).remove(0);
    let boris = app.sign_in("boris@acme.example").await;
    assert_eq!(boris.get(PAGE).await.status, StatusCode::FORBIDDEN);
    assert_eq!(boris.post(PAGE, &[("colour", "#000"), ("_ver", "2")]).await.status, StatusCode::FORBIDDEN);
    assert!(
        !boris.get("/").await.has(&format!("a[href='{PAGE}']"))
            && anna.get("/").await.has(&format!("a[href='{PAGE}']"))
    );
    let greta = app.sign_in("greta@globex.example").await;
    assert!(sheets(&greta.get("/").await).is_empty());
    assert_eq!(greta.get(&address).await.status, StatusCode::NOT_FOUND);
    assert!(app.client().get(&address).await.location().is_some_and(|to| to.starts_with("/sign-in")));
    for wrong in ["/brand/x.css", "/brand/x", "/brand/0192f0c1-0000-7000-8000-000000000001.0123456789ab.css"] {
        assert_eq!(anna.get(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let changed: i64 = app.ask("SELECT count(*) FROM organizations WHERE brand_colour IS NOT NULL").await;
    assert_eq!(changed, 1);
}

#[tokio::test]
async fn a_page_from_before_a_change_gets_what_holds_now() {
    let app = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    set(&anna, "#00a651").await;
    let before = sheets(&anna.get("/").await).remove(0);
    set(&anna, "#e60000").await;
    let late = anna.get(&before).await;
    assert_eq!(late.header("cache-control"), "no-store");
    assert!(late.body.contains("#d80503"), "{}", late.body);
    assert_ne!(sheets(&anna.get("/").await), [before]);
}

#[tokio::test]
async fn it_is_shown_before_it_is_saved() {
    let app = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    let page = anna.get(&format!("{PAGE}?colour=%23ffcc00")).await;
    assert_eq!(
        page.texts("[data-testid=brand-preview] .sub"),
        [
            "We made your colour darker, so that text stays readable: lightness 86.5 → 52.5 of 100.",
            "Your colour fits as it is."
        ]
    );
    assert_eq!(page.texts("[data-testid=brand-preview] td").len(), 10);
    assert!(page.has("rect[fill='#826708']") && page.has("rect[fill='#ffcc00']"));
    let part = anna.htmx().get(&format!("{PAGE}?colour=%23ffcc00")).await;
    assert!(part.has("#brand-preview") && !part.has("form"), "{}", part.body);
    assert!(part.header("hx-trigger").contains("Dark theme: Your colour fits"));
    assert!(anna.htmx().get(&format!("{PAGE}?colour=%23ffcc")).await.body.contains("Type a colour"));
    let saved: i64 = app.ask("SELECT count(*) FROM organizations WHERE brand_colour IS NOT NULL").await;
    assert_eq!(saved, 0);
}

#[tokio::test]
async fn what_is_no_colour_is_refused_and_kept_in_the_field() {
    let app = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    for typed in ["", "yellow", "#12345", "url(x)", "#fff;}body{"] {
        let refused = set(&anna, typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(refused.has("[data-testid=error-summary] a[href='#colour']"), "{}", refused.text());
        assert_eq!(refused.form("brand-form").get("colour"), Some(typed));
    }
    let version: i32 = app.ask("SELECT version FROM organizations WHERE slug = 'acme'").await;
    assert_eq!(version, 1);
}

#[tokio::test]
async fn two_administrators_hear_of_each_other() {
    let app = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    let old = anna.get(PAGE).await.form("brand-form");
    set(&anna, "#00bcd4").await;
    let conflict = anna.submit(old.set("colour", "#7f00ff")).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.texts("[data-testid=conflict]").remove(0).contains("#00bcd4"), "{}", conflict.text());
    let again = anna.submit(conflict.form("brand-form")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let colour: String = app.ask("SELECT brand_colour FROM organizations WHERE slug = 'acme'").await;
    assert_eq!(colour, "#7f00ff");
}

#[tokio::test]
async fn it_can_be_given_up_and_taken_back() {
    let app = app_with_people().await;
    let anna = app.sign_in("anna@acme.example").await;
    set(&anna, "#00bcd4").await;
    let form = anna.get(PAGE).await.form("brand-form");
    let page = anna.follow(anna.submit(form.set("reset", "1")).await).await;
    assert!(sheets(&page).is_empty() && !page.has("button[name=reset]"));
    let undo = page.attributes("#toasts form", "action").remove(0);
    let page = anna.follow(anna.post(&undo, &[]).await).await;
    assert_eq!((sheets(&page).len(), page.form("brand-form").get("colour")), (1, Some("#00bcd4")));
    let traces: i64 = app.ask("SELECT count(*) FROM audit_log WHERE action = 'organization.brand'").await;
    assert_eq!(traces, 3);

    // not over what somebody has chosen since
    let page = anna.follow(set(&anna, "#e60000").await).await;
    let undo = page.attributes("#toasts form", "action").remove(0);
    set(&anna, "#003366").await;
    assert_eq!(anna.post(&undo, &[]).await.status, StatusCode::CONFLICT);
}
