//! The first operator of the platform: whoever opens the link that goes to `OKRIO_SUPERADMIN_EMAIL` chooses a password and becomes one.
use chrono::Duration;
use serde_json::json;

use crate::auth::links::{Landing, Token, store as kept};
use crate::auth::security_log::{self, SecurityEvent};
use crate::config::Config;
use crate::db::{Db, SystemTx};
use crate::i18n::Lang;
use crate::kernel::{Email, LoginId, Result, clock::day_in};
use crate::mail::{self, Letter};
use crate::web::Peer;

/// The link is good for so many hours.
pub const HOURS: i64 = 48;

/// What a start has to tell.
#[derive(Debug, PartialEq, Eq)]
pub enum Start {
    /// There is an operator, or nobody is named, or a link is on its way since an earlier start.
    Nothing,
    /// A letter is on its way to this address.
    Written(Email),
    /// There is no mail server, so somebody has to print the link.
    ToBePrinted(Email),
}

/// Writes to the first operator as long as there is none, unless a link is open.
pub async fn at_start(db: &Db, config: &Config) -> Result<Start> {
    let Some(email) = &config.first_operator else { return Ok(Start::Nothing) };
    let mut tx = db.system().await?;
    // one of several processes that start at once
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('first operator', 0))::text AS locked")
        .fetch_one(tx.conn())
        .await?;
    let now = tx.now();
    let is_settled = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM logins WHERE is_operator)
             OR EXISTS (SELECT FROM links WHERE purpose = 'operator' AND used_at IS NULL AND expires_at > $1) AS "settled!""#,
        now
    )
    .fetch_one(tx.conn())
    .await?;
    if is_settled {
        return Ok(Start::Nothing);
    }
    if config.mail.is_none() {
        return Ok(Start::ToBePrinted(email.clone()));
    }
    let l = Lang { locale: config.demo_language, zone: chrono_tz::UTC, today: day_in(now, chrono_tz::UTC) };
    let address = write_link(&mut tx, config, email).await?;
    let letter = Letter::new("operator", Some(email.clone()), l, &l.say("operator-letter-subject"))
        .say(l.say("operator-letter"))
        .link(l.say("reset-letter-link"), address)
        .note(l.tr("reset-letter-hours").arg("n", HOURS).to_string());
    mail::send(&mut tx, &letter).await?;
    tx.commit().await?;
    Ok(Start::Written(email.clone()))
}

/// Makes a link for somebody who sits at the machine, and gives its address.
pub async fn make_link(db: &Db, config: &Config, email: &Email) -> Result<String> {
    let mut tx = db.system().await?;
    let address = write_link(&mut tx, config, email).await?;
    tx.commit().await?;
    Ok(address)
}

async fn write_link(tx: &mut SystemTx, config: &Config, email: &Email) -> Result<String> {
    let (now, token) = (tx.now(), Token::new()?);
    let login = sqlx::query_scalar!(
        r#"INSERT INTO logins AS l (id, email, created_at) VALUES ($1, $2, $3) ON CONFLICT (email_norm) DO UPDATE SET email = l.email RETURNING id AS "id: LoginId""#,
        LoginId::new().0,
        email.as_str(),
        now
    )
    .fetch_one(tx.conn())
    .await?;
    let whom = kept::For { login: Some(login), email: None };
    kept::insert(tx, &token, kept::Purpose::Operator, whom, Duration::hours(HOURS)).await?;
    let event = SecurityEvent {
        event: "operator.link",
        organization: None,
        account: None,
        login: Some(login),
        peer: &Peer::default(),
        detail: json!({}),
    };
    security_log::insert(tx.conn(), now, event).await?;
    Ok(config.address(&Landing::Password.path(&token)))
}
