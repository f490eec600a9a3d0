//! Signing in: the same answer and the same time whether or not somebody exists.
use chrono::Duration;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::store::{self, AccountRow, SecurityEvent};
use super::{password, slowdown};
use crate::auth::sessions::{self, SignedIn};
use crate::db::{Audit, Db};
use crate::kernel::{Actor, Failure, Kind, LoginId, OrganizationRole, Result, SessionId};

/// What somebody typed, and from where.
pub struct Attempt {
    pub email: String,
    pub password: String,
    pub ip: String,
    pub user_agent: String,
    pub request_id: Option<String>,
}

fn key_of(attempt: &Attempt) -> Vec<u8> {
    Sha256::digest(format!("{}\n{}", attempt.email.trim().to_lowercase(), attempt.ip)).to_vec()
}

/// Checks e-mail and password and opens a session in the person's organization.
/// Fails with `sign-in-wrong` for every mistake alike, and with the time to wait when there were too many.
pub async fn sign_in(db: &Db, attempt: Attempt) -> Result<SignedIn> {
    let key = key_of(&attempt);
    let mut tx = db.system().await?;
    if let Some(seconds) = slowdown::seconds_left(store::find_blocked_until(&mut tx, &key).await?, tx.now()) {
        return Err(Failure::new(Kind::TooMany, "failure-too-many").arg("seconds", seconds));
    }
    let login = store::find_login(&mut tx, attempt.email.trim()).await?;
    let accounts = match &login {
        Some(login) => store::list_accounts(&mut tx, login.id).await?,
        None => Vec::new(),
    };
    tx.commit().await?;
    let login_id = login.as_ref().map(|login| login.id);
    let fits = password::verify(attempt.password.clone(), login.and_then(|login| login.password_hash)).await?;
    let account = accounts.into_iter().find(|account| account.account_state == "active" && account.organization_state == "active");
    match (fits, login_id, account) {
        (true, Some(login), Some(account)) => open_session(db, &attempt, &key, login, account).await,
        _ => {
            refuse(db, &attempt, &key, login_id).await?;
            Err(Failure::new(Kind::Invalid, "sign-in-wrong"))
        }
    }
}

async fn refuse(db: &Db, attempt: &Attempt, key: &[u8], login: Option<LoginId>) -> Result<()> {
    let mut tx = db.system().await?;
    let failures = store::count_failure(&mut tx, key).await?;
    let wait = slowdown::wait(failures);
    if wait > Duration::zero() {
        let until = tx.now() + wait;
        store::block_until(&mut tx, key, until).await?;
    }
    let event = SecurityEvent {
        event: "sign_in.refused",
        organization: None,
        account: None,
        login,
        ip: &attempt.ip,
        request_id: attempt.request_id.as_deref(),
        detail: json!({ "failures": failures }),
    };
    store::insert_security_event(&mut tx, event).await?;
    tx.commit().await
}

async fn open_session(db: &Db, attempt: &Attempt, key: &[u8], login: LoginId, account: AccountRow) -> Result<SignedIn> {
    let mut tx = db.system().await?;
    store::forget_failures(&mut tx, key).await?;
    let event = SecurityEvent {
        event: "sign_in.done",
        organization: Some(account.organization_id),
        account: Some(account.account_id),
        login: Some(login),
        ip: &attempt.ip,
        request_id: attempt.request_id.as_deref(),
        detail: json!({ "method": "password" }),
    };
    store::insert_security_event(&mut tx, event).await?;
    tx.commit().await?;

    let actor = Actor {
        organization: account.organization_id,
        account: Some(account.account_id),
        role: OrganizationRole::Member,
        is_auditor: false,
        is_hr: false,
        zone: chrono_tz::UTC,
        request_id: attempt.request_id.clone(),
    };
    let session = SessionId::new();
    let mut tx = db.write(&actor).await?;
    let expires_at = tx.now() + Duration::days(sessions::IDLE_DAYS);
    store::insert_session(&mut tx, session, account.account_id, &attempt.ip, &attempt.user_agent, expires_at).await?;
    tx.audit(Audit::of("session.begin", "session", session.0).detail(json!({ "method": "password" }))).await?;
    tx.commit().await?;
    Ok(SignedIn { organization: account.organization_id, account: account.account_id, login, session })
}
