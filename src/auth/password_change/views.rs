//! The form for a new password. What was typed is not shown again.
use askama::Template;

use crate::i18n::Lang;
use crate::kernel::FieldError;

use super::rules::{MAX_LENGTH, MIN_LENGTH};

#[derive(Template)]
#[template(path = "auth/password_change/form.html")]
pub struct PasswordPage {
    pub l: Lang,
    pub errors: Vec<FieldError>,
    /// Why the try was refused as a whole.
    pub refused: Option<String>,
}

impl PasswordPage {
    fn error(&self, field: &str) -> Option<String> {
        self.errors.iter().find(|error| error.field == field).map(|error| self.l.field_error(error))
    }
}
