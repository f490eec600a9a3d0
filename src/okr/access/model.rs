//! The acts that the page tells of, and what the policy says about each of them. Pure.
use crate::kernel::Actor;
use crate::okr::objectives::policy::{self, Ruling, Standing, Subject};

/// What somebody may want to do with an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    See,
    Comment,
    SetValue,
    Edit,
    ChangeTarget,
    Correct,
    Submit,
    Withdraw,
    Move,
    GiveRoles,
    Archive,
}

impl Verb {
    pub const ALL: [Self; 11] = [
        Self::See,
        Self::Comment,
        Self::SetValue,
        Self::Edit,
        Self::ChangeTarget,
        Self::Correct,
        Self::Submit,
        Self::Withdraw,
        Self::Move,
        Self::GiveRoles,
        Self::Archive,
    ];

    /// As messages name it.
    pub fn id(self) -> &'static str {
        match self {
            Self::See => "see",
            Self::Comment => "comment",
            Self::SetValue => "set-value",
            Self::Edit => "edit",
            Self::ChangeTarget => "change-target",
            Self::Correct => "correct",
            Self::Submit => "submit",
            Self::Withdraw => "withdraw",
            Self::Move => "move",
            Self::GiveRoles => "give-roles",
            Self::Archive => "archive",
        }
    }

    /// What the rules say. Values are asked about as for a key result that is the actor's own, if any is.
    pub fn ruling(self, actor: &Actor, subject: &Subject, standing: &Standing) -> Ruling {
        match self {
            Self::See => policy::may_see(actor, subject, standing),
            Self::Comment => policy::may_comment(actor, subject, standing),
            Self::SetValue => policy::may_set_value(actor, subject, standing, standing.key_result_owner),
            Self::Edit => policy::may_edit_text(actor, subject, standing),
            Self::ChangeTarget => policy::may_change_targets_after_activation(actor, subject, standing),
            Self::Correct => policy::may_correct_reading(actor, subject, standing),
            Self::Submit => policy::may_submit(actor, subject, standing),
            Self::Withdraw => policy::may_withdraw(actor, subject, standing),
            Self::Move => policy::may_move(actor, subject, standing),
            Self::GiveRoles => policy::may_give_roles(actor, subject, standing),
            Self::Archive => policy::may_archive(actor, subject, standing),
        }
    }
}

/// Who may ask about others: those who give roles, whatever the stage, and those who read everything.
pub fn may_ask_about_others(actor: &Actor, subject: &Subject, standing: &Standing) -> bool {
    actor.sees_all() || !matches!(policy::may_give_roles(actor, subject, standing), Ruling::Hidden | Ruling::Forbidden)
}
