//! States of an account, and the acts that lead from one to another.
use serde::Serialize;

/// Whether somebody comes in. Their objectives, values and comments stay in each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Active,
    /// Not at work here, or not yet.
    Inactive,
    /// Shut out, for a reason.
    Suspended,
    /// Gone; not offered anywhere.
    Archived,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Active, Self::Inactive, Self::Suspended, Self::Archived];

    pub fn id(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Suspended => "suspended",
            Self::Archived => "archived",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == text)
    }
}

/// What is done to the state of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Activate,
    Resume,
    Restore,
    Deactivate,
    Suspend,
    Archive,
}

impl Act {
    /// As they are offered.
    pub const ALL: [Self; 6] =
        [Self::Activate, Self::Resume, Self::Restore, Self::Deactivate, Self::Suspend, Self::Archive];

    pub fn id(self) -> &'static str {
        match self {
            Self::Activate => "activate",
            Self::Resume => "resume",
            Self::Restore => "restore",
            Self::Deactivate => "deactivate",
            Self::Suspend => "suspend",
            Self::Archive => "archive",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.id() == text)
    }

    /// The state that it leads to.
    pub fn to(self) -> State {
        match self {
            Self::Activate | Self::Resume | Self::Restore => State::Active,
            Self::Deactivate => State::Inactive,
            Self::Suspend => State::Suspended,
            Self::Archive => State::Archived,
        }
    }

    pub fn is_possible(self, from: State) -> bool {
        match self {
            Self::Activate => from == State::Inactive,
            Self::Resume => from == State::Suspended,
            Self::Restore => from == State::Archived,
            Self::Deactivate => from == State::Active,
            Self::Suspend => matches!(from, State::Active | State::Inactive),
            Self::Archive => from != State::Archived,
        }
    }

    /// Whoever is shut out or removed can ask why.
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::Suspend | Self::Archive)
    }

    /// Those that are possible in a state.
    pub fn possible(from: State) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |act| act.is_possible(from))
    }
}

/// What somebody may beyond what every member may. The owner may all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Roles {
    pub is_admin: bool,
    pub is_auditor: bool,
    pub is_hr: bool,
}

impl Roles {
    /// What only the owner gives: to change everything, and to read everything.
    pub fn power(self) -> (bool, bool) {
        (self.is_admin, self.is_auditor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_can_be_left_and_come_back_to() {
        for state in State::ALL {
            let acts: Vec<_> = Act::possible(state).collect();
            assert!(!acts.is_empty() && acts.iter().all(|act| act.to() != state), "{state:?}: {acts:?}");
            assert_eq!(State::parse(state.id()), Some(state));
        }
        // from anywhere back to work in one step
        for state in State::ALL.into_iter().filter(|state| *state != State::Active) {
            assert_eq!(Act::possible(state).filter(|act| act.to() == State::Active).count(), 1, "{state:?}");
        }
    }

    #[test]
    fn acts_and_states_are_read_as_they_are_written() {
        for act in Act::ALL {
            assert_eq!(Act::parse(act.id()), Some(act));
        }
        assert_eq!((Act::parse("delete"), State::parse("")), (None, None));
    }
}
