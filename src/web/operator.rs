//! The operator of the platform: signed in, but in no organization.
use crate::kernel::{LoginId, SessionId};

/// Stands in the request of an operator's session, where a [`super::Viewer`] stands for members of organizations.
#[derive(Debug, Clone)]
pub struct Operator {
    pub login: LoginId,
    pub session: SessionId,
    pub email: String,
}
