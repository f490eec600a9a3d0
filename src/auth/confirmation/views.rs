//! The question who somebody is, once more.
use askama::Template;

use crate::auth::entrance::Goal;
use crate::i18n::Lang;

#[derive(Template)]
#[template(path = "auth/confirmation/form.html")]
pub struct ConfirmPage {
    pub l: Lang,
    pub goal: Goal,
    /// By a code of the app, instead of the password.
    pub by_code: bool,
    /// Whether there is anything that could be shown here.
    pub is_possible: bool,
    /// The same page with the other of the two, where there are both.
    pub other: Option<String>,
    pub refused: Option<String>,
}
