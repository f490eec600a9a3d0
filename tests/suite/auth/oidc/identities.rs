//! Connecting an account with who one is at a provider.

use axum::http::StatusCode;
use chrono::Duration;
use serde_json::json;

use super::scene::{Scene, here};
use crate::world::World;

#[tokio::test]
async fn it_is_shown_and_can_be_taken_apart() {
    let scene = Scene::new().await;
    scene.connect().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let page = anna.get("/account/identities").await;
    assert!(page.only("identity").starts_with("Acme ID Connected as anna@there.example"), "{}", page.text());
    let removed = anna.follow(anna.submit(page.form("identity-removal")).await).await;
    assert!(removed.only("identity").contains("Not connected"), "{}", removed.text());
    assert_eq!(scene.sign_in(&scene.app.client()).await.status, StatusCode::FORBIDDEN);
    let acts: String = scene
        .app
        .ask("SELECT string_agg(action, ', ' ORDER BY id) FROM audit_log WHERE subject_kind = 'identity'")
        .await;
    assert_eq!(acts, "identity.connect, identity.disconnect");
}

#[tokio::test]
async fn the_only_way_in_stays() {
    let scene = Scene::new().await;
    scene.connect().await;
    let anna = scene.app.client();
    scene.sign_in(&anna).await;
    scene.app.sql("UPDATE logins SET password_hash = NULL WHERE email = 'anna@acme.example'").await;
    let form = anna.get("/account/identities").await.form("identity-removal");
    assert_eq!(anna.submit(form).await.status, StatusCode::CONFLICT);
    let left: i64 = scene.app.ask("SELECT count(*) FROM identities").await;
    assert_eq!(left, 1);
}

#[tokio::test]
async fn nobody_is_led_to_connect_what_is_not_theirs() {
    let scene = Scene::new().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let pass =
        |page: &crate::support::answer::Answer| page.attributes("[data-testid=identity-connect]", "href").remove(0);
    // another site does not know the pass, and one of somebody else is none
    let boss = scene.app.sign_in("boss@acme.example").await;
    let of_boss = pass(&boss.get("/account/identities").await);
    for address in [format!("{}?connect=AAAA", scene.start), of_boss] {
        assert_eq!(anna.get(&address).await.status, StatusCode::FORBIDDEN, "{address}");
    }
    let of_anna = pass(&anna.get("/account/identities").await);
    assert!(scene.app.client().get(&of_anna).await.location().unwrap().starts_with("/sign-in?"));
    // the answer counts in the session that asked
    let begun = anna.get(&pass(&anna.get("/account/identities").await)).await.location().unwrap();
    let back = here(&scene.idp.visit(&begun).await);
    let flow = anna.cookie("okrio-provider").unwrap();
    boss.set_cookie("okrio-provider", &flow);
    assert_eq!(boss.get(&back).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // a page that was left open
    scene.app.clock.advance(Duration::hours(1));
    assert_eq!(anna.get(&of_anna).await.status, StatusCode::FORBIDDEN);
    let connected: i64 = scene.app.ask("SELECT count(*) FROM identities").await;
    assert_eq!(connected, 0);
}

#[tokio::test]
async fn one_person_there_is_one_account_here() {
    let scene = Scene::new().await;
    let anna = scene.app.sign_in("anna@acme.example").await;
    let old_page = anna.get("/account/identities").await.attributes("[data-testid=identity-connect]", "href").remove(0);
    scene.connect().await;
    let boss = scene.app.sign_in("boss@acme.example").await;
    let taken = scene.connect_as(&boss).await;
    assert_eq!((taken.status, scene.reason().await.as_str()), (StatusCode::FORBIDDEN, "taken"));
    // of oneself the newest counts
    scene.idp.forget();
    scene.idp.person("anna-anew", json!({})).await;
    let back = scene.idp.visit(&anna.get(&old_page).await.location().unwrap()).await;
    assert_eq!(anna.get(&here(&back)).await.status, StatusCode::SEE_OTHER);
    let subjects: String = scene.app.ask("SELECT string_agg(subject, ', ') FROM identities").await;
    assert_eq!(subjects, "anna-anew");
}

#[tokio::test]
async fn other_organizations_have_nothing_to_connect() {
    let scene = Scene::new().await;
    World::named(&scene.app, "globex").await.person("otto").await;
    let otto = scene.app.sign_in("otto@globex.example").await;
    let page = otto.get("/account/identities").await;
    assert!(page.text().contains("No sign-in services") && !page.has("[data-testid=identity]"));
    let anna = scene.app.sign_in("anna@acme.example").await;
    let of_anna = anna.get("/account/identities").await.attributes("[data-testid=identity-connect]", "href").remove(0);
    assert_eq!(otto.get(&of_anna).await.status, StatusCode::NOT_FOUND);
}
