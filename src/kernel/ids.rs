//! Ids as types of their own: an account can never be passed where an objective is wanted.
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id_type {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new time-ordered id (UUIDv7): id order is the order of creation.
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }
    )+};
}

id_type! {
    /// An organization (a company that uses OKRio).
    OrganizationId,
    /// The credentials of a person.
    LoginId,
    /// A person in one organization.
    AccountId,
    /// One signed-in device of an account.
    SessionId,
    WorkspaceId,
    PeriodId,
    ObjectiveId,
    KeyResultId,
    MilestoneId,
    ReadingId,
    CheckInId,
    CommentId,
    ImportId,
    /// A mapping of imported columns that is kept.
    MappingId,
    UndoId,
    /// A view of the list of objectives that somebody keeps.
    ViewId,
    AuditId,
    /// An OpenID Connect provider of an organization.
    ProviderId,
    /// Who an account is at a provider.
    IdentityId,
    /// A sign-in at a provider.
    ProviderSessionId,
    /// Something that is sent by mail.
    LetterId,
    InvitationId,
}
