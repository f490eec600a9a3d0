//! On a development machine without a mail server, letters are shown instead.

use std::path::Path;

use axum::http::StatusCode;
use okrio::config::Config;
use okrio::mail::carrier::carry_one;
use okrio::mail::post::Post;
use okrio::mail::{folder, send};
use okrio::worker::queue;

use super::writing::letter;
use crate::app::TestApp;

#[tokio::test]
async fn letters_are_kept_and_shown_with_their_links() {
    let data = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("outbox-{}", std::process::id()));
    let app = TestApp::with(&[("OKRIO_DATA_DIR", data.to_str().unwrap())]).await;
    assert!(app.client().get("/dev/mail").await.text().contains("No letters yet."));
    let post = Post::of(&Config::read(|_| None).unwrap(), folder::of(&data)).unwrap().unwrap();
    let pool = queue::pool(app.database.connect_options("okrio_worker"));
    for to in ["anna@acme.example", "boris@acme.example"] {
        let mut tx = app.db.system().await.unwrap();
        send(&mut tx, &letter(to)).await.unwrap();
        tx.commit().await.unwrap();
        assert!(carry_one(&pool, &post, app.clock.now()).await.unwrap());
    }
    let page = app.client().get("/dev/mail").await;
    let letters = page.marked("letter");
    assert!(letters.len() == 2 && letters[0].contains("boris@acme.example"), "the newest first: {letters:?}");
    assert_eq!(page.attributes("[data-testid=letter] a", "href")[0], "https://okr.example.com/invitation/5ec3e7");
    let file = std::fs::read_dir(folder::of(&data)).unwrap().next().unwrap().unwrap();
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    std::fs::remove_dir_all(&data).unwrap();
}

#[tokio::test]
async fn nobody_is_shown_letters_elsewhere() {
    for settings in [
        &[("OKRIO_PUBLIC_URL", "http://okr.example.com")] as &[_],
        &[("SMTP_HOST", "mail.example.com"), ("SMTP_FROM", "okr@example.com")],
    ] {
        let app = TestApp::with(settings).await;
        assert_eq!(app.client().get("/dev/mail").await.status, StatusCode::NOT_FOUND);
    }
}
