//! What a session record holds: who signed in where. Rights are read anew with each request.
use serde::{Deserialize, Serialize};

use crate::kernel::{AccountId, LoginId, OrganizationId, SessionId};

/// Key of the record's only entry.
pub const SIGNED_IN: &str = "signed_in";

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SignedIn {
    pub organization: OrganizationId,
    pub account: AccountId,
    pub login: LoginId,
    pub session: SessionId,
}
