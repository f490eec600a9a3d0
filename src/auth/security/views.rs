//! What somebody proves themselves by, with what can be done about each.
use askama::Template;

use crate::i18n::Lang;

#[derive(Template)]
#[template(path = "auth/security/page.html")]
pub struct SecurityPage {
    pub l: Lang,
    pub has_password: bool,
    /// When it was changed, in words.
    pub password_changed: Option<String>,
    pub app: Option<AppView>,
}

/// An authenticator app that is set up.
pub struct AppView {
    /// In words.
    pub since: String,
    pub codes_left: i64,
    /// How many there were at first.
    pub codes: usize,
}
