//! The pages of the second factor.
use askama::Template;

use super::qr::Picture;
use crate::auth::entrance::Goal;
use crate::i18n::Lang;
use crate::kernel::OrganizationId;

/// Asks for a code.
#[derive(Template)]
#[template(path = "auth/second_factor/ask.html")]
pub struct AskPage {
    pub l: Lang,
    pub goal: Goal,
    /// Whether a recovery code is asked for instead of one of the app.
    pub by_recovery: bool,
    /// The same page with the other one.
    pub other: String,
    pub refused: Option<String>,
}

/// Shows the secret to an app.
#[derive(Template)]
#[template(path = "auth/second_factor/new.html")]
pub struct NewPage {
    pub l: Lang,
    /// Where the form goes.
    pub action: &'static str,
    /// Where somebody at the door wants to go; none within.
    pub goal: Option<Goal>,
    /// Of the organization that asks for it, at the door.
    pub name: Option<String>,
    pub picture: Picture,
    pub spaced_secret: String,
    pub typed: String,
    /// What is wrong with the code.
    pub problem: Option<String>,
}

/// Shows the recovery codes, once.
#[derive(Template)]
#[template(path = "auth/second_factor/codes.html")]
pub struct CodesPage {
    pub l: Lang,
    pub codes: Vec<String>,
    /// Into which organization it goes on from the door, and to which page there; none within.
    pub next: Option<(OrganizationId, String)>,
}
