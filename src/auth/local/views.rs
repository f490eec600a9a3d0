//! The sign-in page.
use askama::Template;

use crate::i18n::Lang;

#[derive(Template)]
#[template(path = "auth/local/sign_in.html")]
pub struct SignInPage {
    pub l: Lang,
    pub email: String,
    pub return_to: String,
    /// Why the last try was refused.
    pub refused: Option<String>,
}
