//! Beginning and ending an operator's session. The trace is the security log: no organization's audit is concerned.
use serde_json::json;

use super::store;
use crate::auth::security_log::{self, SecurityEvent};
use crate::auth::sessions::Operating;
use crate::db::Db;
use crate::kernel::{LoginId, Result, SessionId};
use crate::web::{Operator, Peer};

/// Opens a session. Whoever calls has checked the password and that the login is an operator's.
pub async fn begin(db: &Db, login: LoginId, peer: &Peer) -> Result<Operating> {
    let session = SessionId::new();
    let mut tx = db.system().await?;
    store::insert_session(&mut tx, session, login, peer).await?;
    let now = tx.now();
    let event = SecurityEvent {
        event: "operator.begin",
        organization: None,
        account: None,
        login: Some(login),
        peer,
        detail: json!({ "session": session }),
    };
    security_log::insert(tx.conn(), now, event).await?;
    tx.commit().await?;
    Ok(Operating { login, session })
}

pub async fn end(db: &Db, operator: &Operator) -> Result<()> {
    let mut tx = db.system().await?;
    store::end_session(&mut tx, operator.session).await?;
    let (now, peer) = (tx.now(), Peer::default());
    let event = SecurityEvent {
        event: "operator.end",
        organization: None,
        account: None,
        login: Some(operator.login),
        peer: &peer,
        detail: json!({ "session": operator.session }),
    };
    security_log::insert(tx.conn(), now, event).await?;
    tx.commit().await
}

/// The operator of a session; none when it has ended, or the login is no operator's any more.
pub async fn find(db: &Db, operating: Operating) -> Result<Option<Operator>> {
    let mut tx = db.system().await?;
    let found = store::find_email(&mut tx, operating.session, operating.login).await?;
    if found.is_some() {
        store::touch(&mut tx, operating.session).await?;
    }
    tx.commit().await?;
    Ok(found.map(|email| Operator { login: operating.login, session: operating.session, email }))
}
