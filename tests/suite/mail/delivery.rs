//! From the table to a mail server, with everything that such a server can say.

use chrono::Duration;
use okrio::config::Config;
use okrio::mail::carrier::carry_one;
use okrio::mail::post::Post;
use okrio::mail::send;
use okrio::worker::queue;
use sqlx::PgPool;

use super::writing::letter;
use crate::app::TestApp;
use crate::support::smtp::Smtp;
use crate::world::World;

/// The way to a server on a port of this machine.
fn post(port: u16, encryption: &str) -> Post {
    let port = port.to_string();
    let settings = [
        ("SMTP_HOST", "localhost"),
        ("SMTP_PORT", &port),
        ("SMTP_TLS", encryption),
        ("SMTP_FROM", "OKRio <okr@example.com>"),
        ("OKRIO_PUBLIC_URL", "https://okr.example.com"),
    ];
    let config = Config::read(|name| settings.iter().find(|one| one.0 == name).map(|one| one.1.to_owned())).unwrap();
    Post::of(&config, "nowhere".into()).unwrap().unwrap()
}

async fn write(app: &TestApp, to: &str) {
    let mut tx = app.db.system().await.unwrap();
    send(&mut tx, &letter(to)).await.unwrap();
    tx.commit().await.unwrap();
}

fn worker(app: &TestApp) -> PgPool {
    queue::pool(app.database.connect_options("okrio_worker"))
}

/// What stands in the table: tries, whether sent, whether given up, the reason.
async fn state(app: &TestApp) -> String {
    app.ask("SELECT concat_ws(' ', attempts, sent_at IS NOT NULL, failed_at IS NOT NULL, error) FROM letters").await
}

#[tokio::test]
async fn a_letter_reaches_the_server_whole_and_once() {
    let (app, server) = (TestApp::new().await, Smtp::start());
    write(&app, "anna@acme.example").await;
    let (pool, post) = (worker(&app), post(server.port, "none"));
    assert!(carry_one(&pool, &post, app.clock.now()).await.unwrap());
    assert!(!carry_one(&pool, &post, app.clock.now()).await.unwrap());

    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    let (head, body) =
        letters[0].replace("\r\n", "\n").split_once("\n\n").map(|(h, b)| (h.to_owned(), b.to_owned())).unwrap();
    let id: String = app.ask("SELECT id::text FROM letters").await;
    for line in [
        "From: OKRio <okr@example.com>",
        "To: anna@acme.example",
        &format!("Message-ID: <{id}@example.com>"),
        "Auto-Submitted: auto-generated",
        "Content-Language: ru",
        "X-RcptTo: anna@acme.example",
    ] {
        assert!(head.lines().any(|one| one == line), "{line}: {head}");
    }
    assert!(head.contains("\nSubject: =?utf-8?"), "{head}");
    assert!(
        head.contains("multipart/alternative") && body.contains("text/plain") && body.contains("text/html"),
        "{body}"
    );
    assert_eq!(state(&app).await, "1 t f");
    let left: String = app.ask("SELECT text || html FROM letters").await;
    assert_eq!(left, "", "what it said is gone");
}

#[tokio::test]
async fn what_never_can_be_sent_is_given_up_with_the_reason() {
    let (app, server) = (TestApp::new().await, Smtp::start());
    write(&app, "gone@acme.example").await;
    let (pool, post) = (worker(&app), post(server.port, "none"));
    assert!(carry_one(&pool, &post, app.clock.now()).await.unwrap());
    let state = state(&app).await;
    assert!(state.starts_with("1 f t ") && state.contains("no such mailbox"), "{state}");
    app.clock.advance(Duration::days(1));
    assert!(!carry_one(&pool, &post, app.clock.now()).await.unwrap());
    let told: String = app.ask("SELECT app.letter_state(id) FROM letters").await;
    assert_eq!(told, "failed");
}

#[tokio::test]
async fn the_operator_sees_what_was_given_up_and_tries_it_again() {
    let (app, server) = (TestApp::new().await, Smtp::start());
    let world = World::new(&app).await;
    world.login("olaf@platform.example").await;
    app.sql("UPDATE logins SET is_operator = true").await;
    write(&app, "gone@acme.example").await;
    let (pool, post) = (worker(&app), post(server.port, "none"));
    assert!(carry_one(&pool, &post, app.clock.now()).await.unwrap());
    let olaf = app.sign_in("olaf@platform.example").await;
    let page = olaf.get("/operator/letters").await;
    let letter = page.only("letter");
    assert!(letter.contains("gone@acme.example") && letter.contains("no such mailbox"), "{letter}");
    assert!(!page.body.contains("5ec3e7"), "what stands in it is not shown");
    app.sql("UPDATE letters SET recipient = 'anna@acme.example'").await;
    let tried = olaf.submit(page.form("letter-again")).await;
    assert!(olaf.follow(tried).await.has("[data-testid=letters]"));
    assert!(carry_one(&pool, &post, app.clock.now()).await.unwrap());
    assert_eq!(server.letters().len(), 1);
    assert!(olaf.get("/operator/letters").await.has("[data-testid=no-letters]"));
    // not without the session of an operator
    let mut tx = app.db.system().await.unwrap();
    let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM app.letters_for_operator(gen_random_uuid(), now())")
        .fetch_one(tx.conn())
        .await
        .unwrap();
    assert_eq!(seen, 0);
}

#[tokio::test]
async fn what_can_be_sent_later_is_tried_later() {
    let (app, server) = (TestApp::new().await, Smtp::start());
    write(&app, "later@acme.example").await;
    write(&app, "anna@acme.example").await;
    let (pool, post) = (worker(&app), post(server.port, "none"));
    while carry_one(&pool, &post, app.clock.now()).await.unwrap() {}
    assert_eq!(server.letters().len(), 1, "nobody waits for somebody else's letter");
    let tries = async || app.ask::<i16>("SELECT attempts FROM letters WHERE recipient ~ '^later'").await;
    app.clock.advance(Duration::seconds(14));
    assert!(!carry_one(&pool, &post, app.clock.now()).await.unwrap());
    app.clock.advance(Duration::seconds(1));
    assert!(carry_one(&pool, &post, app.clock.now()).await.unwrap());
    assert_eq!(tries().await, 2);
    for _ in 0..8 {
        app.clock.advance(Duration::hours(4));
        assert!(carry_one(&pool, &post, app.clock.now()).await.unwrap());
    }
    app.clock.advance(Duration::hours(4));
    assert!(!carry_one(&pool, &post, app.clock.now()).await.unwrap(), "a day is the end");
    let given_up: bool = app.ask("SELECT failed_at IS NOT NULL FROM letters WHERE recipient ~ '^later'").await;
    assert!(given_up && tries().await == 10);
}

#[tokio::test]
async fn a_server_that_is_away_or_offers_no_encryption_gets_nothing() {
    let app = TestApp::new().await;
    write(&app, "anna@acme.example").await;
    let pool = worker(&app);
    assert!(carry_one(&pool, &post(9, "none"), app.clock.now()).await.unwrap());
    assert!(state(&app).await.starts_with("1 f f "), "{}", state(&app).await);
    let server = Smtp::start();
    for encryption in ["starttls", "tls"] {
        app.clock.advance(Duration::hours(1));
        assert!(carry_one(&pool, &post(server.port, encryption), app.clock.now()).await.unwrap());
        assert_eq!(server.letters(), Vec::<String>::new(), "{encryption}");
    }
    assert!(state(&app).await.starts_with("3 f f "), "{}", state(&app).await);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("smtp-certificate");
    std::fs::create_dir_all(&folder).unwrap();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (key, certificate) = (path("key.pem"), path("certificate.pem"));
    let made = std::process::Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost", "-keyout", &key, "-out", &certificate])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let server = Smtp::with(&["--tlscert", &certificate, "--tlskey", &key]);
    let app = TestApp::new().await;
    write(&app, "anna@acme.example").await;
    assert!(carry_one(&worker(&app), &post(server.port, "starttls"), app.clock.now()).await.unwrap());
    let state = state(&app).await;
    assert!(state.starts_with("1 f f ") && state.to_lowercase().contains("certificate"), "{state}");
    assert_eq!(server.letters(), Vec::<String>::new());
}

#[tokio::test]
async fn two_carriers_send_each_letter_once() {
    let (app, server) = (TestApp::new().await, Smtp::start());
    for number in 0..12 {
        write(&app, &format!("anna{number}@acme.example")).await;
    }
    let (pool, post, now) = (worker(&app), post(server.port, "none"), app.clock.now());
    let carry = async || while carry_one(&pool, &post, now).await.unwrap() {};
    tokio::join!(carry(), carry(), carry());
    assert_eq!(server.letters().len(), 12);
    let sent: i64 = app.ask("SELECT count(*) FROM letters WHERE sent_at IS NOT NULL AND attempts = 1").await;
    assert_eq!(sent, 12);
}
