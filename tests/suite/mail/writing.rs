//! A letter comes with its transaction, and whoever writes one reads none.

use chrono::Duration;
use okrio::i18n::Lang;
use okrio::kernel::{Actor, Email, Locale, OrganizationId};
use okrio::mail::{Letter, quota, send};

use crate::app::TestApp;

pub fn lang(locale: Locale) -> Lang {
    Lang { locale, zone: chrono_tz::UTC, today: crate::world::day(2026, 11, 18) }
}

pub fn letter(to: &str) -> Letter {
    let email = Email::parse(to).unwrap();
    Letter::new("test", Some(email), lang(Locale::Ru), "Приглашение в «Acme»")
        .say("Вас ждут.")
        .link("Открыть", "https://okr.example.com/invitation/5ec3e7")
}

#[tokio::test]
async fn a_letter_is_there_when_its_transaction_is() {
    let app = TestApp::new().await;
    let actor = Actor::system(OrganizationId::new(), chrono_tz::UTC);
    let mut kept = app.db.write(&actor).await.unwrap();
    kept.needs_no_audit();
    send(&mut kept, &letter("anna@acme.example")).await.unwrap();
    kept.commit().await.unwrap();
    let mut lost = app.db.system().await.unwrap();
    send(&mut lost, &letter("boris@acme.example")).await.unwrap();
    drop(lost);
    let written: Vec<String> = sqlx::query_scalar("SELECT recipient FROM letters").fetch_all(&app.admin).await.unwrap();
    assert_eq!(written, ["anna@acme.example"]);
}

#[tokio::test]
async fn whoever_writes_letters_reads_none() {
    let app = TestApp::new().await;
    let mut tx = app.db.system().await.unwrap();
    let id = send(&mut tx, &letter("anna@acme.example")).await.unwrap();
    let state: Option<String> =
        sqlx::query_scalar("SELECT app.letter_state($1)").bind(id.0).fetch_one(tx.conn()).await.unwrap();
    assert_eq!(state.as_deref(), Some("waiting"));
    tx.commit().await.unwrap();
    for statement in
        ["SELECT text FROM letters", "UPDATE letters SET recipient = 'eve@evil.example'", "DELETE FROM letters"]
    {
        let mut tx = app.db.system().await.unwrap();
        let refused = sqlx::query(statement).execute(tx.conn()).await.unwrap_err();
        assert!(refused.to_string().contains("permission denied"), "{statement}: {refused}");
    }
}

#[tokio::test]
async fn a_letter_to_nobody_is_written_and_never_sent() {
    let app = TestApp::new().await;
    let mut tx = app.db.system().await.unwrap();
    let mut nobodys = letter("anna@acme.example");
    nobodys.to = None;
    send(&mut tx, &nobodys).await.unwrap();
    tx.commit().await.unwrap();
    let row: String = app.ask("SELECT concat_ws('|', recipient, text, html, sent_at IS NOT NULL) FROM letters").await;
    assert_eq!(row, "nobody|||t");
}

#[tokio::test]
async fn quotas_are_full_and_empty_again() {
    let app = TestApp::new().await;
    let take = async |key: &str| {
        let mut tx = app.db.system().await.unwrap();
        let taken = quota::take(&mut tx, key, 2, Duration::hours(1)).await.unwrap();
        tx.commit().await.unwrap();
        taken
    };
    assert_eq!([take("anna").await, take("anna").await, take("anna").await], [true, true, false]);
    assert!(take("boris").await);
    app.clock.advance(Duration::minutes(59));
    assert!(!take("anna").await);
    app.clock.advance(Duration::minutes(1));
    assert!(take("anna").await);
    let named: bool = app.ask("SELECT bool_or(key = 'anna'::bytea) FROM mail_quotas").await;
    assert!(!named);
}
