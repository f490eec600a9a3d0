//! Where an objective stands between draft and closed.
use serde::{Deserialize, Serialize};

/// The stages in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    #[default]
    Draft,
    ExpertReview,
    ManagerApproval,
    Active,
    SelfAssessment,
    ManagerReview,
    ExpertValidation,
    Closed,
}

impl Stage {
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::ExpertReview,
        Self::ManagerApproval,
        Self::Active,
        Self::SelfAssessment,
        Self::ManagerReview,
        Self::ExpertValidation,
        Self::Closed,
    ];

    /// The id that URLs and the database use.
    pub fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::ExpertReview => "expert_review",
            Self::ManagerApproval => "manager_approval",
            Self::Active => "active",
            Self::SelfAssessment => "self_assessment",
            Self::ManagerReview => "manager_review",
            Self::ExpertValidation => "expert_validation",
            Self::Closed => "closed",
        }
    }

    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.id() == id)
    }
}

/// Why an objective rests outside its stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Halted {
    Cancelled,
    Postponed,
}

impl Halted {
    /// The id that URLs and the database use.
    pub fn id(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Postponed => "postponed",
        }
    }

    pub fn parse(id: &str) -> Option<Self> {
        [Self::Cancelled, Self::Postponed].into_iter().find(|halted| halted.id() == id)
    }
}

impl Stage {
    /// The stages that objectives pass in an organization, in order.
    pub fn path(approval_required: bool) -> Vec<Self> {
        if approval_required { Self::ALL.to_vec() } else { vec![Self::Draft, Self::Active, Self::Closed] }
    }
}

/// Moves between stages that somebody may make; the one table of them. With approval switched off a draft becomes active by
/// its owner's word, and goes back for a stated reason.
pub fn may_move(from: Stage, to: Stage, approval_required: bool) -> bool {
    match (from, to) {
        (Stage::Draft, Stage::Active) | (Stage::Active, Stage::Draft) => !approval_required,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_approval_a_draft_becomes_active_and_back() {
        assert!(may_move(Stage::Draft, Stage::Active, false));
        assert!(may_move(Stage::Active, Stage::Draft, false));
        assert!(!may_move(Stage::Draft, Stage::Active, true));
        assert!(!may_move(Stage::Draft, Stage::Closed, false));
        assert_eq!(Stage::path(false), [Stage::Draft, Stage::Active, Stage::Closed]);
    }
}
