//! How far an objective can be seen.
use serde::{Deserialize, Serialize};

/// Who sees an objective besides those who stand close to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody in the organization.
    #[default]
    Organization,
    /// Members of its workspace and of those above and below it.
    Workspace,
    /// Only people named on it and managers of its owner.
    Private,
}

impl Visibility {
    pub const ALL: [Self; 3] = [Self::Organization, Self::Workspace, Self::Private];

    /// The id that forms, URLs and the database use.
    pub fn id(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Workspace => "workspace",
            Self::Private => "private",
        }
    }

    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|visibility| visibility.id() == id)
    }
}
