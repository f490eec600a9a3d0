//! What a session record holds: who signed in where, and how they have proved it. Rights are read anew with each request.
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use crate::auth::entrance::Proof;
use crate::kernel::{AccountId, Failure, LoginId, OrganizationId, Result, SessionId};

/// Key of a member's record.
pub const SIGNED_IN: &str = "signed_in";
/// Key of an operator's record.
pub const OPERATING: &str = "operating";
/// Key of what was shown: alone of somebody on the way in, beside one of the others later.
pub const PROOF: &str = "proof";

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

/// Makes this and its proof the record, under a new id: nobody can have planted the old one.
pub async fn put(session: &Session, key: &str, value: impl Serialize, proof: &Proof) -> Result<()> {
    put_proof(session, proof).await?;
    session.insert(key, value).await.map_err(Failure::unavailable)
}

/// Makes a proof the only entry of the record, under a new id.
pub async fn put_proof(session: &Session, proof: &Proof) -> Result<()> {
    session.clear().await;
    add_proof(session, proof).await
}

/// Puts a proof beside what is there, under a new id: what was shown gives more rights than there were before.
pub async fn add_proof(session: &Session, proof: &Proof) -> Result<()> {
    session.cycle_id().await.map_err(Failure::unavailable)?;
    session.insert(PROOF, proof).await.map_err(Failure::unavailable)
}
