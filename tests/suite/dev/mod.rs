//! The catalogue of components is there while OKRio is built, and nowhere else.

use axum::http::StatusCode;

use crate::app::TestApp;

#[tokio::test]
async fn the_catalogue_looks_as_it_is_asked_to() {
    let app = TestApp::new().await;
    let page = app.client().get("/dev/kit?theme=dark&contrast=more&density=compact&language=ru").await;
    assert!(page.has("html[lang=ru][data-theme=dark][data-contrast=more][data-density=compact]"), "{}", page.body);
    assert_eq!(page.texts("h1"), ["Компоненты"]);
    let plain = app.client().get("/dev/kit?theme=%22%3E%3Cb%3E").await;
    assert!(plain.has("html[lang=en]:not([data-theme]):not([data-contrast]):not([data-density])"));
    for component in ["progress", ".st.pill", ".note.bad", "okrio-toast", "[aria-invalid=true]", ".stage", ".empty"] {
        assert!(plain.has(component), "{component}");
    }
}

#[tokio::test]
async fn production_has_none() {
    let app = TestApp::with(&[
        ("OKRIO_ENVIRONMENT", "production"),
        ("OKRIO_PUBLIC_URL", "https://okr.example.com"),
        ("OKRIO_SECRET_KEY", "0123456789abcdef0123456789abcdef"),
        ("DATABASE_URL", "postgres://okrio_app@localhost/okrio"),
    ])
    .await;
    assert_eq!(app.client().get("/dev/kit").await.status, StatusCode::NOT_FOUND);
}
