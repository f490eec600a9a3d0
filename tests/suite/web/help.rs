//! Help is there for everybody, in both languages.

use axum::http::StatusCode;

use crate::app::TestApp;

#[tokio::test]
async fn help_and_keys_are_pages() {
    let app = TestApp::new().await;
    for (language, help, search) in [
        ("en", "Help", "Search, or jump to a page Ctrl K or /"),
        ("ru", "Помощь", "Найти или перейти к странице Ctrl K или /"),
    ] {
        let client = app.client();
        client.header("accept-language", language);
        assert_eq!(client.get("/help").await.texts("h1"), [help]);
        let keys = client.get("/help/keys").await;
        assert_eq!(keys.status, StatusCode::OK);
        assert!(
            keys.texts("[data-testid=keys] tr").contains(&search.to_owned()),
            "{:?}",
            keys.texts("[data-testid=keys] tr")
        );
        for missing in ["keys-", "help-"] {
            assert!(
                !keys.text().contains(missing) && !client.get("/help").await.text().contains(missing),
                "a message is missing"
            );
        }
    }
}
