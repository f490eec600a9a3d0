//! The form of preferences.
use askama::Template;

use crate::i18n::Lang;
use crate::kernel::FieldError;

/// What can be chosen; `system` follows the device.
pub const THEMES: [&str; 3] = ["system", "light", "dark"];

#[derive(Template)]
#[template(path = "accounts/profile/appearance.html")]
pub struct AppearancePage {
    pub l: Lang,
    pub theme: String,
    pub language: String,
    pub errors: Vec<FieldError>,
    pub once: uuid::Uuid,
}
