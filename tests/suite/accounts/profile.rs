//! Language, and how pages look and answer.

use axum::http::StatusCode;

use crate::app::TestApp;
use crate::world::World;

async fn app_with_anna() -> TestApp {
    let app = TestApp::new().await;
    World::new(&app).await.person("anna").await;
    app
}

#[tokio::test]
async fn both_are_kept_with_the_account() {
    let app = app_with_anna().await;
    let client = app.sign_in("anna@acme.example").await;
    let page = client.get("/account/appearance").await;
    assert_eq!(
        (page.attributes("html", "lang"), page.attributes("html[data-theme]", "data-theme").len()),
        (vec!["en".to_owned()], 0)
    );
    let form = page.form("appearance-form");
    assert_eq!((form.get("theme"), form.get("language")), (Some("system"), Some("en")));

    let answer = client.submit(form.set("theme", "dark").set("language", "ru")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(client.follow(answer).await.texts("#toasts p"), ["Сохранено."]);

    let elsewhere = app.sign_in("anna@acme.example").await;
    let page = elsewhere.get("/account/appearance").await;
    assert_eq!(
        (page.attributes("html", "lang"), page.attributes("html", "data-theme")),
        (vec!["ru".to_owned()], vec!["dark".to_owned()])
    );
    assert_eq!(page.form("appearance-form").get("theme"), Some("dark"));
}

#[tokio::test]
async fn what_is_chosen_is_on_every_page_and_the_rest_stays() {
    let app = app_with_anna().await;
    let client = app.sign_in("anna@acme.example").await;
    let chosen = [("contrast", "more"), ("density", "compact"), ("keys", "off")];
    assert!(!client.get("/help").await.has("html[data-contrast], html[data-density], html[data-keys]"));
    for (name, word) in chosen {
        let form = client.get("/account/appearance").await.form("appearance-form");
        assert_eq!(client.submit(form.set(name, word)).await.status, StatusCode::SEE_OTHER, "{name}");
    }
    // a form from before these could be chosen
    client.post("/account/appearance", &[("theme", "light"), ("language", "en")]).await;
    let page = client.get("/help").await;
    assert!(page.has("html[data-contrast=more][data-density=compact][data-keys=off][data-theme=light]"));
    let refused = client.post("/account/appearance", &[("keys", "maybe"), ("language", "en")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.has("a[href='#keys']"), "{}", refused.text());
}

#[tokio::test]
async fn unknown_choices_are_refused_and_change_nothing() {
    let app = app_with_anna().await;
    let client = app.sign_in("anna@acme.example").await;
    for (theme, language) in [("<b>", "en"), ("dark", "xx"), ("", "")] {
        let answer = client.post("/account/appearance", &[("theme", theme), ("language", language)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{theme} {language}");
        assert!(answer.has("[data-testid=error-summary]"));
    }
    let version: i32 = app.ask("SELECT version FROM accounts").await;
    assert_eq!(version, 1);
}

#[tokio::test]
async fn the_link_changes_the_language_of_this_browser_only() {
    let app = app_with_anna().await;
    let client = app.sign_in("anna@acme.example").await;
    let link = client.get("/account/sessions?a=1").await.attributes("footer a[hreflang=ru]", "href").remove(0);
    let answer = client.get(&link).await;
    assert_eq!(answer.location().as_deref(), Some("/account/sessions?a=1"));
    assert_eq!(client.follow(answer).await.texts("h1"), ["Устройства"]);
    let kept: Option<String> = app.ask("SELECT locale FROM accounts").await;
    assert_eq!(kept, None, "a link changes nothing on the server");

    let stranger = app.client();
    let link = stranger.get("/sign-in?return_to=/help").await.attributes("a[hreflang=ru]", "href").remove(0);
    let door = stranger.follow(stranger.get(&link).await).await;
    assert_eq!(
        (door.texts("h1"), door.form("sign-in-form").get("return_to")),
        (vec!["Вход".to_owned()], Some("/help"))
    );
    assert_eq!(stranger.get("/language/ru?back=https://evil.example").await.location().as_deref(), Some("/"));
    assert_eq!(stranger.get("/language/de").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn browsers_are_asked_for_their_language() {
    let app = app_with_anna().await;
    let client = app.client();
    client.header("accept-language", "ru-RU,ru;q=0.9,en;q=0.8");
    assert_eq!(client.get("/sign-in").await.texts("h1"), ["Вход"]);
}
