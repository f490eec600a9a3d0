//! The pages of a code by mail.
use askama::Template;

use crate::auth::entrance::Goal;
use crate::i18n::Lang;

/// Asks for the address.
#[derive(Template)]
#[template(path = "auth/email_code/ask.html")]
pub struct AskPage {
    pub l: Lang,
    pub goal: Goal,
    pub email: String,
    /// Whether mail reaches anybody at all.
    pub has_mail: bool,
    /// What is wrong with the address.
    pub problem: Option<String>,
    pub refused: Option<String>,
}

/// Asks for the code.
#[derive(Template)]
#[template(path = "auth/email_code/enter.html")]
pub struct EnterPage {
    pub l: Lang,
    pub goal: Goal,
    pub email: String,
    pub key: String,
    pub refused: Option<String>,
}
