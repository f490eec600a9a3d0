//! One's own keys: chosen in a form, shown wherever keys are shown, refused where two actions would have the same one.

use axum::http::StatusCode;

use crate::app::TestApp;
use crate::support::client::Client;
use crate::world::World;

async fn app_with_anna() -> TestApp {
    let app = TestApp::new().await;
    let world = World::new(&app).await;
    world.person("anna").await;
    world.person("boris").await;
    app
}

async fn choose(client: &Client<'_>, keys: &[(&str, &str)]) -> crate::support::answer::Answer {
    let form = client.get("/account/keyboard").await.form("keyboard-form");
    client.submit(keys.iter().fold(form, |form, (field, typed)| form.set(field, typed))).await
}

async fn map(client: &Client<'_>) -> String {
    client.get("/help").await.attributes("html", "data-map").concat()
}

#[tokio::test]
async fn own_keys_are_on_every_page_and_on_every_device() {
    let app = app_with_anna().await;
    let client = app.sign_in("anna@acme.example").await;
    assert!(map(&client).await.contains("search=/ help=? undo=z"), "{}", map(&client).await);
    let answer = choose(&client, &[("key-new", "q"), ("key-search", "v"), ("key-help", ""), ("key-undo", "н")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(client.follow(answer).await.texts("#toasts p"), ["Your keys are saved."]);

    let elsewhere = app.sign_in("anna@acme.example").await;
    let shown = map(&elsewhere).await;
    assert!(shown.contains("search=v ") && shown.contains("new=q") && shown.contains("undo=y"), "{shown}");
    assert!(!shown.contains("help="), "{shown}");
    let page = elsewhere.get("/help/keys").await;
    let rows = page.texts("[data-testid=keys] tr");
    for row in ["Search, or jump to a page Ctrl K or v", "New q", "Show all keys no key"] {
        assert!(rows.contains(&row.to_owned()), "{row}: {rows:?}");
    }
    assert_eq!(page.texts(".find kbd"), ["v"]);
    assert!(!page.has("a[href='/help/keys'] kbd"));
    let palette = elsewhere.htmx().get("/search/suggest?q=new").await;
    assert_eq!(palette.texts("kbd"), ["q"], "{}", palette.text());
    let boris = app.sign_in("boris@acme.example").await;
    assert!(map(&boris).await.contains("new=n"), "the keys of others stay");
    let audited: String = app
        .ask("SELECT detail->>'actions' FROM audit_log WHERE action = 'account.keys' AND account_id = subject_id")
        .await;
    assert_eq!(audited, r#"["search", "help", "undo", "new"]"#);
}

#[tokio::test]
async fn a_key_does_one_thing_only() {
    let app = app_with_anna().await;
    let client = app.sign_in("anna@acme.example").await;
    for (field, typed, words) in [
        ("key-new", "e", "This key is taken already: Edit the row or the page"),
        ("key-search", "g", "My work"),
        ("key-new", "abc", "One key, or two one after the other."),
        ("key-lift", "ab", "Only one key works here."),
        ("key-new", "*", "Use letters"),
        ("key-new", "\u{0}", "Use letters"),
        ("key-new", "\"><", "Use letters"),
    ] {
        let refused = choose(&client, &[(field, typed), ("key-undo", "y")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {typed}");
        assert!(refused.texts("[data-testid=error-summary]").concat().contains(words), "{}", refused.text());
        assert!(refused.has(&format!("input#{field}[aria-invalid=true]")), "{}", refused.body);
        assert_eq!(refused.form("keyboard-form").get("key-undo"), Some("y"), "what was typed stays");
    }
    assert!(map(&client).await.contains("undo=z"), "nothing of it was saved");
    // exchanged, it is no conflict
    let answer = choose(&client, &[("key-new", "e"), ("key-edit", "n")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

#[tokio::test]
async fn the_standard_keys_are_looked_at_before_they_are_saved() {
    let app = app_with_anna().await;
    let client = app.sign_in("anna@acme.example").await;
    assert!(!client.get("/account/keyboard").await.has("[data-testid=standard-keys]"));
    choose(&client, &[("key-new", "q")]).await;
    let link = client.get("/account/keyboard").await.attributes("[data-testid=standard-keys]", "href").remove(0);
    let page = client.get(&link).await;
    assert_eq!(page.form("keyboard-form").get("key-new"), Some("n"));
    assert!(map(&client).await.contains("new=q"), "not saved yet");
    client.submit(page.form("keyboard-form")).await;
    assert!(map(&client).await.contains("new=n"));
    let kept: String = app.ask("SELECT keys FROM accounts WHERE name = 'Anna'").await;
    assert_eq!(kept, "on");
}

#[tokio::test]
async fn switching_off_and_on_keeps_the_own_keys() {
    let app = app_with_anna().await;
    let client = app.sign_in("anna@acme.example").await;
    choose(&client, &[("key-new", "q")]).await;
    let form = client.get("/account/appearance").await.form("appearance-form");
    assert_eq!(form.get("keys"), Some("on"));
    client.submit(form.set("keys", "off")).await;
    let page = client.get("/account/keyboard").await;
    assert!(page.has("html[data-keys=off]:not([data-map])") && page.has("[data-testid=keys-off]"));
    assert!(!page.has(".find kbd"), "keys that do nothing are not shown");
    let form = client.get("/account/appearance").await.form("appearance-form");
    client.submit(form.set("keys", "on")).await;
    assert!(map(&client).await.contains("new=q"));
}
