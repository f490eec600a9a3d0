//! The form of preferences.
use askama::Template;

use crate::i18n::Lang;
use crate::kernel::FieldError;

/// What can be chosen for the fields of [`crate::web::Appearance`], and whether single keys are commands.
pub const THEMES: &[&str] = &["system", "light", "dark"];
pub const CONTRASTS: &[&str] = &["system", "more"];
pub const DENSITIES: &[&str] = &["comfortable", "compact"];
pub const KEYS: &[&str] = &["on", "off"];

#[derive(Template)]
#[template(path = "accounts/profile/appearance.html")]
pub struct AppearancePage {
    pub l: Lang,
    pub choices: [Choice; 4],
    pub language: String,
    pub errors: Vec<FieldError>,
    pub once: uuid::Uuid,
}

/// A field with its words, and the one that is chosen.
pub struct Choice {
    pub name: &'static str,
    pub words: &'static [&'static str],
    pub chosen: String,
}
