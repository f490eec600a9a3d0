//! What a session record holds: who signed in where. Rights are read anew with each request.
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::kernel::{AccountId, Failure, LoginId, OrganizationId, Result, SessionId};

/// Key of a member's record.
pub const SIGNED_IN: &str = "signed_in";
/// Key of an operator's record.
pub const OPERATING: &str = "operating";
/// Key between the password and the choice of an organization.
pub const PROVEN: &str = "proven";

/// An account at work.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SignedIn {
    pub organization: OrganizationId,
    pub account: AccountId,
    pub login: LoginId,
    pub session: SessionId,
}

/// An operator at work.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Operating {
    pub login: LoginId,
    pub session: SessionId,
}

/// Somebody whose password was right, and who has yet to choose.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Proven {
    pub login: LoginId,
    pub until: DateTime<Utc>,
}

impl Proven {
    /// Ten minutes to choose.
    pub fn now(login: LoginId, now: DateTime<Utc>) -> Self {
        Self { login, until: now + Duration::minutes(10) }
    }
}

/// Makes this the only entry of the record, under a new id: nobody can have planted the old one.
pub async fn put(session: &Session, key: &str, value: impl Serialize) -> Result<()> {
    session.clear().await;
    session.cycle_id().await.map_err(Failure::unavailable)?;
    session.insert(key, value).await.map_err(Failure::unavailable)
}
